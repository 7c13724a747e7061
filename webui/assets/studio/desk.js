// What the three editors share: the place they draw in, keeping what was drawn, and the findings beside it.
const WAIT = 900;         // milliseconds of rest before something is kept

export function open(kind) {
  const root = document.querySelector(`[data-studio="${kind}"]`);
  root.hidden = false;
  document.querySelector('[data-no-script]').hidden = true;
  const words = JSON.parse(root.querySelector('[data-words]').dataset.words);
  const choices = JSON.parse(root.dataset.choices || '{}');
  return { root, words, choices, at: name => root.querySelector(`[data-${name}]`), language: root.dataset.language, path: root.dataset.path };
}

export async function load(desk) {
  const answer = await fetch(desk.root.dataset.src, { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`file: ${answer.status}`);
  return answer.text();
}

export function fail(desk) {
  desk.at('canvas').textContent = desk.words.broken;
}

// Keeps what `read()` gives, one change after the other; `after` runs when it stands on the server.
export function keeper(desk, read, after) {
  const { root, words } = desk;
  const said = desk.at('saved');
  const meanwhile = desk.at('meanwhile');
  let mark = root.dataset.mark;       // of what the drawing here was made from
  let standing = null;                // of what somebody else put there since, until somebody chose
  let dirty = false;
  let timer = null;
  let busy = Promise.resolve(true);

  async function second(told) {
    standing = told.standing;
    meanwhile.querySelector('[data-meanwhile-words]').textContent = told.sentence;
    const copy = meanwhile.querySelector('[data-copy]');
    copy.href = URL.createObjectURL(new Blob([await read()], { type: 'application/octet-stream' }));
    copy.download = desk.path.split('/').pop();
    meanwhile.hidden = false;
    meanwhile.focus();
  }

  async function send() {
    if (standing) return false;
    dirty = false;
    said.textContent = words.keeping;
    try {
      const answer = await fetch(`${root.dataset.keep}&over=${encodeURIComponent(mark)}`, {
        method: 'POST', credentials: 'same-origin', body: await read(),
        headers: { Accept: 'application/json', 'Content-Type': 'application/octet-stream', 'X-CSRF-Token': root.dataset.token },
      });
      const told = await answer.json();
      if (answer.status === 409 && told.standing) await second(told);
      if (!answer.ok) throw new Error(told.sentence || answer.status);
      mark = told.mark;
      said.textContent = told.said;
      for (const part of document.querySelectorAll('[data-when-draft]')) part.hidden = false;
      for (const part of document.querySelectorAll('[data-when-published]')) part.hidden = true;
      after();
      return true;
    } catch (error) {
      dirty = true;
      said.textContent = words.not_kept + (error instanceof TypeError ? words.lost : error.message);
      return false;
    }
  }

  function now() {
    clearTimeout(timer);
    if (dirty) busy = busy.then(send);
    return busy;
  }

  document.addEventListener('click', async event => {
    const link = event.target.closest && event.target.closest('a[href]');
    if (!link || !dirty || link.target || link.hasAttribute('download') || link.getAttribute('href').startsWith('#')) return;
    event.preventDefault();
    if (await now()) window.location.assign(link.href);
  });
  meanwhile.querySelector('[data-mine]').addEventListener('click', () => {
    [mark, standing] = [standing, null];
    meanwhile.hidden = true;
    now();
  });
  window.addEventListener('beforeunload', event => { if (dirty) event.preventDefault(); });

  return {
    now,
    changed() {
      dirty = true;
      clearTimeout(timer);
      timer = setTimeout(now, WAIT);
    },
  };
}

// The findings, those of this file as buttons that lead to their place, others as links.
export function checker(desk, show, mark = () => {}, repairs = () => []) {
  const list = desk.at('findings');
  const summary = desk.at('findings-words');
  async function check() {
    const answer = await fetch(desk.root.dataset.check, { credentials: 'same-origin', headers: { Accept: 'application/json' } });
    if (!answer.ok) return;
    const { words, findings } = await answer.json();
    summary.textContent = words;
    list.replaceChildren(...findings.map(finding => item(desk, finding, show, repairs)));
    mark(findings.filter(finding => finding.file === desk.path));
  }
  desk.at('check-now').addEventListener('click', check);
  return check;
}

function item(desk, finding, show, repairs) {
  const row = document.createElement('li');
  row.className = `find-ing ${finding.severity === 'error' ? 'is-bad' : 'is-warn'}`;
  const sentence = document.createElement('p');
  const kind = document.createElement('strong');
  kind.textContent = `${desk.words[finding.severity]}: `;
  sentence.append(kind, finding.sentence);
  row.append(sentence);
  const own = finding.file === desk.path;
  if (own && finding.element && show(finding.element, false)) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn btn--bare';
    button.textContent = `${desk.words.show} ${finding.element}`;
    button.addEventListener('click', () => show(finding.element, true));
    row.append(button, ...repairs(finding).map(repair => mend(desk, repair)));
  } else if (!own && finding.href) {
    const link = document.createElement('a');
    link.href = finding.href;
    link.textContent = finding.file;
    row.append(link);
  }
  return row;
}

function mend(desk, { words, run }) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn';
  button.textContent = words;
  button.addEventListener('click', () => {
    run();
    document.getElementById('found').focus();
  });
  return button;
}

export function translator(desk, dutch) {
  const words = desk.language === 'nl' ? dutch : {};
  return (text, given = {}) => (Object.hasOwn(words, text) ? words[text] : text).replace(/{([^}]+)}/g, (whole, name) => (name in given ? given[name] : whole));
}

// For an editor that cannot be given words: puts them in where they are shown, and again whenever it draws anew. `within`: only in such parts.
export function translateWithin(place, translate, within = '*') {
  const say = text => {
    const bare = text.trim();
    const said = bare ? translate(bare) : bare;
    return said === bare ? text : text.replace(bare, said);
  };
  function put(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (!node.parentElement || !node.parentElement.closest(within)) return;
      const said = say(node.data);
      if (said !== node.data) node.data = said;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of ['placeholder', 'title', 'aria-label']) {
      const given = node.closest(within) && node.getAttribute(name);
      if (given && say(given) !== given) node.setAttribute(name, say(given));
    }
    node.childNodes.forEach(put);
  }
  put(place);
  new MutationObserver(changes => changes.forEach(({ target, addedNodes }) => (target.nodeType === Node.TEXT_NODE ? put(target) : addedNodes.forEach(put))))
    .observe(place, { childList: true, subtree: true, characterData: true });
}
