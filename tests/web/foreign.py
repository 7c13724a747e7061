"""Small drawings of the kinds that nobody can run: sketches, pools that talk, choreographies, conversations, and oddities of other tools."""
HEAD = """<?xml version="1.0" encoding="{encoding}"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="http://example.org/odd">
"""


def as_model(inside: str, encoding: str = "UTF-8") -> bytes:
    return (HEAD.format(encoding=encoding) + inside + "\n</bpmn:definitions>\n").encode(encoding)


_STEPS = """<bpmn:startEvent id="{0}s"/><bpmn:task id="{0}t" name="Praten"/><bpmn:endEvent id="{0}e"/>
    <bpmn:sequenceFlow id="{0}f" sourceRef="{0}s" targetRef="{0}t"/><bpmn:sequenceFlow id="{0}g" sourceRef="{0}t" targetRef="{0}e"/>"""

FILES = {
    "sketch": as_model(f'<bpmn:process id="Process_1" name="Schets" isExecutable="false">{_STEPS.format("a")}</bpmn:process>'),
    "silent": as_model(f'<bpmn:process id="Process_1">{_STEPS.format("a")}</bpmn:process>'),
    "collaboration": as_model(f"""<bpmn:collaboration id="c"><bpmn:participant id="p1" name="Buurt" processRef="one"/><bpmn:participant id="p2" name="Gemeente" processRef="two"/>
        <bpmn:participant id="p3" name="Zorgverzekeraar"/><bpmn:messageFlow id="m" sourceRef="at" targetRef="p3"/></bpmn:collaboration>
        <bpmn:process id="one">{_STEPS.format("a")}</bpmn:process><bpmn:process id="two">{_STEPS.format("b")}</bpmn:process>"""),
    "choreography": as_model("""<bpmn:choreography id="ch"><bpmn:participant id="p1" name="Buurt"/><bpmn:participant id="p2" name="Gemeente"/>
        <bpmn:startEvent id="s"/><bpmn:choreographyTask id="ct" name="Afspreken" initiatingParticipantRef="p1"><bpmn:participantRef>p1</bpmn:participantRef>
        <bpmn:participantRef>p2</bpmn:participantRef></bpmn:choreographyTask><bpmn:sequenceFlow id="f" sourceRef="s" targetRef="ct"/></bpmn:choreography>"""),
    "conversation": as_model("""<bpmn:collaboration id="c"><bpmn:participant id="p1" name="Buurt"/><bpmn:participant id="p2" name="Gemeente"/>
        <bpmn:conversation id="cv" name="Overleg"><bpmn:participantRef>p1</bpmn:participantRef><bpmn:participantRef>p2</bpmn:participantRef></bpmn:conversation>
        <bpmn:conversationLink id="l1" sourceRef="p1" targetRef="cv"/></bpmn:collaboration>"""),
    "pools only": as_model('<bpmn:collaboration id="c"><bpmn:participant id="p1" name="Buurt"/></bpmn:collaboration>'),
    "nothing": as_model(""),
    "no ids": as_model("<bpmn:process><bpmn:startEvent/><bpmn:userTask name='Bellen'/></bpmn:process>"),
    "no process id": as_model("<bpmn:process isExecutable='true'><bpmn:startEvent id='s'/></bpmn:process>"),
    "long ids": as_model(f'<bpmn:process id="P{"x" * 200}" isExecutable="true">{_STEPS.format("y" * 200)}</bpmn:process>'),
    "nonsense values": as_model("""<bpmn:process id="P" isExecutable="false"><bpmn:userTask id="t" default="gone" startQuantity="veel"><bpmn:standardLoopCharacteristics
        loopMaximum="twaalf"/></bpmn:userTask><bpmn:sequenceFlow id="f"/><bpmn:boundaryEvent id="b"/><bpmn:laneSet><bpmn:lane><bpmn:flowNodeRef/></bpmn:lane></bpmn:laneSet></bpmn:process>"""),
    "another encoding": as_model('<bpmn:process id="P" name="Kennismaking één"/>', "UTF-16"),
    "an older page": as_model('<bpmn:process id="P" name="Café"/>', "ISO-8859-1"),
    "comments": as_model("<!-- niets --><?modeller x?><bpmn:process id='P'><!-- <bpmn:task/> --><bpmn:documentation textFormat='text/html'><b>Dik</b> en dun</bpmn:documentation></bpmn:process>"),
    "every artifact": as_model("""<bpmn:itemDefinition id="i"/><bpmn:dataStore id="ds" name="Kast"/><bpmn:category id="cat"><bpmn:categoryValue id="cv" value="Groep"/></bpmn:category>
        <bpmn:process id="P"><bpmn:ioSpecification id="io"/><bpmn:dataObject id="do"/><bpmn:dataObjectReference id="dor" dataObjectRef="do"/>
        <bpmn:dataStoreReference id="dsr" dataStoreRef="ds"/><bpmn:group id="g" categoryValueRef="cv"/><bpmn:textAnnotation id="ta"><bpmn:text>Let op</bpmn:text></bpmn:textAnnotation>
        <bpmn:association id="as" sourceRef="ta" targetRef="g"/></bpmn:process>"""),
}
