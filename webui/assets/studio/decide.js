// The editor of decision tables, kept on the server as one goes.
import DmnModeler from 'camunda-dmn-js/dist/camunda-cloud-modeler.production.min.js';
import 'camunda-dmn-js/dist/assets/camunda-cloud-modeler.css';
import { checker, fail, keeper, load, open, translator } from './desk.js';
import dutch from './nl.js';
import './studio.css';

const desk = open('decide');
const spoken = { additionalModules: [{ translate: ['value', translator(desk, dutch)] }] };
const modeler = new DmnModeler({
  container: desk.at('canvas'), drd: { ...spoken, propertiesPanel: { parent: desk.at('panel') } },
  decisionTable: spoken, literalExpression: spoken, boxedExpression: spoken,
});
let kept = null;

function stack() {
  const viewer = modeler.getActiveViewer();
  return viewer && viewer.get('commandStack');
}

function show(id, really) {
  const view = modeler.getViews().find(each => each.element.id === id || (each.element.decisionLogic?.rule || []).some(rule => rule.id === id));
  if (view && really) modeler.open(view);
  return Boolean(view);
}

function listViews() {
  const active = modeler.getActiveView();
  desk.at('views').replaceChildren(...modeler.getViews().map(view => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn';
    button.textContent = view.name || view.element.name || view.id;
    if (active && view.id === active.id) button.setAttribute('aria-current', 'true');
    button.addEventListener('click', () => modeler.open(view));
    return button;
  }));
}

async function begin() {
  await modeler.importXML(await load(desk));
  const table = modeler.getViews().find(view => view.type === 'decisionTable');
  const check = checker(desk, show);
  kept = keeper(desk, async () => (await modeler.saveXML({ format: true })).xml, check);
  const heard = new WeakSet();
  const listen = () => {
    const viewer = modeler.getActiveViewer();
    if (viewer && !heard.has(viewer)) {
      heard.add(viewer);
      viewer.on('commandStack.changed', kept.changed);
    }
    listViews();
  };
  modeler.on('views.changed', listen);
  if (table) await modeler.open(table);
  listen();
  desk.at('undo').addEventListener('click', () => stack() && stack().canUndo() && stack().undo());
  desk.at('redo').addEventListener('click', () => stack() && stack().canRedo() && stack().redo());
  const wanted = decodeURIComponent(window.location.hash.slice(1));
  if (wanted) show(wanted, true);
  await check();
  desk.root.dataset.ready = 'yes';
}

begin().catch(error => { console.error(error); fail(desk); });
