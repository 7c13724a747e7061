"""A file from a stranger is refused in a sentence, quickly, whatever it holds."""
import pytest

from engine.errors import BrokenProcess
from engine.xml import parse

DIAGRAM = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"/></definitions>'
LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
ATTACKS = {
    "billion laughs": (f'<!DOCTYPE d [<!ENTITY l0 "lol">{LAUGHS}]><d>&l9;</d>', "xml.doctype"),
    "billion laughs in an attribute": (f'<!DOCTYPE d [<!ENTITY l0 "lol">{LAUGHS}]><d a="&l9;"/>', "xml.doctype"),
    "a file of the server": ('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>', "xml.doctype"),
    "somebody else's server": ('<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd"><d/>', "xml.doctype"),
    "deep": ("<a>" * 200_000 + "</a>" * 200_000, "xml.too_deep"),
    "wide": ("<d>" + "<a/>" * 200_000 + "</d>", "xml.too_many_elements"),
    "many attributes": ("<d " + " ".join(f"a{i}='1'" for i in range(100_000)) + "/>", "xml.too_many_attributes"),
    "large": ("<d a='" + "x" * 5_000_000 + "'/>", "xml.too_large"),
    "not closed": ("<d><e></d>", "xml.malformed"),
    "not XML": ("%PDF-1.7", "xml.malformed"),
    "nothing": ("  \n", "xml.empty"),
}


@pytest.mark.parametrize("content, key", ATTACKS.values(), ids=ATTACKS)
def test_an_attack_is_refused_in_a_sentence(content, key):
    with pytest.raises(BrokenProcess) as refusal:
        parse(content.encode(), "wens.bpmn")
    finding = refusal.value.findings[0]
    assert (finding.key, finding.file, finding.severity) == (key, "wens.bpmn", "error")
    assert finding.sentence("nl") != finding.sentence("en")


def test_xinclude_stays_a_dead_letter():
    root = parse(b'<d xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/hostname" parse="text"/></d>', "x")
    assert "".join(root.itertext()) == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_a_diagram_is_read_in_its_own_encoding(encoding):
    content = f'<?xml version="1.0" encoding="{encoding}"?><!-- by hand --><d name="caf\u00e9"/>'.encode(encoding)
    assert parse(content, "d.bpmn").get("name") == "caf\u00e9"


def test_a_doctype_in_another_encoding_is_seen_too():
    with pytest.raises(BrokenProcess) as refusal:
        parse('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE d [<!ENTITY x "y">]><d>&x;</d>'.encode("utf-16"), "d.bpmn")
    assert refusal.value.key == "xml.doctype"


def test_a_diagram_keeps_its_line_numbers():
    assert parse(DIAGRAM.replace(b"<process", b"\n\n<process"), "p.bpmn")[0].sourceline == 3
