"""The workbench: a definition being changed, file by file, by a municipality's coordinators, until it is published."""
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import chain, count

from lxml import etree
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from engine import english
from engine.bpmn import reading
from engine.bpmn.model import Process
from engine.checking import Known, check, errors_of
from engine.definitions import Published, publish
from engine.earlier_drafts import keep_earlier, place_of
from engine.errors import BrokenProcess, Conflict, InvalidAnswers, NotFound
from engine.findings import Finding
from engine.packing import fitting
from engine.queries.listings import files as files_of
from engine.tables import Definition, Municipality, Person, Resource
from engine.tables.definitions import WorkbenchFile
from engine.work import Work
from engine.xml import parse

LARGEST = 2_000_000         # bytes in one file
MOST = 200                  # files in one definition
ENDINGS = (".bpmn", ".dmn", ".form")
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,79}")
_ID = re.compile(r"[^\W\d][\w.-]{0,79}")       # what other tools make of a key
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_ .-]{0,79}\.(bpmn|dmn|form)|en\.yaml|scenarios/[A-Za-z0-9_][A-Za-z0-9_ .-]{0,79}\.yaml")


@dataclass(frozen=True)
class BenchFile:
    """`revision`: how often it was changed in this draft, the last time by whom and when."""

    path: str
    content: bytes
    revision: int = 0
    saved_at: datetime | None = None
    saved_by: str | None = None

    @property
    def mark(self) -> str:
        return mark_of(self.content)


@dataclass(frozen=True)
class Bench:
    """A definition as it lies on the workbench; without a draft, the newest version as it was published."""

    key: str
    name: str
    files: Mapping[str, BenchFile]
    newest: int | None                      # the newest version that was published
    based_on: int | None = None             # the version the draft began from
    saved_at: datetime | None = None
    saved_by: str | None = None

    @property
    def is_draft(self) -> bool:
        return self.saved_at is not None

    def named(self, language: str) -> str:
        """What the process is called: as drawn, or in the English that lies beside it."""
        return self.english.get(self.key, self.name) if language == "en" else self.name

    @property
    def english(self) -> dict[str, str]:
        return english.read(english.NAME, self.files[english.NAME].content)[0] if english.NAME in self.files else {}

    @property
    def contents(self) -> dict[str, bytes]:
        return {path: file.content for path, file in self.files.items()}


def look(work: Work, key: str) -> Bench:
    """The draft of one's municipality, else the newest version. NotFound when there is neither."""
    place = place_of(work)
    newest = _newest(work, key)
    rows = work.session.execute(select(WorkbenchFile, Person.name).join(Person, Person.id == WorkbenchFile.saved_by)
                                .where(WorkbenchFile.municipality == place, WorkbenchFile.key == key).order_by(WorkbenchFile.path)).all()
    if rows:
        files = {row.path: BenchFile(row.path, row.content, row.revision, row.saved_at, name) for row, name in rows}
        last, by = max(rows, key=lambda pair: pair[0].saved_at)
        return Bench(key, _name(files, key) or (newest.name if newest else key), files, newest and newest.version, last.based_on, last.saved_at, by)
    if newest is None:
        raise NotFound("core.no_such_definition", key=key)
    files = {path: BenchFile(path, content) for path, content in files_of(work, newest.bundle_id).items()}
    return Bench(key, newest.name, files, newest.version, newest.version)


