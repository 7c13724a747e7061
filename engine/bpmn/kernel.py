"""One case while a step runs over it: SpiffWorkflow's workflow, kept flat.

Every task of the tree is alive: a token that waits, or a scope around one. What is done leaves the tree at once, so
its size follows what is open and never what has been. Nothing is predicted, nothing is fired by the clock.
"""
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow

from engine import feel
from engine.bpmn.journal import Journal
from engine.bpmn.moment import Moment
from engine.bpmn.step import BrokenStep

ROOT = "0"
MOST_ENTRIES = 20_000                       # activations in one step: beyond this the diagram turns in circles


class Running(Workflow):
    """The workflow of one case during one step."""

    def __init__(self, net, moment: Moment, net_of: Callable):
        super().__init__(net, deserializing=True)
        self.moment, self.journal, self.net_of = moment, Journal(), net_of
        self.net = net
        self.counter, self._entries, self._evaluations = 0, 0, 0
        self._ready: deque[Task] = deque()
        self.task_tree = Task(self, net.start, state=TaskState.STARTED, id=ROOT)

    def next_token(self) -> str:
        self.counter += 1
        return str(self.counter)

    def world(self) -> feel.World:
        """What FEEL sees, for one evaluation: no two of a case draw the same by chance, and a step played again draws the same."""
        self._evaluations += 1
        return replace(self.moment.world, seed=f"{self.moment.case.get('id')} {self.counter} {self._evaluations}")

    def restore(self, spec, parent: Task, token: str, internal: dict) -> Task:
        """Put back a token that waited when the case was saved."""
        task = Task(self, spec, parent=parent, state=TaskState.STARTED, id=token)
        task.internal_data = internal
        return task

    def enter(self, spec, scope: Task, data: dict | None = None, **internal: object) -> Task:
        """A token comes to a node; it runs when its turn in the queue comes."""
        task = Task(self, spec, parent=scope, state=TaskState.READY, id=self.next_token())
        task.data, task.internal_data = data or {}, internal
        self._ready.append(task)
        return task

    def settle(self) -> None:
        """Run until every token waits for somebody, some time or some word from outside."""
        while True:
            while self._ready:
                self._run(self._ready.popleft())
            waiting = [task for task in list(self.tasks.values()) if self.is_alive(task)]
            if not any([task.task_spec.reconsider(task) for task in waiting if self.is_alive(task)]) and not self._ready:
                return

    def _run(self, task: Task) -> None:
        if not self.is_alive(task):
            return
        self._entries += 1
        if self._entries > MOST_ENTRIES:
            raise BrokenStep(task.task_spec.element_id, "bpmn.turns_in_circles", most=MOST_ENTRIES)
        task.run()

    def is_alive(self, task: Task) -> bool:
        return self.tasks.get(task.id) is task

    def terminate(self, task: Task) -> None:
        """End a token and everything inside it without its way out."""
        if not self.is_alive(task):
            return
        for child in task.children:
            self.terminate(child)
        task.task_spec.cancelled(task)
        self._remove_task(task.id)

    def _task_completed_notify(self, task: Task) -> None:
        """Nodes lead their tokens on themselves; there is nothing to predict or to poll."""
