"""Processes that come round again and again: the cases of years, made as small as they can be."""

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="https://example.org/loops">
"""
TASK = """<bpmn:userTask id="{id}" name="{id}"><bpmn:extensionElements>
  <zeebe:assignmentDefinition candidateGroups="facilitator"/></bpmn:extensionElements></bpmn:userTask>
"""
DECISION = """<bpmn:exclusiveGateway id="again" default="leave"/>
<bpmn:sequenceFlow id="leave" sourceRef="again" targetRef="end"/>
<bpmn:sequenceFlow id="back" sourceRef="again" targetRef="{back_to}">
  <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=turn &lt; last</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:endEvent id="end"/>
"""


def flow(source: str, target: str) -> str:
    return f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"/>\n'


def process(key: str, *parts: str) -> str:
    return f'<bpmn:process id="{key}" name="{key}" isExecutable="true">\n{"".join(parts)}</bpmn:process>\n'


def file(*processes: str) -> bytes:
    return f'{HEAD}{"".join(processes)}</bpmn:definitions>\n'.encode()


def merge(first: str) -> str:
    """Where the way back comes in, so that every element has one way in."""
    return f'<bpmn:startEvent id="start"/><bpmn:exclusiveGateway id="round"/>\n{flow("start", "round")}{flow("round", first)}'


def user() -> bytes:
    return file(process("loop_flat_user", merge("visit"), TASK.format(id="visit"), flow("visit", "again"),
                        DECISION.format(back_to="round")))


def timer() -> bytes:
    """A reminder runs beside the task and is taken back each time it is done in time."""
    reminder = """<bpmn:boundaryEvent id="reminder" attachedToRef="visit" cancelActivity="false"><bpmn:timerEventDefinition>
  <bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>
<bpmn:endEvent id="reminded"/>
"""
    return file(process("loop_flat_timer", merge("visit"), TASK.format(id="visit"), reminder, flow("reminder", "reminded"),
                        flow("visit", "again"), DECISION.format(back_to="round")))


def parallel() -> bytes:
    block = '<bpmn:parallelGateway id="split"/><bpmn:parallelGateway id="join"/>\n'
    flows = "".join(flow(*pair) for pair in (("split", "visit"), ("split", "call"), ("visit", "join"), ("call", "join"),
                                              ("join", "again")))
    return file(process("loop_flat_parallel", merge("split"), block, TASK.format(id="visit"), TASK.format(id="call"), flows,
                        DECISION.format(back_to="round")))


def call() -> bytes:
    outer = """<bpmn:callActivity id="meet"><bpmn:extensionElements>
  <zeebe:calledElement processId="loop_called" propagateAllChildVariables="true"/></bpmn:extensionElements></bpmn:callActivity>
"""
    inner = process("loop_called", '<bpmn:startEvent id="begin"/>', TASK.format(id="visit"), '<bpmn:endEvent id="over"/>',
                    flow("begin", "visit"), flow("visit", "over"))
    return file(process("loop_flat_call", merge("meet"), outer, flow("meet", "again"), DECISION.format(back_to="round")), inner)


LOOPS = {"loop_flat_user": user, "loop_flat_timer": timer, "loop_flat_parallel": parallel, "loop_flat_call": call}
