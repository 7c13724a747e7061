"""The checker's rules for a process: one rule a file, each finding a sentence about one element."""
from collections.abc import Iterator

from engine.bpmn.lint import (
    deadlines,
    decision_names,
    drawn_well,
    events,
    feel_parses,
    flows,
    gateways,
    handoffs,
    has_form,
    joins,
    kinds,
    known_names,
    mappings,
    names,
    plain_words,
    reachable,
    references,
    roles,
    settings,
    start_event,
    times,
)
from engine.bpmn.lint.context import Context
from engine.bpmn.lint.graph import Graph
from engine.bpmn.lint.whole_file import check_file
from engine.bpmn.model import Process
from engine.findings import Finding

RULES = (start_event, flows, reachable, gateways, joins, kinds, events, feel_parses, times, names, known_names, mappings, decision_names, references,
         roles, has_form, deadlines, handoffs, settings, drawn_well, plain_words)

__all__ = ["RULES", "Context", "check_file", "check_process"]


def check_process(process: Process, context: Context) -> Iterator[Finding]:
    """Everything the rules have to say about one process."""
    graph = Graph(process)
    for rule in RULES:
        yield from rule.check(process, graph, context)
