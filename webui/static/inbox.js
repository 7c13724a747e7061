// The inbox stays true while it stands open, and can be walked with single keys. Without this script it works as any page.
(() => {
  'use strict';
  const EVERY = 4000;
  const page = document.querySelector('[data-live]');
  if (!page) return;

  // What others take or give shows within seconds. A question asked of the server is a few bytes; only a changed list is read again.
  let asking = false, mark = page.dataset.mark;

  async function look() {
    if (asking || document.hidden) return;
    asking = true;
    try {
      const answer = await fetch(page.dataset.live, { credentials: 'same-origin', headers: { Accept: 'application/json', 'X-Live': '1' } });
      if (answer.status === 401) return clearInterval(clock);
      if (answer.ok && (await answer.json()).mark !== mark) await renew();
    } catch { /* no connection: the next look may have one */ } finally { asking = false; }
  }

  async function renew() {
    const answer = await fetch(location.href, { credentials: 'same-origin', headers: { 'X-Live': '1' } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-live]');
    if (!fresh) return;
    mark = fresh.dataset.mark;
    let changed = false;
    for (const part of page.querySelectorAll('[data-part]')) {
      const other = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
      if (other && !busy(part)) changed = put(part, other) || changed;
    }
    const told = page.querySelector('[data-told]');
    if (changed && told) told.textContent = told.dataset.told;
  }

  // Somebody is writing here: leave it alone.
  function busy(part) {
    return part.querySelector('details[open] textarea') !== null || part.contains(document.activeElement) && document.activeElement.matches('textarea, select, input:not([type=checkbox])');
  }

  function put(part, other) {
    if (words(part) === words(other)) return false;
    const picked = new Set([...part.querySelectorAll('.pick :checked')].map(box => box.value));
    const rows = links(), here = rows.indexOf(row(document.activeElement)), held = part.contains(document.activeElement) ? key(document.activeElement) : null;
    part.replaceChildren(...other.childNodes);
    for (const box of part.querySelectorAll('.pick [type=checkbox]')) box.checked = picked.has(box.value);
    if (held) ([...part.querySelectorAll('a, button, input')].find(one => key(one) === held) || links()[Math.max(0, here)] || page.querySelector('h1 a, .tabs a'))?.focus();
    return true;
  }

  function words(part) { return part.textContent.replace(/\s+/g, ' '); }
  function key(one) { return one.matches('a') ? one.href : `${one.name} ${one.value} ${one.formAction || ''}`; }

  const clock = setInterval(look, EVERY);
  document.addEventListener('visibilitychange', look);
  addEventListener('pageshow', event => { if (event.persisted) look(); });

  // Keys: each has its link or field on the page, so nothing is only for who knows them.
  function links() { return [...page.querySelectorAll('.list .task__t')]; }
  function row(one) { return one?.closest?.('.task')?.querySelector('.task__t'); }

  function step(by) {
    const all = links(), here = all.indexOf(row(document.activeElement));
    const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + by))];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  }

  const keys = {
    j: () => step(1), k: () => step(-1),
    o: () => row(document.activeElement)?.click(),
    x: () => document.activeElement.closest?.('.task')?.querySelector('.pick input')?.click(),
  };

  // aanzet.js tells which key it was, unless somebody types or switched the keys off.
  document.addEventListener('aanzet-key', event => {
    if (!keys[event.detail]) return;
    event.preventDefault();
    keys[event.detail]();
  });
})();
