"""The same race with SpiffWorkflow as shipped: its parser, its BPMN specs, Python conditions."""
from collections import Counter
from random import Random

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from tests.bpmn.random_models.drawn import Drawing
from tests.bpmn.random_models.making import Maker
from tests.bpmn.random_models.oracle import Oracle
from tests.bpmn.random_models.shapes import NAMES

MOST_STEPS = 40


def race_shipped(seed: int) -> str | None:
    """What differs first, or None when it did well. Only plain models: tasks, choices, forks and loops."""
    random, maker = Random(seed * 7919 + 1), Maker(seed, plain=True)
    model = maker.model()
    data = {name: random.randint(0, 9) for name in NAMES}
    oracle, parser = Oracle(model, data), BpmnParser()
    parser.add_bpmn_str(Drawing(model, feel=False).content)
    case = BpmnWorkflow(parser.get_spec("p"), {})
    case.task_tree.data.update(data)
    try:
        return _compare_all(random, case, oracle)
    except (SpiffWorkflowException, RecursionError) as error:
        return repr(error)


def _compare_all(random: Random, case: BpmnWorkflow, oracle: Oracle) -> str | None:
    for step in range(MOST_STEPS):
        case.do_engine_steps()
        ready = case.get_tasks(state=TaskState.READY, manual=True)
        mine, theirs = Counter(t.task_spec.name for t in ready), Counter(w.id for w in oracle.open("task"))
        if mine != theirs or case.is_completed() != oracle.finished:
            return f"step {step}: engine {dict(mine)}, oracle {dict(theirs)}"
        if oracle.finished:
            return None
        wait = random.choice(oracle.open("task"))
        payload = {name: random.choice((0, 1, 2, 3, 5, 8)) for name in NAMES if random.random() < 0.5}
        task = next(t for t in ready if t.task_spec.name == wait.id)
        task.data.update(payload)
        task.run()
        oracle.come(wait, payload)
    return None
