"""The drawing of a case speaks the language of the page; in the language it was written in it is the file itself."""
import re

from sqlalchemy import select

from engine import english
from engine.tables import BundleFile


def drawing_on(visitor, case) -> str:
    """What the page of the case draws; the page stays where the visitor is."""
    page = visitor.get(f"/cases/{case.id}")
    return visitor.client.get(re.search(r'data-src="([^"]+)"', page)[1].replace("&amp;", "&")).text


def test_the_drawing_speaks_the_language_of_the_page(visitor, case, programme):
    visitor.log_in("fenna")
    written = [file.content.decode() for file in programme.all(select(BundleFile)) if file.path.endswith(".bpmn")]
    assert drawing_on(visitor, case) in written
    visitor.post("/me/language", language="en", back=f"/cases/{case.id}")
    drawn = drawing_on(visitor, case)
    assert 'name="Agree on place and rhythm"' in drawn and "Spreek plek" not in drawn
    assert "De banken staan op de stoep" in drawn                     # names alone: what the engine reads stays as it is


def test_a_longer_word_gets_the_room_it_needs():
    drawing = b"""<d xmlns:i="di"><flow id="go" name="ja"/><i:BPMNEdge bpmnElement="go"><i:BPMNLabel><i:Bounds x="1" y="1" width="14" height="14"/></i:BPMNLabel></i:BPMNEdge>
        <i:BPMNEdge bpmnElement="go"><i:BPMNLabel><i:Bounds x="1" y="1"/></i:BPMNLabel></i:BPMNEdge></d>"""
    drawn = english.drawn(drawing, {"go": "certainly"}).decode()
    assert 'name="certainly"' in drawn and 'width="63"' in drawn and drawn.count("width=") == 1
