"""Photos and documents beside a case: told by their content, without a place in them, sealed, and gone when they are removed."""
import io
import tracemalloc
import zipfile

import pytest
from PIL import Image
from sqlalchemy import select, text

from engine.actors import SYSTEM
from engine.attachments import attach_to_case, attach_to_task, remove_attachment
from engine.backup import back_up, restore
from engine.errors import InvalidAnswers, NotAllowed, NotFound
from engine.files import LARGEST, File, handed_in, kinds, photos
from engine.people import add_person, give_role
from engine.queries.attachments import attachments_of_case, attachments_of_task, open_attachment
from engine.tables import Attachment, AttachmentPiece, Base, CaseEvent, PersonKey, Task
from tests.core.processes import VISIT
from tests.core.programme import LEIDEN, furnishing, programme_at
from tests.databases import opened

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\nstartxref 9\n%%EOF\n"
VISITED = furnishing("visited", lambda programme: programme.publish(VISIT))


@pytest.fixture
def programme(furnished, database_kind, clock):
    with programme_at(furnished(database_kind, VISITED), clock) as found:
        yield found


@pytest.fixture
def case(programme):
    return programme.open("visit", "fenna", title="Bezoek")


def photo(format="JPEG", size=(8, 4)):
    """A red strip, taken upside down at a place."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera van Quirina"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 9.0, 30.0), 3: "E", 4: (4.0, 27.0, 1.0)})
    target = io.BytesIO()
    extra = {"xmp": b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>exif:GPSLatitude=52,9.5N</x:xmpmeta>"} if format in ("JPEG", "WEBP") else {}
    Image.new("RGB", size, "red").save(target, format, exif=exif, **extra)
    return target.getvalue()


def packed(**parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return target.getvalue()


DOCX = {"[Content_Types]_xml": "<Types/>", "word__document_xml": "<w/>"}


@pytest.mark.parametrize("format, kind", [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_a_photo_is_drawn_anew_without_where_it_was_taken(format, kind):
    given = photo(format)
    assert b"Quirina" in given
    file = handed_in("strand.jpg", given)
    kept = Image.open(io.BytesIO(file.content))
    assert (file.kind, kept.size, dict(kept.getexif())) == (kind, (4, 8), {}), "the right way up, and bare"
    assert not any(word in file.content for word in (b"Quirina", b"GPS", b"Exif", b"xmp"))


def test_what_it_is_shows_in_the_content_and_not_in_the_name():
    assert handed_in("../../etc/verslag.exe", PDF).name == "verslag.exe.pdf"
    assert handed_in("C:\\foto's\\Strand.JPG", photo()).name == "Strand.jpg"
    assert handed_in("a\u202egpj.pdf", PDF).name == "agpj.pdf", "no sign that turns a name around"
    assert handed_in("lijst.csv", "naam;huis\nLinde;é\n".encode("cp1252")).kind == "text/plain"
    assert handed_in("x", packed(**DOCX)).name == "x.docx"
    assert handed_in("x.ods", packed(mimetype="application/vnd.oasis.opendocument.spreadsheet", content_xml="<a/>")).name == "x.ods"


@pytest.mark.parametrize("content, why", [
    (b"", "file.empty"), (b"x" * (LARGEST + 1), "file.too_large"), (b"MZ\x90\x00\x03", "file.other_kind"),
    (b"  <!DOCTYPE html><script>alert(1)</script>", "file.other_kind"), (b"<svg onload=alert(1)>", "file.other_kind"), (b"#!/bin/sh\n", "file.other_kind"),
    (PDF[:-7], "file.damaged"), (photo()[:-40], "file.damaged"), (b"\xff\xd8\xff" + bytes(200), "file.damaged"), (packed(**DOCX)[:-30], "file.damaged"),
    (b"PK\x03\x04" + b"PK\x01\x02" * 5_001, "file.too_much_inside"), (packed(**DOCX, word__vbaProject_bin="x"), "file.program"), (packed(readme="x"), "file.other_kind")],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes")
def test_what_is_not_taken_in_is_refused_in_a_sentence(content, why):
    with pytest.raises(InvalidAnswers) as refused:
        handed_in("bestand.txt", content)
    assert refused.value.problems[0][1] == why
    assert len(refused.value.sentence("nl")) > 10 and refused.value.sentence("nl") != refused.value.sentence("en")


def test_what_unpacks_to_far_more_than_it_seems_is_refused_unopened(monkeypatch):
    monkeypatch.setattr(kinds, "MOST_UNPACKED", 50_000)
    monkeypatch.setattr(photos, "MOST_PIXELS", 1_000_000)
    for content, why in ((packed(**DOCX, word__big_xml=b"\0" * 50_001), "file.too_much_inside"), (photo("PNG", (1001, 1000)), "file.too_many_pixels")):
        with pytest.raises(InvalidAnswers) as refused:
            handed_in("klein", content)
        assert len(content) < 20_000 and refused.value.problems[0][1] == why


def test_what_a_camera_wrote_down_wrongly_costs_nobody_their_photo():
    """The make of the camera as a number."""
    given = photo()
    assert b"\x01\x0f\x00\x02" in given
    file = handed_in("strand.jpg", given.replace(b"\x01\x0f\x00\x02", b"\x01\x0f\x00\x0b"))
    assert Image.open(io.BytesIO(file.content)).size == (4, 8)


def test_what_an_open_document_says_it_is_may_be_a_bomb_that_says_it_is_short():
    """The length that stands in the archive binds nobody: no more is unpacked than one looks at."""
    large = 50_000_000
    bomb = packed(mimetype=b"\0" * large, content_xml="<a/>").replace(large.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    tracemalloc.start()
    with pytest.raises(InvalidAnswers):
        handed_in("x.odt", bomb)
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


def kept(programme, case, who="fenna", name="brief van Quirina.pdf", content=PDF, to=None):
    with programme.writing(who) as work:
        return attach_to_case(work, case.id, handed_in(name, content), to)


def names(programme, case, who):
    with programme.reading(who) as work:
        return [one.name for one in attachments_of_case(work, case.id)]


def read(programme, attachment, who):
    with programme.reading(who) as work:
        return open_attachment(work, attachment.id)


def test_a_file_is_for_the_team_and_sealed_where_it_lies(programme, case):
    with programme.office.writing(SYSTEM) as work:
        give_role(work, add_person(work, "manu", "Manu Overzicht").id, "manager", LEIDEN)
    large = b"De buurtkamer is open.\n" * 9_000
    attachment = kept(programme, case, name="nieuws.txt", content=large)
    assert read(programme, attachment, "floor").content == large and read(programme, attachment, "cas").name == "nieuws.txt"
    for stranger in ("haag", "manu"):
        assert names(programme, case, stranger) == []
        with pytest.raises(NotFound):
            read(programme, attachment, stranger)
    assert len(programme.all(select(AttachmentPiece))) == 4
    with programme.reading("cas") as work:
        rows = [repr(tuple(row)) for table in Base.metadata.sorted_tables for row in work.session.execute(text(f"select * from {table.name}"))]
    assert not any("buurtkamer" in row or "nieuws" in row for row in rows)


def test_only_with_you_is_for_two(programme, case):
    attachment = kept(programme, case, to="floor")
    assert names(programme, case, "floor") == names(programme, case, "fenna") == ["brief van Quirina.pdf"]
    assert names(programme, case, "cas") == []
    with pytest.raises(NotFound):
        read(programme, attachment, "cas")


def test_removing_takes_the_content_and_the_name_and_leaves_a_trace(programme, case):
    attachment = kept(programme, case)
    with pytest.raises(NotAllowed), programme.writing("floor") as work:
        remove_attachment(work, attachment.id)
    for _ in range(2):
        with programme.writing("cas") as work:
            remove_attachment(work, attachment.id)
    assert (names(programme, case, "fenna"), programme.all(select(AttachmentPiece))) == ([], [])
    with pytest.raises(NotFound):
        read(programme, attachment, "fenna")
    assert [one.kind for one in programme.all(select(CaseEvent).where(CaseEvent.kind.like("Attachment%")).order_by(CaseEvent.id))] == ["AttachmentAdded", "AttachmentRemoved"]


def test_who_is_erased_takes_the_file_along(programme, case):
    attachment = kept(programme, case)
    with programme.writing("cas") as work:
        work.session.get_one(PersonKey, attachment.subject_id).wrapped = None
    assert names(programme, case, "fenna") == [None]
    with pytest.raises(NotFound):
        read(programme, attachment, "fenna")


def test_a_file_beside_a_task_is_for_whoever_does_it(programme, case):
    [task] = programme.all(select(Task))
    with pytest.raises(NotFound), programme.writing("haag") as work:
        attach_to_task(work, task.id, File("a.pdf", "application/pdf", PDF))
    with programme.writing("fenna") as work:
        attach_to_task(work, task.id, File("a.pdf", "application/pdf", PDF))
    with programme.reading("floor") as work:
        assert [one.name for one in attachments_of_task(work, task.id)] == ["a.pdf"]
    programme.complete(task, "fenna")
    assert names(programme, case, "bram") == ["a.pdf"], "who has the next turn"


def test_files_are_in_a_backup_and_open_after_it(programme, case, sqlite_url):
    attachment = kept(programme, case, name="foto.jpg", content=photo())
    archive = io.BytesIO()
    secret = programme.office.settings.secret
    back_up(programme.office.sessions.kw["bind"], archive, secret, programme.clock())
    with opened(sqlite_url) as engine:
        restore(engine, archive, secret, over=True)
    with programme_at(sqlite_url, programme.clock) as other:
        assert read(other, attachment, "fenna").content == read(programme, attachment, "fenna").content
        assert [one.size for one in other.all(select(Attachment))] == [len(read(programme, attachment, "fenna").content)]
