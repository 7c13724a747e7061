// The group "Aanzet" of the properties panel: our own settings, kept as zeebe:property aanzet:*.
import { useService } from 'bpmn-js-properties-panel';
import { SelectEntry, TextFieldEntry, isSelectEntryEdited, isTextFieldEntryEdited } from '@bpmn-io/properties-panel';
import { jsx } from '@bpmn-io/properties-panel/preact/jsx-runtime';
import { is } from 'bpmn-js/lib/util/ModelUtil';

const OWN = 'aanzet:';
const TERM = 'P5D is five working days, PT4H four hours, quiet P3M comes back without ever being late. A number alone means working days.';
const FIELDS = {
  deadline: { label: 'Deadline', description: TERM, read: term },
  reminders: { label: 'Reminders', description: 'How long before the deadline, for instance P3D,P1D.' },
  escalate: { label: 'Escalate', description: 'Who hears when it stays, for instance programme_manager after P2D.' },
  handoff_reason: { label: 'Reason of the handoff', description: 'One sentence for who gets the turn.' },
  waits_for: { label: 'Waits for', description: 'Who or what this waits for, in words.' },
  phase: { label: 'Phase', options: ['recruitment', 'exploring', 'imagining', 'shaping', 'anchoring'] },
  own_case: { label: 'A case of its own', options: ['true', 'false'] },
  role: { label: 'Role', description: 'The role whose lane this is, for instance facilitator.' },
  board: { label: 'Board', options: ['wijk', 'bestuur'] },
};

function term(text) {
  const days = /^\s*(\d+)\s*(?:werkdag(?:en)?|dag(?:en)?|(?:working )?days?)?\s*$/i.exec(text);
  return days ? `P${days[1]}D` : text.trim();
}

function fieldsOf(element) {
  if (is(element, 'bpmn:Lane')) return ['role', 'board'];
  if (is(element, 'bpmn:CallActivity')) return ['own_case', 'phase'];
  if (is(element, 'bpmn:UserTask') || is(element, 'bpmn:ManualTask')) return ['deadline', 'reminders', 'escalate', 'handoff_reason', 'phase'];
  if (is(element, 'bpmn:ReceiveTask') || is(element, 'bpmn:IntermediateCatchEvent')) return ['waits_for', 'deadline', 'reminders', 'escalate', 'phase'];
  if (is(element, 'bpmn:ServiceTask') || is(element, 'bpmn:SendTask')) return ['waits_for', 'deadline', 'escalate', 'phase'];
  if (is(element, 'bpmn:SubProcess') || is(element, 'bpmn:Process') || (is(element, 'bpmn:Participant') && element.businessObject.processRef)) return ['phase'];
  return [];
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

function Field({ element, id, name }) {
  const modeling = useService('modeling');
  const bpmnFactory = useService('bpmnFactory');
  const translate = useService('translate');
  const debounce = useService('debounceInput');
  const field = FIELDS[name];
  const shared = {
    element, id, debounce, label: translate(field.label), description: field.description && translate(field.description),
    getValue: () => read(element, name),
    setValue: value => write({ bpmnFactory, modeling }, element, name, (field.read || String)(value || '')),
  };
  if (!field.options) return jsx(TextFieldEntry, shared);
  const given = read(element, name);
  const values = given && !field.options.includes(given) ? [...field.options, given] : field.options;
  return jsx(SelectEntry, { ...shared, getOptions: () => [{ value: '', label: '-' }, ...values.map(value => ({ value, label: translate(value) }))] });
}

function OwnSettings(propertiesPanel, translate) {
  propertiesPanel.registerProvider(400, {
    getGroups: element => groups => {
      const names = fieldsOf(element);
      if (!names.length) return groups;
      const entries = names.map(name => ({
        id: `aanzet-${name}`, element, name, component: Field, isEdited: FIELDS[name].options ? isSelectEntryEdited : isTextFieldEntryEdited,
      }));
      const at = groups.findIndex(group => group.id === 'general') + 1;
      return [...groups.slice(0, at), { id: 'aanzet', label: translate('Aanzet'), entries, shouldOpen: true }, ...groups.slice(at)];
    },
  });
}
OwnSettings.$inject = ['propertiesPanel', 'translate'];

export default { __init__: ['ownSettings'], ownSettings: ['type', OwnSettings] };