def save_file(work: Work, key: str, path: str, content: bytes, over: str | None = None) -> None:
    """Keep one file. The first time a draft of the whole definition begins; the same content again changes nothing.

    `over`: the mark of what whoever writes had before them, "" for nothing; Conflict when something else stands there by now.
    None: write over it. What is written over can be brought back, see engine/earlier_drafts.py.
    """
    _fits(path, content)
    _lock(work)
    bench = look(work, key)
    standing = bench.files.get(path)
    if standing and standing.content == content:
        return
    if over is not None and over != (standing.mark if standing else ""):
        raise Conflict("studio.changed_meanwhile", file=path, who=standing.saved_by if standing and standing.saved_by else bench.saved_by or "")
    if standing is None and len(bench.files) >= MOST:
        raise InvalidAnswers(key="studio.too_many_files", most=MOST)
    _begin_draft(work, bench)
    row = work.session.get(WorkbenchFile, (place_of(work), key, path))
    if row is None:
        row = WorkbenchFile(municipality=place_of(work), key=key, path=path, revision=0, based_on=bench.based_on)
        work.session.add(row)
    elif row.revision:
        keep_earlier(work, row)
    row.content, row.revision, row.saved_at, row.saved_by = content, row.revision + 1, work.now, work.actor.person
    work.session.flush()


def remove_file(work: Work, key: str, path: str) -> None:
    """Leave one file out of the draft."""
    _lock(work)
    bench = look(work, key)
    if path not in bench.files:
        raise NotFound("studio.no_such_file", file=path)
    _begin_draft(work, bench)
    row = work.session.get_one(WorkbenchFile, (place_of(work), key, path))
    keep_earlier(work, row, always=True)
    work.session.delete(row)


def discard(work: Work, key: str) -> None:
    """Throw the draft away; what was published stays, and what was changed can be brought back."""
    _lock(work)
    for row in work.session.scalars(select(WorkbenchFile).where(WorkbenchFile.municipality == place_of(work), WorkbenchFile.key == key)):
        if row.revision or row.based_on is None:
            keep_earlier(work, row, always=True)
    _clear(work, key)


def bring_in(work: Work, files: Mapping[str, bytes]) -> str:
    """Files from elsewhere become the draft of the process in them; what else the draft held stays. Gives the key.

    What the checker has to say about them is for whoever publishes. BrokenProcess for a drawing that is no BPMN at all: then nothing is kept.
    """
    _lock(work)
    files = fitting(files)
    drawings = {path: _drawing(path, content) for path, content in files.items() if path.endswith(".bpmn")}
    if not drawings:
        raise InvalidAnswers(key="studio.nothing_inside")
    for path, content in files.items():
        _fits(path, content)
        if path.endswith(".dmn"):
            parse(content, path)
    key = _key_of(work, drawings)
    draft = _taken(work, key)
    for path, content in files.items():
        if draft:
            save_file(work, key, _path_for(work, key, path, content), content)
        else:
            _keep(work, key, path, content, None)
    work.session.flush()
    return key


def begin(work: Work, key: str, diagram: bytes) -> None:
    """A definition of one's own, with its first drawing. Conflict when the key is taken."""
    _allowed_key(key)
    _lock(work)
    if _taken(work, key):
        raise Conflict("studio.key_taken", name=key)
    _keep(work, key, f"{key}.bpmn", diagram, None)


def findings(work: Work, bench: Bench, strict: bool) -> list[Finding]:
    """What the checker says about the files on the workbench, knowing what else was published."""
    return check(bench.contents, strict, _known(work))


def publish_draft(work: Work, key: str, expected: int | None, strict: bool) -> tuple[Published, ...]:
    """Check and publish the draft, and clear the workbench. `expected`: the newest version whoever publishes knows of."""
    _lock(work)
    bench = look(work, key)
    if bench.newest != expected:
        raise Conflict("studio.published_meanwhile", version=bench.newest)
    if not bench.is_draft:
        raise Conflict("studio.nothing_to_publish")
    if errors := errors_of(findings(work, bench, strict)):
        raise BrokenProcess(errors, "studio.has_errors")
    published = publish(work, bench.contents)
    _clear(work, key)
    return published


def mark_of(content: bytes) -> str:
    """Tells whether two contents are the same."""
    return sha256(content).hexdigest()[:16]


def _begin_draft(work: Work, bench: Bench) -> None:
    if not bench.is_draft:
        for file in bench.files.values():
            _keep(work, bench.key, file.path, file.content, bench.newest)
        work.session.flush()


