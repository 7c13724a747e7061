// Small kindnesses on top of pages that work without: a draft is kept while you type, questions come and go,
// and the list of mistakes gets the focus. Nothing here decides anything; the server does.
(() => {
  'use strict';
  const PAUSE = 900, AGAIN = 5000;

  const errors = document.getElementById('errors');
  if (errors) errors.focus();

  for (const link of document.querySelectorAll('#errors a[href^="#"]')) {
    link.addEventListener('click', event => {
      const field = document.getElementById(link.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      field.focus();
      field.scrollIntoView({ block: 'center' });
    });
  }

  // A file that is too large is told at once; the server would say the same, after the upload.
  for (const field of document.querySelectorAll('input[type=file][data-largest]')) {
    const told = document.getElementById(`${field.id}-e`);
    field.addEventListener('change', () => {
      const wrong = [...field.files].some(file => file.size > Number(field.dataset.largest));
      told.textContent = wrong ? field.dataset.tooLarge : '';
      told.hidden = !wrong;
      if (wrong) field.value = '';
    });
  }

  // Keys. Each does what something on the page does as well; the list of them stands on every page, and switches the single letters off.
  const OFF = 'aanzet-keys-off', list = document.getElementById('keys'), form = document.querySelector('form[data-draft]');
  let on = true;
  try { on = localStorage.getItem(OFF) !== '1'; } catch { /* a browser that keeps nothing: the keys are on */ }

  if (list) {
    const box = list.querySelector('[data-keys-on]'), check = box.querySelector('input');
    for (const line of list.querySelectorAll('[data-needs]')) line.hidden = !document.querySelector(line.dataset.needs);
    list.hidden = box.hidden = false;
    check.checked = on;
    check.addEventListener('change', () => {
      on = check.checked;
      try { on ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, '1'); } catch { /* then for this page alone */ }
    });
  }

  function help() {
    list.open = true;
    list.querySelector('summary').focus();
    list.scrollIntoView({ block: 'center' });
  }

  document.addEventListener('keydown', event => {
    if (event.isComposing || event.altKey) return;
    const complete = form?.querySelector('.btn--main[name=do][value=complete]');
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && complete && !event.repeat) {
      event.preventDefault();
      return form.requestSubmit(complete);
    }
    if (!on || event.ctrlKey || event.metaKey || event.target.matches('textarea, select, input:not([type=checkbox]), [contenteditable]')) return;
    const field = event.key === '/' && document.querySelector('[type=search]');
    const act = field ? () => field.focus() : event.key === '?' && list ? help : null;
    const told = new CustomEvent('aanzet-key', { detail: event.key, cancelable: true });
    if (!act && document.dispatchEvent(told)) return;
    event.preventDefault();
    act?.();
  });

  if (!form) return;
  const saved = form.querySelector('[data-saved]');
  let waiting = 0, number = 0, edits = 0, touched = false, leaving = false, renewed = false, away = false;

  function apply(answer) {
    if (saved && answer.saved) saved.textContent = answer.saved;
    const hidden = new Set(answer.hidden || []);
    for (const part of form.querySelectorAll('[data-question]')) part.hidden = hidden.has(part.dataset.question);
    for (const [path, words] of Object.entries(answer.computed || {})) {
      const part = form.querySelector(`[data-question="${CSS.escape(path)}"] [data-answer]`);
      if (part) part.textContent = words;
    }
  }

  // A draft is words: a file goes when somebody sends it, not with every letter.
  function typed() {
    const words = new FormData(form);
    for (const [name, value] of [...words]) if (typeof value !== 'string') words.delete(name);
    return words;
  }

  async function keep() {
    const mine = ++number, upto = edits;
    clearTimeout(waiting);
    try {
      const answer = await fetch(form.dataset.draft, {
        method: 'POST', body: typed(), credentials: 'same-origin', headers: { Accept: 'application/json' },
      });
      if (mine !== number) return;
      const body = await answer.json();
      // On its way is not kept: only now, and only what was typed before it left. Somebody else was first (409): the server kept it all the same.
      if ((answer.ok || answer.status === 409) && upto === edits) touched = false;
      if (answer.ok) renewed = away = false;
      if (answer.ok) apply(body);
      else if (answer.status === 401) gone(body);
      else if (answer.status === 400 && !renewed && await renew()) await keep();
      else if (saved && body.sentence) saved.textContent = body.sentence;
    } catch {
      if (mine === number) notKept();
    }
  }

  // Back in, perhaps by another tab: this page's token belongs to a session that is over. Never for somebody else's session.
  async function renew() {
    renewed = true;
    const answer = await fetch(location.pathname, { credentials: 'same-origin' });
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('form[data-draft]');
    if (!fresh || fresh.dataset.me !== form.dataset.me) return false;
    form.elements._csrf.value = fresh.elements._csrf.value;
    return true;
  }

  // What was typed stays where it is: in the page.
  function notKept() {
    touched = true;
    if (saved) saved.textContent = form.dataset.notKept;
    clearTimeout(waiting);
    waiting = setTimeout(keep, AGAIN);
  }

  function gone(body) {
    touched = away = true;
    if (!saved) return;
    clearTimeout(waiting);
    waiting = setTimeout(keep, AGAIN);
    if (saved.querySelector('a')) return;
    const link = document.createElement('a');
    link.href = body.login;
    link.target = '_blank';
    link.textContent = body.sentence;
    saved.replaceChildren(link);
  }

  addEventListener('online', () => { if (touched && !leaving) keep(); });

  function later(event) {
    if (event.target.type === 'file') return;
    touched = true;
    edits += 1;
    clearTimeout(waiting);
    waiting = setTimeout(keep, event.type === 'change' ? 150 : PAUSE);
  }

  form.addEventListener('input', later);
  form.addEventListener('change', later);
  // Nobody would know whose words these are, so they stay in the page until somebody is back in.
  form.addEventListener('submit', event => {
    if (away && saved) {
      event.preventDefault();
      saved.querySelector('a')?.focus();
      return keep();
    }
    leaving = true;
    clearTimeout(waiting);
  });
  // Another form of this page leaves it: what is not kept yet goes first, or the next page would show an older draft. When that fails, asking again goes.
  let holding = false, refused = null;
  document.addEventListener('submit', async event => {
    const other = event.target, button = event.submitter;
    if (other === form || event.defaultPrevented || !touched || refused === other) return;
    event.preventDefault();
    if (holding) return;
    holding = true;
    await keep();
    holding = false;
    if (touched) refused = other;
    else other.requestSubmit(button);
  });
  addEventListener('pagehide', () => {
    if (touched && !leaving) navigator.sendBeacon(form.dataset.draft, typed());
  });
})();
