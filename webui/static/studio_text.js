// Asks before somebody leaves a text they changed and did not keep.
const form = document.querySelector('form[data-guard]');
const content = form && form.querySelector('textarea');
let sent = false;

if (form) {
  const begun = content.value;
  const problem = document.querySelector('[role="alert"]');
  form.addEventListener('submit', () => { sent = true; });
  window.addEventListener('beforeunload', event => { if (!sent && (problem || content.value !== begun)) event.preventDefault(); });
}
