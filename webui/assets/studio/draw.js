// The designer: bpmn-js with the Zeebe properties panel and our own settings in it, kept on the server as one draws.
import Modeler from 'bpmn-js/lib/Modeler';
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule, ZeebeTooltipProvider } from 'bpmn-js-properties-panel';
import { CreateAppendAnythingModule } from 'bpmn-js-create-append-anything';
import behaviors from 'camunda-bpmn-js-behaviors/lib/camunda-cloud';
import minimap from 'diagram-js-minimap';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';
import { checker, fail, keeper, load, open, translateWithin, translator } from './desk.js';
import dutch from './nl.js';
import ownSettings from './own-settings.js';
import { repairsFor } from './repairs.js';
import steps, { showSteps } from './steps.js';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import '@bpmn-io/properties-panel/dist/assets/properties-panel.css';
import 'diagram-js-minimap/assets/diagram-js-minimap.css';
import './studio.css';

// What zeebe itself knows of a message that is sent and its moddle does not: an unknown element would be dropped on saving. Ours is aanzet:correlation_key.
const SENDING = {
  name: 'PublishMessage', superClass: ['Element'],
  properties: ['messageName', 'messageId', 'correlationKey', 'timeToLive'].map(name => ({ name, isAttr: true, type: 'String' })),
};

const desk = open('draw');
const modeler = new Modeler({
  container: desk.at('canvas'),
  propertiesPanel: { parent: desk.at('panel'), tooltip: ZeebeTooltipProvider, feelPopupContainer: document.body },
  moddleExtensions: { zeebe: { ...zeebe, types: [...zeebe.types, SENDING] } },
  additionalModules: [
    BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule, behaviors, minimap, CreateAppendAnythingModule,
    ownSettings(desk), steps, { translate: ['value', translator(desk, dutch)] },
  ],
});
const marked = new Set();
const READABLE = 0.7;

// Choose an element and bring it into view; says whether there is such an element.
function show(id, really) {
  const element = modeler.get('elementRegistry').get(id);
  if (element && really) {
    modeler.get('selection').select(element);
    modeler.get('canvas').scrollToElement(element, 60);
  }
  return Boolean(element);
}

function mark(findings) {
  const canvas = modeler.get('canvas');
  const registry = modeler.get('elementRegistry');
  for (const id of marked) if (registry.get(id)) canvas.removeMarker(id, 'has-error');
  marked.clear();
  for (const { element, severity } of findings) {
    if (severity !== 'error' || !registry.get(element)) continue;
    canvas.addMarker(element, 'has-error');
    marked.add(element);
  }
}

function buttons() {
  const stack = modeler.get('commandStack');
  const undo = desk.at('undo');
  const redo = desk.at('redo');
  const renew = () => {
    undo.disabled = !stack.canUndo();
    redo.disabled = !stack.canRedo();
  };
  undo.addEventListener('click', () => stack.undo());
  redo.addEventListener('click', () => stack.redo());
  desk.at('whole').addEventListener('click', () => modeler.get('canvas').zoom('fit-viewport', 'auto'));
  modeler.on('commandStack.changed', renew);
  renew();
}

// All of it where that can be read, else the beginning at a size that can.
function readable() {
  const canvas = modeler.get('canvas');
  canvas.zoom('fit-viewport', 'auto');
  if (canvas.zoom() >= READABLE) return;
  const first = modeler.get('elementRegistry').find(element => element.type === 'bpmn:StartEvent');
  canvas.zoom(READABLE, { x: 0, y: 0 });
  if (first) canvas.scrollToElement(first, { top: 120, left: 220, bottom: 120, right: 120 });
}

async function begin() {
  await modeler.importXML(await load(desk));
  const check = checker(desk, show, mark, repairsFor(modeler, desk.words.repairs));
  const said = translator(desk, dutch);
  const kind = text => {
    const plain = text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
    return said(plain) === plain ? text : said(plain);
  };
  translateWithin(desk.at('panel'), kind, '.bio-properties-panel-header-type, .bio-properties-panel-header-icon');
  const kept = keeper(desk, async () => (await modeler.saveXML({ format: true })).xml, check);
  modeler.on('commandStack.changed', kept.changed);
  readable();
  showSteps(desk, modeler, show);
  buttons();
  await check();
  const wanted = decodeURIComponent(window.location.hash.slice(1));
  if (wanted) show(wanted, true);
  desk.root.dataset.ready = 'yes';
}

begin().catch(error => { console.error(error); fail(desk); });
