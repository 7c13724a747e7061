// The group "Aanzet" of the properties panel: our own settings, kept as zeebe:property aanzet:*.
import { useService } from 'bpmn-js-properties-panel';
import { SelectEntry, TextFieldEntry, isSelectEntryEdited, isTextFieldEntryEdited } from '@bpmn-io/properties-panel';
import { jsx } from '@bpmn-io/properties-panel/preact/jsx-runtime';
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { chainText, deadlineWords, readChain, readDeadline, readTerm, readTerms, termWords, termsWords } from './terms.js';

const OWN = 'aanzet:';
const UNREAD = 'Write for instance 10 working days, 4 hours or quiet, 3 months.';
const same = text => text;
const terms = (read, say) => ({ read, say, wrong: UNREAD });
const FIELDS = {
  deadline: { label: 'Deadline', description: 'For instance 10 working days or 4 hours. Quiet, 3 months comes back without ever being late.', ...terms(readDeadline, deadlineWords) },
  reminders: { label: 'Reminders', description: 'How long before the deadline, for instance 3 working days, 1 working day.', ...terms(readTerms, termsWords) },
  handoff_reason: { label: 'Reason of the handoff', description: 'One sentence for who gets the turn.' },
  correlation_key: { label: 'Key of the message', description: 'By this the message finds the case that waits for it, for instance =string(case.id).' },
  waits_for: { label: 'Waits for', description: 'Who or what this waits for, in words.' },
  phase: { label: 'Phase', options: () => ['recruitment', 'exploring', 'imagining', 'shaping', 'anchoring'] },
  own_case: { label: 'A case of its own', options: () => ['true', 'false'] },
  role: { label: 'Role', description: 'The role whose lane this is.', options: choices => choices.roles },
  board: { label: 'Board', options: () => ['wijk', 'bestuur'] },
  turn: { label: 'Who has the turn', none: 'As the lane says', options: choices => choices.roles, zeebe: ['zeebe:AssignmentDefinition', 'candidateGroups'] },
  form: { label: 'Form', options: choices => choices.forms, zeebe: ['zeebe:FormDefinition', 'formId'] },
  decision: { label: 'Decision', options: choices => choices.decisions, zeebe: ['zeebe:CalledDecision', 'decisionId'] },
  process: { label: 'Other process', options: choices => choices.processes, zeebe: ['zeebe:CalledElement', 'processId'] },
};

function fieldsOf(element) {
  if (is(element, 'bpmn:Lane')) return ['role', 'board'];
  if (is(element, 'bpmn:CallActivity')) return ['process', 'own_case', 'phase'];
  if (is(element, 'bpmn:BusinessRuleTask')) return ['decision'];
  if (is(element, 'bpmn:UserTask')) return ['turn', 'form', 'deadline', 'reminders', 'escalate', 'handoff_reason', 'phase'];
  if (is(element, 'bpmn:ManualTask')) return ['deadline', 'reminders', 'escalate', 'handoff_reason', 'phase'];
  if (is(element, 'bpmn:ReceiveTask') || is(element, 'bpmn:IntermediateCatchEvent')) return ['waits_for', 'deadline', 'reminders', 'escalate', 'phase'];
  if (is(element, 'bpmn:SendTask')) return ['correlation_key', 'waits_for', 'deadline', 'escalate', 'phase'];
  if (throwsMessage(element)) return ['correlation_key'];
  if (is(element, 'bpmn:ServiceTask')) return ['waits_for', 'deadline', 'escalate', 'phase'];
  if (is(element, 'bpmn:SubProcess') || is(element, 'bpmn:Process') || (is(element, 'bpmn:Participant') && element.businessObject.processRef)) return ['phase'];
  return [];
}

function throwsMessage(element) {
  return is(element, 'bpmn:ThrowEvent') && (element.businessObject.get('eventDefinitions') || []).some(each => is(each, 'bpmn:MessageEventDefinition'));
}