def _lock(work: Work) -> None:
    """One change of a municipality's workbench after the other: two who both begin the same draft would meet halfway."""
    work.session.execute(select(Municipality.code).where(Municipality.code == place_of(work)).with_for_update(key_share=True))


def _clear(work: Work, key: str) -> None:
    work.session.execute(delete(WorkbenchFile).where(WorkbenchFile.municipality == place_of(work), WorkbenchFile.key == key))


def _keep(work: Work, key: str, path: str, content: bytes, based_on: int | None) -> None:
    _fits(path, content)
    work.session.add(WorkbenchFile(municipality=place_of(work), key=key, path=path, content=content, revision=0, based_on=based_on,
                                   saved_at=work.now, saved_by=work.actor.person))


def _fits(path: str, content: bytes) -> None:
    if not _NAME.fullmatch(path):
        raise InvalidAnswers(key="studio.bad_file_name", file=path[:80])
    if len(content) > LARGEST:
        raise InvalidAnswers(key="studio.file_too_large", file=path, megabytes=LARGEST // 1_000_000)


def _allowed_key(key: str) -> None:
    if not _KEY.fullmatch(key):
        raise InvalidAnswers(key="studio.bad_key", name=key[:80])


def _drawing(path: str, content: bytes) -> tuple[Process, ...]:
    """The processes of a drawing, none among them. BrokenProcess when it is something else than BPMN."""
    if etree.QName(parse(content, path)).localname != "definitions":
        raise BrokenProcess([Finding(path, "", "error", "lint.not_bpmn")])
    return reading.read(content, path)


def _key_of(work: Work, drawings: Mapping[str, tuple[Process, ...]]) -> str:
    """The process that can be started; where there is none, the file's own name, so that two sketches with the same default id do not meet."""
    keys = [process.id for processes in drawings.values() for process in processes if process.executable and _ID.fullmatch(process.id)]
    if keys:
        return next((each for each in keys if f"{each}.bpmn" in drawings), keys[0])
    path = next(iter(drawings))
    stem = re.sub(r"[^A-Za-z0-9_.-]+", "-", path.removesuffix(".bpmn"))
    stem = (stem if stem[0].isalpha() or stem[0] == "_" else f"_{stem}")[:70]
    return next(key for key in chain([stem], (f"{stem}-{n}" for n in count(2))) if not _taken(work, key) or path in look(work, key).files)


def _taken(work: Work, key: str) -> bool:
    return _newest(work, key) is not None or _rows(work.session, place_of(work), key) > 0


def _path_for(work: Work, key: str, path: str, content: bytes) -> str:
    """A diagram of this process takes the place of the one there was, whatever the file is called."""
    if not path.endswith(".bpmn") or key not in {process.id for process in reading.read(content, path)}:
        return path
    return next((other for other, file in look(work, key).files.items() if other.endswith(".bpmn")
                 and key in {process.id for process in reading.read(file.content, other)}), path)


def _newest(work: Work, key: str) -> Definition | None:
    return work.session.scalar(select(Definition).where(Definition.key == key).order_by(Definition.version.desc()).limit(1))


def _rows(session: Session, municipality: str, key: str) -> int:
    return session.scalar(select(func.count()).where(WorkbenchFile.municipality == municipality, WorkbenchFile.key == key)) or 0


def _known(work: Work) -> Known:
    found = work.session.execute(select(Resource.kind, Resource.key).distinct()).all()
    of_kind = {kind: frozenset(key for other, key in found if other == kind) for kind in ("form", "decision", "process")}
    return Known(forms=of_kind["form"], decisions=of_kind["decision"], processes=of_kind["process"])


def _name(files: Mapping[str, BenchFile], key: str) -> str | None:
    for path, file in files.items():
        if path.endswith(".bpmn"):
            try:
                found = next((process.name for process in reading.read(file.content, path) if process.id == key), None)
            except BrokenProcess:
                continue        # half drawn; the check says what is wrong
            if found:
                return found
    return None
