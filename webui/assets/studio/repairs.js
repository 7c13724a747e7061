// What can be mended with one press where the check says what is wrong. A repair is {words, run}; one press undoes it.
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';
import { write } from './own-settings.js';

const flows = element => element.outgoing.filter(flow => is(flow, 'bpmn:SequenceFlow'));
const called = flow => flow.businessObject.name || flow.target.businessObject.name || flow.id;

export function repairsFor(modeler, words) {
  const tools = { modeling: modeler.get('modeling'), bpmnFactory: modeler.get('bpmnFactory') };
  const { modeling } = tools;
  const own = (name, value) => element => write(tools, element, name, value);
  const one = (key, run) => element => [{ words: words[key], run: () => run(element) }];
  const deadline = one('deadline', own('deadline', 'P5D'));
  const bare = one('condition', element => modeling.updateProperties(element, { conditionExpression: undefined }));
  const remove = key => one(key, element => modeling.removeElements([element]));
  const asDefault = (gateway, flow) => ({ words: `${words.default} ${called(flow)}`, run: () => modeling.updateProperties(gateway, { default: flow.businessObject }) });
  const known = {
    'lint.no_deadline': deadline,
    'lint.terms_without_deadline': deadline,
    'lint.nobody_to_escalate_to': one('escalate', own('escalate', 'coordinator after P2D')),
    'lint.quiet_and_loud': one('quiet', element => { own('reminders', '')(element); own('escalate', '')(element); }),
    'lint.no_default': element => flows(element).map(flow => asDefault(element, flow)),
    'lint.no_condition': element => (is(element, 'bpmn:SequenceFlow') ? [asDefault(element.source, element)]
      : flows(element).filter(flow => !getBusinessObject(flow).conditionExpression).map(flow => asDefault(element, flow))),
    'lint.default_with_condition': element => (is(element, 'bpmn:SequenceFlow') ? bare(element) : []),
    'lint.condition_ignored': element => (is(element, 'bpmn:SequenceFlow') ? bare(element) : []),
    'lint.ends_without_end': one('end', element => modeler.get('autoPlace').append(element, modeler.get('elementFactory').createShape({ type: 'bpmn:EndEvent' }))),
    'lint.dangling_flow': remove('remove'),
    'lint.gateway_for_nothing': remove('remove'),
    'lint.data_store': remove('remove'),
  };
  return finding => {
    const element = modeler.get('elementRegistry').get(finding.element);
    return element && Object.hasOwn(known, finding.key) ? known[finding.key](element) : [];
  };
}