function ownerOf(element) {
  return is(element, 'bpmn:Participant') ? element.businessObject.processRef : element.businessObject;
}

function holderOf(owner) {
  const extension = owner.get('extensionElements');
  return extension && extension.get('values').find(value => is(value, 'zeebe:Properties'));
}

export function read(element, name) {
  const holder = holderOf(ownerOf(element));
  const found = holder && holder.get('properties').find(property => property.get('name') === OWN + name);
  return found ? found.get('value') : '';
}

// One command, so that one press undoes it.
export function write({ bpmnFactory, modeling }, element, name, value) {
  const owner = ownerOf(element);
  const extension = owner.get('extensionElements');
  const holder = holderOf(owner);
  const others = holder ? holder.get('properties').filter(property => property.get('name') !== OWN + name) : [];
  const make = (type, attributes, parent) => Object.assign(bpmnFactory.create(type, attributes), { $parent: parent });
  const properties = value ? [...others, make('zeebe:Property', { name: OWN + name, value }, holder)] : others;
  if (holder && properties.length) return modeling.updateModdleProperties(element, holder, { properties });
  if (holder) return modeling.updateModdleProperties(element, extension, { values: extension.get('values').filter(each => each !== holder) });
  if (!value) return undefined;
  const fresh = make('zeebe:Properties', { properties }, extension);
  properties[0].$parent = fresh;
  if (extension) return modeling.updateModdleProperties(element, extension, { values: [...extension.get('values'), fresh] });
  const whole = make('bpmn:ExtensionElements', { values: [fresh] }, owner);
  fresh.$parent = whole;
  return modeling.updateModdleProperties(element, owner, { extensionElements: whole });
}

function extensionOf(element, type) {
  const extension = ownerOf(element).get('extensionElements');
  return extension && extension.get('values').find(value => is(value, type));
}

// An attribute of one of Zeebe's own settings.
function writeZeebe({ bpmnFactory, modeling }, element, [type, name], value) {
  const owner = ownerOf(element);
  const extension = owner.get('extensionElements');
  const standing = extensionOf(element, type);
  if (standing) return modeling.updateModdleProperties(element, standing, { [name]: value || undefined });
  if (!value) return undefined;
  const made = bpmnFactory.create(type, { [name]: value });
  made.$parent = extension;
  if (extension) return modeling.updateModdleProperties(element, extension, { values: [...extension.get('values'), made] });
  const whole = bpmnFactory.create('bpmn:ExtensionElements', { values: [made] });
  whole.$parent = owner;
  made.$parent = whole;
  return modeling.updateModdleProperties(element, owner, { extensionElements: whole });
}

function useTools() {
  return {
    modeling: useService('modeling'), bpmnFactory: useService('bpmnFactory'), translate: useService('translate'),
    debounce: useService('debounceInput'), desk: useService('aanzetDesk'),
  };
}

function choicesOf(options, given, none, translate) {
  const pairs = options.map(option => (Array.isArray(option) ? option : [option, translate(option)]));
  const label = word => (pairs.find(([value]) => value === word.trim()) || [word, word.trim()])[1];
  if (given && !pairs.some(([value]) => value === given)) pairs.push([given, given.startsWith('=') ? given : given.split(',').map(label).join(', ')]);
  return [{ value: '', label: none ? translate(none) : '-' }, ...pairs.map(([value, label]) => ({ value, label }))];
}

// What somebody typed stays as they typed it, for as long as it means what is kept.
const typed = new Map();

function spoken(place, { read = same, say = same }, kept, language) {
  const own = typed.get(place);
  return own !== undefined && read(own) === kept ? own : say(kept, language);
}

