// Small kindnesses on top of pages that work without: a draft is kept while you type, questions come and go,
// and the list of mistakes gets the focus. Nothing here decides anything; the server does.
(() => {
  'use strict';
  const PAUSE = 900;

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

  const form = document.querySelector('form[data-draft]');
  if (!form) return;
  const saved = form.querySelector('[data-saved]');
  let waiting = 0, number = 0, touched = false, leaving = false;

  function apply(answer) {
    if (saved && answer.saved) saved.textContent = answer.saved;
    const hidden = new Set(answer.hidden || []);
    for (const part of form.querySelectorAll('[data-question]')) part.hidden = hidden.has(part.dataset.question);
    for (const [path, words] of Object.entries(answer.computed || {})) {
      const part = form.querySelector(`[data-question="${CSS.escape(path)}"] [data-answer]`);
      if (part) part.textContent = words;
    }
  }

  async function keep() {
    const mine = ++number;
    touched = false;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: 'POST', body: new FormData(form), credentials: 'same-origin', headers: { Accept: 'application/json' },
      });
      if (mine !== number) return;
      const body = await answer.json();
      if (answer.ok) apply(body);
      else if (saved && body.sentence) saved.textContent = body.sentence;
    } catch {
      touched = true;
    }
  }

  function later(event) {
    if (event.target.type === 'file') return;
    touched = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, event.type === 'change' ? 150 : PAUSE);
  }

  form.addEventListener('input', later);
  form.addEventListener('change', later);
  form.addEventListener('submit', () => { leaving = true; clearTimeout(waiting); });
  addEventListener('pagehide', () => {
    if (touched && !leaving) navigator.sendBeacon(form.dataset.draft, new FormData(form));
  });
})();
