// Shows the diagram of a case, with what is done, open and late marked. The words stand below it on the page.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import './diagram.css';

const READABLE = 0.6;     // below half of this nobody reads a word: a phone begins at what is open
const MARKS = { done: '✓', open: '●', late: '!' };

function badge(state, words) {
  const mark = document.createElement('span');
  mark.className = `mark mark--${state}`;
  mark.textContent = MARKS[state];
  mark.title = words;
  return mark;
}

function button(words, press) {
  const knob = document.createElement('button');
  knob.type = 'button';
  knob.className = 'btn';
  knob.textContent = words;
  knob.addEventListener('click', press);
  return knob;
}

async function show(figure) {
  const place = figure.querySelector('[data-place]');
  const words = JSON.parse(figure.dataset.words);
  const states = JSON.parse(figure.dataset.states);
  const answer = await fetch(figure.dataset.src, { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`diagram: ${answer.status}`);
  figure.hidden = false;
  const viewer = new NavigatedViewer({ container: place });
  await viewer.importXML(await answer.text());
  const canvas = viewer.get('canvas');
  const overlays = viewer.get('overlays');
  const elements = viewer.get('elementRegistry');
  for (const [id, state] of Object.entries(states)) {
    if (!elements.get(id)) continue;
    canvas.addMarker(id, `is-${state}`);
    overlays.add(id, { position: { top: -12, right: 12 }, html: badge(state, words[state]) });
  }
  canvas.zoom('fit-viewport', 'auto');
  const open = Object.keys(states).map(id => states[id] !== 'done' && elements.get(id)).find(Boolean);
  if (open && canvas.zoom() < READABLE / 2) {
    canvas.zoom(READABLE, { x: 0, y: 0 });
    canvas.scrollToElement(open, 40);
  }
  viewer.on('element.click', ({ element }) => {
    const words = document.getElementById(`step-${element.id}`);
    if (!words) return;
    for (let fold = words.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
    location.hash = words.id;
    words.focus();
  });
  const step = factor => () => canvas.zoom(canvas.zoom() * factor);
  figure.querySelector('[data-knobs]').append(
    button(words.nearer, step(1.25)),
    button(words.further, step(0.8)),
    button(words.whole, () => canvas.zoom('fit-viewport', 'auto')),
  );
}

for (const figure of document.querySelectorAll('[data-diagram]')) {
  show(figure).catch(() => { figure.hidden = true; });
}
