"""Collects what a step does, in order, and hands it over as a Step."""
from engine.bpmn.step import (
    Closed, DecisionTaken, MessageThrown, Opened, Passed, Problem, SignalThrown, Snapshot, Step)


class Journal:
    """Lives for one step. What opens and closes within the same step was never seen by anybody and is left out."""

    def __init__(self):
        self._opened: dict[str, Opened] = {}
        self._closed: dict[str, Closed] = {}
        self.passed: list[Passed] = []
        self.decisions: list[DecisionTaken] = []
        self.messages: list[MessageThrown] = []
        self.signals: list[SignalThrown] = []
        self.problems: list[Problem] = []
        self.ends: list[str] = []
        self.finished = False

    def open(self, opened: Opened) -> None:
        self._opened[opened.token] = opened

    def close(self, token: str, element: str, how: str) -> None:
        if self._opened.pop(token, None) is None:
            self._closed[token] = Closed(token, element, how)

    def note(self, element: str, what: str, scope: str = "") -> None:
        self.passed.append(Passed(element, what, scope))

    def reached_end(self, element: str, at_top: bool) -> None:
        """An end event was reached; only those of the case's own process are ends of the case."""
        if at_top:
            self.ends.append(element)

    def step(self, snapshot: Snapshot) -> Step:
        return Step(
            snapshot=snapshot, opened=tuple(self._opened.values()), closed=tuple(self._closed.values()),
            passed=tuple(self.passed), decisions=tuple(self.decisions), messages=tuple(self.messages),
            signals=tuple(self.signals), problems=tuple(self.problems), ends=tuple(self.ends), finished=self.finished)
