// What the three editors share: the place they draw in, keeping what was drawn, and the findings beside it.
const WAIT = 900;         // milliseconds of rest before something is kept

export function open(kind) {
  const root = document.querySelector(`[data-studio="${kind}"]`);
  root.hidden = false;
  document.querySelector('[data-no-script]').hidden = true;
  const words = JSON.parse(root.querySelector('[data-words]').dataset.words);
  return { root, words, at: name => root.querySelector(`[data-${name}]`), language: root.dataset.language, path: root.dataset.path };
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
  let revision = Number(root.dataset.revision);
  let dirty = false;
  let timer = null;
  let busy = Promise.resolve(true);

  async function send() {
    dirty = false;
    said.textContent = words.keeping;
    try {
      const answer = await fetch(`${root.dataset.keep}&revision=${revision}`, {
        method: 'POST', credentials: 'same-origin', body: await read(),
        headers: { Accept: 'application/json', 'Content-Type': 'application/octet-stream', 'X-CSRF-Token': root.dataset.token },
      });
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.sentence || answer.status);
      revision = told.revision;
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
export function checker(desk, show, mark = () => {}) {
  const list = desk.at('findings');
  const summary = desk.at('findings-words');
  async function check() {
    const answer = await fetch(desk.root.dataset.check, { credentials: 'same-origin', headers: { Accept: 'application/json' } });
    if (!answer.ok) return;
    const { words, findings } = await answer.json();
    summary.textContent = words;
    list.replaceChildren(...findings.map(finding => item(desk, finding, show)));
    mark(findings.filter(finding => finding.file === desk.path));
  }
  desk.at('check-now').addEventListener('click', check);
  return check;
}

function item(desk, finding, show) {
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
    row.append(button);
  } else if (!own && finding.href) {
    const link = document.createElement('a');
    link.href = finding.href;
    link.textContent = finding.file;
    row.append(link);
  }
  return row;
}

export function translator(desk, dutch) {
  const words = desk.language === 'nl' ? dutch : {};
  return (text, given = {}) => (Object.hasOwn(words, text) ? words[text] : text).replace(/{([^}]+)}/g, (whole, name) => (name in given ? given[name] : whole));
}

// For an editor that cannot be given words: puts them in where they are shown, and again whenever it draws anew.
export function translateWithin(place, translate) {
  function put(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      const said = translate(node.data);
      if (said !== node.data) node.data = said;
      return;
    }
    if (node.placeholder) {
      const said = translate(node.placeholder);
      if (said !== node.placeholder) node.placeholder = said;
    }
    node.childNodes.forEach(put);
  }
  put(place);
  new MutationObserver(changes => changes.forEach(({ target, addedNodes }) => (target.nodeType === Node.TEXT_NODE ? put(target) : addedNodes.forEach(put))))
    .observe(place, { childList: true, subtree: true, characterData: true });
}
