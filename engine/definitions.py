"""Publishing: files become an immutable bundle, and each process in them a new version of its key."""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import func, select

from engine.bpmn.model import OWN, Process
from engine.checking import check, errors_of
from engine.errors import BrokenProcess, NotAllowed, NotFound
from engine.library import Contents
from engine.roles import COORDINATOR
from engine.starting import arrange_starts
from engine.tables import Bundle, BundleFile, Definition, Resource
from engine.work import Work


@dataclass(frozen=True)
class Published:
    """A process people can start. `new` is false when the same files stood there already."""

    id: int
    key: str
    version: int
    name: str
    new: bool


def publish(work: Work, files: Mapping[str, bytes]) -> tuple[Published, ...]:
    """Check and store files together: path -> content. The same files again are the same version.

    BrokenProcess, with what the checker found, when there is an error in them: then nothing is stored.
    """
    if work.actor.kind == "person" and not any(held.role == COORDINATOR for held in work.actor.held):
        raise NotAllowed("core.coordinators_only")
    errors = errors_of(check(files))
    if errors:
        raise BrokenProcess(errors)
    contents = Contents(None, files)
    places, startable = contents.places, [process for process in contents.processes.values() if process.executable]
    if not startable:
        raise BrokenProcess(key="core.nothing_to_start")
    digest = digest_of(files)
    known = _known(work, digest, [process.id for process in startable])
    if known:
        return known
    bundle = Bundle(digest=digest, published_at=work.now, published_by=work.actor.person)
    work.session.add(bundle)
    work.session.flush()
    work.session.add_all(BundleFile(bundle_id=bundle.id, path=path, content=content) for path, content in sorted(files.items()))
    tags = {("process", process.id): process.version_tag for process in contents.processes.values()}
    tags |= {("decision", key): model.decisions[key].version_tag for key, model in contents.decisions.items()}
    work.session.add_all(Resource(kind=kind, key=key, version_tag=tags.get((kind, key)), bundle_id=bundle.id, path=path)
                         for (kind, key), path in sorted(places.items()))
    work.session.add_all(Resource(kind=kind, key=name, bundle_id=bundle.id, path=path)
                         for process in startable for kind, name, path in starts_of(process))
    definitions = [_definition(work, process, bundle.id) for process in startable]
    work.session.flush()
    for process, definition in zip(startable, definitions, strict=True):
        arrange_starts(work, definition, process)
    return tuple(Published(definition.id, definition.key, definition.version, definition.name, True) for definition in definitions)


def find_definition(work: Work, key: str, version: int | None = None) -> Definition:
    """A version, or the newest. NotFound when there is none."""
    wanted = select(Definition).where(Definition.key == key).order_by(Definition.version.desc()).limit(1)
    found = work.session.scalar(wanted if version is None else wanted.where(Definition.version == version))
    if found is None:
        raise NotFound("core.no_such_definition", key=key)
    return found


def starts_of(process: Process) -> Iterator[tuple[str, str, str]]:
    """The messages and signals that begin a process: (message_start | signal_start, name, process#element)."""
    for element in (process.elements[root] for root in process.roots):
        if element.kind == "startEvent" and element.event is not None and element.event.kind in ("message", "signal") and element.event.name:
            yield f"{element.event.kind}_start", element.event.name, f"{process.id}#{element.id}"


def digest_of(files: Mapping[str, bytes]) -> str:
    """One hash over names and contents."""
    parts = (f"{path}\0{sha256(content).hexdigest()}\n" for path, content in sorted(files.items()))
    return sha256("".join(parts).encode()).hexdigest()


def _definition(work: Work, process: Process, bundle: int) -> Definition:
    last = work.session.scalar(select(func.max(Definition.version)).where(Definition.key == process.id))
    definition = Definition(
        key=process.id, version=(last or 0) + 1, name=process.name or process.id, bundle_id=bundle, version_tag=process.version_tag,
        documentation=process.documentation, published_at=work.now,
        settings={name.removeprefix(OWN): value for name, value in process.properties.items() if name.startswith(OWN)})
    work.session.add(definition)
    return definition


def _known(work: Work, digest: str, keys: list[str]) -> tuple[Published, ...]:
    """What these very files are known as, if they are the newest of every key in them."""
    newest = [work.session.execute(
        select(Definition, Bundle.digest).join(Bundle, Bundle.id == Definition.bundle_id).where(Definition.key == key)
        .order_by(Definition.version.desc()).limit(1)).first() for key in keys]
    if all(row and row.digest == digest for row in newest):
        return tuple(Published(row.Definition.id, row.Definition.key, row.Definition.version, row.Definition.name, False) for row in newest)
    return ()
