// The form editor, kept on the server as one goes.
import { FormEditor } from '@bpmn-io/form-js-editor';
import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import '@bpmn-io/form-js-editor/dist/assets/form-js-editor.css';
import '@bpmn-io/form-js-editor/dist/assets/properties-panel.css';
import { checker, fail, keeper, load, open, translateWithin, translator } from './desk.js';
import dutch from './nl.js';
import './studio.css';

const desk = open('form');
const editor = new FormEditor({ container: desk.at('canvas') });

async function begin() {
  await editor.importSchema(JSON.parse(await load(desk)));
  translateWithin(desk.at('canvas'), translator(desk, dutch),
    '.fjs-palette-container, .fjs-properties-container, .fjs-editor-properties-container, .fjs-form-field-placeholder, .fjs-context-pad, .fjs-empty-editor, .fjs-empty-component');
  const fields = editor.get('formFieldRegistry');
  const find = name => fields.get(name) || fields.getAll().find(field => field.key === name);
  function show(name, really) {
    const field = find(name);
    if (field && really) editor.get('selection').set(field);
    return Boolean(field);
  }
  const check = checker(desk, show);
  const kept = keeper(desk, async () => `${JSON.stringify(editor.saveSchema(), null, 2)}\n`, check);
  const stack = editor.get('commandStack');
  desk.at('undo').addEventListener('click', () => stack.canUndo() && stack.undo());
  desk.at('redo').addEventListener('click', () => stack.canRedo() && stack.redo());
  editor.on('commandStack.changed', kept.changed);
  const wanted = decodeURIComponent(window.location.hash.slice(1));
  if (wanted) show(wanted, true);
  await check();
  desk.root.dataset.ready = 'yes';
}

begin().catch(error => { console.error(error); fail(desk); });