function Field({ element, id, name }) {
  const tools = useTools();
  const { translate, debounce, desk } = tools;
  const field = FIELDS[name];
  const place = `${element.id} ${name}`;
  const kept = () => (field.zeebe ? (extensionOf(element, field.zeebe[0]) || { get: () => '' }).get(field.zeebe[1]) || '' : read(element, name));
  const keep = value => (field.zeebe ? writeZeebe(tools, element, field.zeebe, value) : write(tools, element, name, value));
  const shared = { element, id, debounce, label: translate(field.label), description: field.description && translate(field.description) };
  if (field.options) {
    return jsx(SelectEntry, { ...shared, getValue: kept, setValue: value => keep(value || ''),
      getOptions: () => choicesOf(field.options(desk.choices), kept(), field.none, translate) });
  }
  const meant = field.read || same;
  return jsx(TextFieldEntry, {
    ...shared, getValue: () => spoken(place, field, kept(), desk.language),
    validate: value => (value && meant(value) === null ? translate(field.wrong) : undefined),
    setValue: value => {
      const iso = meant(value || '');
      if (iso === null) return;
      typed.set(place, value || '');
      keep(iso);
    },
  });
}

// Who hears of it, one after the other; the last row is empty and begins a next one.
function LinkRole({ element, id, at }) {
  const tools = useTools();
  const { translate, desk } = tools;
  const chain = readChain(read(element, 'escalate'));
  return jsx(SelectEntry, {
    element, id, label: translate(at ? 'After that' : 'Escalate to'), description: at ? undefined : translate('Who hears when it stays.'),
    getValue: () => (chain[at] ? chain[at].role : ''), getOptions: () => choicesOf(desk.choices.roles, chain[at] && chain[at].role, '', translate),
    setValue: role => {
      const links = chain.map(link => ({ ...link }));
      if (role) links[at] = { role, after: chain[at] ? chain[at].after : at ? 'P5D' : 'P2D' };
      else links.splice(at, 1);
      write(tools, element, 'escalate', chainText(links));
    },
  });
}

function LinkAfter({ element, id, at }) {
  const tools = useTools();
  const { translate, debounce, desk } = tools;
  const chain = readChain(read(element, 'escalate'));
  const place = `${element.id} after ${at}`;
  return jsx(TextFieldEntry, {
    element, id, debounce, label: translate('How long after the deadline'),
    getValue: () => spoken(place, { read: readTerm, say: termWords }, chain[at] ? chain[at].after : '', desk.language),
    validate: value => (value && readTerm(value) === null ? translate(UNREAD) : undefined),
    setValue: value => {
      const after = readTerm(value || '');
      if (after === null || !chain[at]) return;
      typed.set(place, value || '');
      write(tools, element, 'escalate', chainText(chain.map((link, n) => (n === at ? { ...link, after: after || 'P0D' } : link))));
    },
  });
}

function chainEntries(element) {
  const links = readChain(read(element, 'escalate'));
  const edited = isSelectEntryEdited;
  return [...links, null].flatMap((link, at) => [
    { id: `aanzet-escalate-${at}`, element, at, component: LinkRole, isEdited: edited },
    ...(link ? [{ id: `aanzet-after-${at}`, element, at, component: LinkAfter, isEdited: isTextFieldEntryEdited }] : []),
  ]);
}

function OwnSettings(propertiesPanel, translate) {
  propertiesPanel.registerProvider(400, {
    getGroups: element => groups => {
      const names = fieldsOf(element);
      if (!names.length) return groups;
      const entries = names.flatMap(name => (name === 'escalate' ? chainEntries(element) : [{
        id: `aanzet-${name}`, element, name, component: Field, isEdited: FIELDS[name].options ? isSelectEntryEdited : isTextFieldEntryEdited,
      }]));
      const at = groups.findIndex(group => group.id === 'general') + 1;
      return [...groups.slice(0, at), { id: 'aanzet', label: translate('Aanzet'), entries, shouldOpen: true }, ...groups.slice(at)];
    },
  });
}
OwnSettings.$inject = ['propertiesPanel', 'translate'];

export default desk => ({ __init__: ['ownSettings'], ownSettings: ['type', OwnSettings], aanzetDesk: ['value', desk] });
