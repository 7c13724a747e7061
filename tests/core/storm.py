"""A storm of messages: nine for each waiting case, one of them before the case is there, a tenth sent twice, all in a mixed order."""
from collections import Counter
from datetime import timedelta
from random import Random

from sqlalchemy import select

from engine.actors import SYSTEM
from engine.cases import open_case
from engine.messages import send_message
from engine.tables import Case
from tests.core.processes import END, START, flows, process
from tests.core.programme import LEIDEN

EACH = 9
PATIENCE = timedelta(hours=1)
LISTENER = """<bpmn:message id="m" name="word"><bpmn:extensionElements><zeebe:subscription correlationKey="=participant" /></bpmn:extensionElements>
</bpmn:message>""" + process(
    "listener", START, '<bpmn:exclusiveGateway id="again" />',
    '<bpmn:intermediateCatchEvent id="wait"><bpmn:messageEventDefinition messageRef="m" /></bpmn:intermediateCatchEvent>',
    '<bpmn:scriptTask id="note"><bpmn:extensionElements><zeebe:script expression="=append(heard, word)" resultVariable="heard" />'
    '</bpmn:extensionElements></bpmn:scriptTask><bpmn:exclusiveGateway id="enough" default="f5" />', END,
    flows(("start", "again"), ("again", "wait"), ("wait", "note"), ("note", "enough"), ("enough", "end", f"=count(heard) = {EACH}"),
          ("enough", "again")))


def storm(programme, cases: int, seed: int = 1) -> Counter:
    """How it went: messages sent, delivered, dropped as known before, and cases that did not hear exactly their own, each once."""
    random, told = Random(seed), Counter()
    programme.publish(LISTENER)
    words = [(case, f"M-{case}-{n}") for case in range(cases) for n in range(1, EACH)]
    random.shuffle(words)
    early = [(case, f"M-{case}-0") for case in range(cases)]
    random.shuffle(early)
    for case, word in early:
        _send(programme, case, word, told, PATIENCE)
    for case in range(cases):
        with programme.office.writing(SYSTEM) as work:
            open_case(work, "listener", LEIDEN, data={"participant": case, "heard": []})
    twice = set(random.sample(range(len(words)), cases))
    for number, (case, word) in enumerate(words):
        for _ in range(1 + (number in twice)):
            _send(programme, case, word, told)
    for case in programme.all(select(Case)):
        own = case.data[""]
        told["wrong"] += sorted(own["heard"]) != [f"M-{own['participant']}-{n}" for n in range(EACH)] or case.status != "ended"
    return told


def _send(programme, case: int, word: str, told: Counter, ttl: timedelta = timedelta(0)) -> None:
    with programme.office.writing(SYSTEM) as work:
        reached = send_message(work, LEIDEN, "word", str(case), {"word": word}, word, ttl)
    told.update(sent=1, delivered=len(reached))
