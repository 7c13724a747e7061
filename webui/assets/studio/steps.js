// The steps of a drawing as a list for the keyboard: choose one, add one after another, take one away.
import { is } from 'bpmn-js/lib/util/ModelUtil';

// A step between this one and what came after it, as one command: one press undoes it.
function AddStep(modeling, elementFactory, autoPlace) {
  this.preExecute = context => {
    const { after, name } = context;
    const before = after.outgoing.filter(flow => is(flow, 'bpmn:SequenceFlow'));
    const step = autoPlace.append(after, elementFactory.createShape({ type: 'bpmn:UserTask' }));
    modeling.updateProperties(step, { name });
    if (!is(after, 'bpmn:Gateway')) {
      for (const flow of before) modeling.reconnectStart(flow, step, { x: step.x + step.width, y: step.y + step.height / 2 });
    }
    context.step = step;
  };
}
AddStep.$inject = ['modeling', 'elementFactory', 'autoPlace'];

function Steps(commandStack) {
  commandStack.registerHandler('aanzet.add-step', AddStep);
}
Steps.$inject = ['commandStack'];

export default { __init__: ['aanzetSteps'], aanzetSteps: ['type', Steps] };

export function showSteps(desk, modeler, show) {
  const elements = modeler.get('elementRegistry');
  const selection = modeler.get('selection');
  const list = desk.at('steps');
  const after = desk.at('after');
  const added = desk.at('added');
  const form = desk.at('add');

  function called(element) {
    return element.businessObject.name || element.businessObject.id;
  }

  function render() {
    const nodes = elements.filter(element => is(element, 'bpmn:FlowNode') && element.type !== 'label');
    const steps = ordered(nodes);
    const wanted = after.value;
    list.replaceChildren(...steps.map(step => row(step)));
    if (!steps.length) list.textContent = desk.words.nothing;
    after.replaceChildren(...steps.filter(step => !is(step, 'bpmn:EndEvent') && !is(step.parent, 'bpmn:AdHocSubProcess')).map(step => new Option(called(step), step.id)));
    if ([...after.options].some(option => option.value === wanted)) after.value = wanted;
  }

  function row(step) {
    const item = document.createElement('li');
    item.className = 'step';
    const chosen = selection.isSelected(step);
    const choose = document.createElement('button');
    choose.type = 'button';
    choose.className = 'step__name';
    choose.dataset.step = step.id;
    choose.textContent = called(step);
    if (chosen) choose.setAttribute('aria-current', 'true');
    choose.addEventListener('click', () => show(step.id, true));
    item.append(choose);
    if (chosen) {
      const away = document.createElement('button');
      away.type = 'button';
      away.className = 'btn btn--bare';
      away.textContent = desk.words.remove;
      away.setAttribute('aria-label', `${desk.words.remove}: ${called(step)}`);
      away.addEventListener('click', () => { modeler.get('modeling').removeElements([step]); list.querySelector('button')?.focus(); });
      item.append(away);
    }
    return item;
  }

  form.addEventListener('submit', event => {
    event.preventDefault();
    const field = form.querySelector('input');
    const context = { after: elements.get(after.value), name: field.value.trim() };
    if (!context.after || !context.name) return;
    modeler.get('commandStack').execute('aanzet.add-step', context);
    added.textContent = desk.words.added + context.name;
    field.value = '';
    show(context.step.id, true);
  });

  const again = () => {
    const focused = document.activeElement && document.activeElement.dataset && document.activeElement.dataset.step;
    render();
    if (focused) list.querySelector(`[data-step="${CSS.escape(focused)}"]`)?.focus();
  };
  modeler.on('selection.changed', ({ newSelection }) => {
    const [chosen] = newSelection;
    if (newSelection.length === 1 && [...after.options].some(option => option.value === chosen.id)) after.value = chosen.id;
    again();
  });
  modeler.on('commandStack.changed', again);
  render();
}

// As the turn goes: from the starts along the flows, what hangs on a step right after it.
function ordered(nodes) {
  const known = new Set(nodes);
  const seen = new Set();
  function visit(node) {
    if (!known.has(node) || seen.has(node)) return;
    const queue = [node];
    while (queue.length) {
      const next = queue.shift();
      if (!known.has(next) || seen.has(next)) continue;
      seen.add(next);
      for (const inner of next.children || []) if (is(inner, 'bpmn:StartEvent')) visit(inner);
      queue.push(...(next.attachers || []), ...next.outgoing.map(flow => flow.target));
    }
  }
  nodes.filter(node => is(node, 'bpmn:StartEvent') && !is(node.parent, 'bpmn:SubProcess')).forEach(visit);
  nodes.forEach(visit);
  return [...seen];
}
