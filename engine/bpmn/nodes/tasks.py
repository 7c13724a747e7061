"""Tasks: for people, for FEEL, for decisions, and those that nobody does anything about."""
from datetime import datetime

from SpiffWorkflow.task import Task

from engine import dmn, feel, iso
from engine.bpmn.expressions import as_text, as_texts, evaluate, evaluate_json, is_plain_date
from engine.bpmn.nodes.base import Node
from engine.bpmn.step import BrokenStep, DecisionTaken, OpenedTask, not_published
from engine.bpmn.timers import moment_of
from engine.bpmn.variables import ref_of, sight
from engine.language import quoted

PRIORITY = 50                               # Camunda's middle


class PassTask(Node):
    """A task without a kind, or a manual task: done outside the system, so the token goes on (Camunda 8.8)."""


class UserTask(Node):
    """Waits for a person."""

    waits_open = True

    def begin(self, task: Task) -> bool:
        zeebe = self.element.zeebe
        assigned, schedule = zeebe.get("assignmentDefinition", {}), zeebe.get("taskSchedule", {})
        due, is_date = self._moment(task, schedule.get("dueDate"), "dueDate")
        follow_up, _ = self._moment(task, schedule.get("followUpDate"), "followUpDate")
        task.workflow.journal.open(OpenedTask(
            token=task.id, element=self.element_id,
            assignee=as_text(self._value(task, assigned.get("assignee"), "assignee")),
            roles=as_texts(self._value(task, assigned.get("candidateGroups"), "candidateGroups")),
            people=as_texts(self._value(task, assigned.get("candidateUsers"), "candidateUsers")),
            form=self._form(task), due_at=due, due_is_date=is_date, follow_up_at=follow_up,
            priority=self._priority(task), process=ref_of(task),
            item=task.data.get("loopCounter") if self.name != self.element_id else None))
        return False

    def _value(self, task: Task, text: str | None, place: str) -> object:
        return evaluate(task, text, place) if text else None

    def _form(self, task: Task) -> str | None:
        form = self.element.zeebe.get("formDefinition", {})
        key = form.get("formKey", "").removeprefix("camunda-forms:bpmn:")
        return as_text(self._value(task, form.get("formId") or form.get("externalReference") or key, "formId"))

    def _moment(self, task: Task, text: str | None, place: str) -> tuple[datetime | None, bool]:
        value = self._value(task, text, place)
        if value is None or value == "":
            return None, False
        is_date = is_plain_date(value) or (isinstance(value, str) and len(value.strip()) == len("2031-01-01"))
        try:
            at = moment_of(value, task.workflow.moment.now, self.element, text or "", iso.END_OF_DAY)
        except iso.BadTime as error:
            raise BrokenStep(self.element_id, "bpmn.timer_unreadable", expression=text, why=quoted(error)) from error
        return at, is_date

    def _priority(self, task: Task) -> int:
        written = self._value(task, self.element.zeebe.get("priorityDefinition", {}).get("priority"), "priority")
        if written is None:
            return PRIORITY
        text = as_text(written) or ""
        if not text.isdigit():
            raise BrokenStep(self.element_id, "bpmn.priority_no_number", value=text)
        return int(text)


class ScriptTask(Node):
    """One FEEL expression, kept under one name."""

    def begin(self, task: Task) -> bool:
        script = self.element.zeebe["script"]
        value, name = evaluate_json(task, script.get("expression", ""), "script"), script.get("resultVariable", "").strip()
        self.keep_results(task, {name: value} if name else {})
        return True


class BusinessRuleTask(Node):
    """Asks a decision; the answer is kept under one name, the reasons in the journal."""

    def begin(self, task: Task) -> bool:
        called = self.element.zeebe["calledDecision"]
        key = as_text(evaluate(task, called.get("decisionId", ""), "decisionId"))
        found = task.workflow.moment.library.decision(key, called.get("bindingType", "latest"), called.get("versionTag"))
        if found is None:
            raise not_published(self.element_id, "decision", key, called)
        model, decision = found
        verdict = self._decide(task, model, decision)
        output = feel.to_json(verdict.value)
        task.workflow.journal.decisions.append(DecisionTaken(self.element_id, decision, _asked(task, model, decision), output, verdict.trace))
        name = called.get("resultVariable", "").strip()
        self.keep_results(task, {name: output} if name else {})
        return True

    def _decide(self, task: Task, model, decision: str):
        try:
            verdict = model.decide(decision, sight(task), task.workflow.world())
        except (feel.FeelError, dmn.DmnError) as error:
            raise BrokenStep(self.element_id, "bpmn.decision_fails", decision=decision, why=quoted(error)) from error
        if verdict.fault:
            raise BrokenStep(self.element_id, "bpmn.decision_fails", decision=decision, why=quoted(verdict.fault))
        return verdict


def _asked(task: Task, model, decision: str) -> dict[str, object]:
    """What was known of the names that a decision asks for. The case itself is not copied into its own history."""
    known, names = sight(task), {other for _, _, others in model.asks(decision) for other in others}
    return {name: known[name] for name in sorted(names - {"case"}) if name in known}
