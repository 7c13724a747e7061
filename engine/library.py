"""Compiled definitions, kept in memory by the bundle they were published in; a bundle never changes, so neither does this."""
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import dmn, english, forms
from engine.bpmn import reading
from engine.bpmn.model import Process
from engine.errors import NotFound
from engine.forms import Words, called
from engine.tables import BundleFile, Resource
from engine.tables.dialects import fold

KEPT = 128      # bundles; a large programme has a few dozen in use at once


@dataclass(frozen=True)
class Contents:
    """The files of one bundle, read when first asked for. `id` is None for files that are not stored."""

    id: int | None
    files: Mapping[str, bytes]

    @cached_property
    def processes(self) -> Mapping[str, Process]:
        return {process.id: replace(process, ref=f"{self.id}:{process.id}") for found in self._processes.values() for process in found}

    @cached_property
    def places(self) -> Mapping[tuple[str, str], str]:
        """Where each process, decision and form stands: (kind, key) -> path."""
        found = {("process", process.id): path for path, processes in self._processes.items() for process in processes}
        found |= {("decision", decision): path for path, model in self._models.items() for decision in model.decisions}
        return found | {("form", form.id): path for path, form in self._forms}

    @cached_property
    def decisions(self) -> Mapping[str, dmn.Model]:
        return {decision: model for model in self._models.values() for decision in model.decisions}

    @cached_property
    def forms(self) -> Mapping[str, forms.Form]:
        return {form.id: form for _, form in self._forms}

    @cached_property
    def english(self) -> Mapping[str, str]:
        """The English of its elements and forms, see engine/english.py."""
        return {name: said for path, content in self._ending(english.NAME) if path.rpartition("/")[2] == english.NAME
                for name, said in english.read(path, content)[0].items()}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Its processes: what they are called as they are written -> id."""
        return {process.name: process.id for process in self.processes.values() if process.name}

    @cached_property
    def named_in_english(self) -> tuple[tuple[str, str], ...]:
        """Its processes and turns that have another name in English: (that name folded for search, the name as it is written)."""
        named = [(one.name, self.english.get(one.id)) for process in self.processes.values() for one in (process, *process.elements.values())]
        return tuple((fold(said), name) for name, said in dict.fromkeys(named) if name and said)

    @cached_property
    def called(self) -> Words:
        """What the answers of its questions are called as they are written, by field."""
        found: dict[str, dict[str, str]] = {}
        for form in self.forms.values():
            for path, component in form.walk():
                options = getattr(component, "options", None)
                for value, label in (one for one in (options.fixed if options else ()) if not one[1].names):
                    found.setdefault(path.rpartition(".")[2], {}).setdefault(str(value), label.fixed)
        return found

    @cached_property
    def called_in_english(self) -> Words:
        said = called(self.english)
        return {name: {**self.called.get(name, {}), **said.get(name, {})} for name in {**self.called, **said}}

    @cached_property
    def _processes(self) -> Mapping[str, tuple[Process, ...]]:
        return {path: reading.read(content, path) for path, content in self._ending(".bpmn")}

    @cached_property
    def _models(self) -> Mapping[str, dmn.Model]:
        return dmn.read_all(dict(self._ending(".dmn")))

    @cached_property
    def _forms(self) -> "list[tuple[str, forms.Form]]":
        """Forms with their path; those kept inside a diagram go by the name they have there."""
        inside = [(path, forms.read(content, path, form_id=name)) for path, processes in self._processes.items()
                  for process in processes for name, content in process.embedded_forms.items()]
        return inside + [(path, forms.read(content, path)) for path, content in self._ending(".form")]

    def _ending(self, suffix: str) -> list[tuple[str, bytes]]:
        return [(path, content) for path, content in sorted(self.files.items()) if path.lower().endswith(suffix)]


class Library:
    """One for each database. Several threads may use it: reading a bundle twice does no harm."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Contents] = OrderedDict()
        self._lock = Lock()

    def contents(self, session: Session, bundle: int) -> Contents:
        """The contents of a stored bundle. NotFound when there is none."""
        with self._lock:
            if bundle in self._kept:
                self._kept.move_to_end(bundle)
                return self._kept[bundle]
        rows = session.execute(select(BundleFile.path, BundleFile.content).where(BundleFile.bundle_id == bundle))
        files = {path: content for path, content in rows}
        if not files:
            raise NotFound("core.no_such_definition", key=str(bundle))
        contents = Contents(bundle, files)
        with self._lock:
            self._kept[bundle] = contents
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return contents

    def shelf(self, session: Session, bundle: int) -> "Shelf":
        return Shelf(self, session, bundle)


@dataclass(frozen=True)
class Shelf:
    """The library as one case sees it: its own bundle first, then the latest published by id. What a Moment asks for."""

    library: Library
    session: Session
    bundle: int

    def main(self, key: str) -> Process:
        """The process a case of this bundle runs."""
        return self._contents(self.bundle).processes[key]

    def process(self, key: str, binding: str = "latest", tag: str | None = None) -> Process | None:
        found = self._find("process", key, binding, tag)
        return found.processes[key] if found else None

    def pinned(self, ref: str) -> Process:
        bundle, _, key = ref.partition(":")
        return self._contents(int(bundle)).processes[key]

    def decision(self, key: str, binding: str = "latest", tag: str | None = None) -> tuple[dmn.Model, str] | None:
        found = self._find("decision", key, binding, tag)
        return (found.decisions[key], key) if found else None

    def form(self, key: str) -> forms.Form | None:
        found = self._find("form", key, "latest", None)
        return found.forms[key] if found else None

    def holding(self, kind: str, key: str) -> Contents | None:
        """The files that a form, decision or process of this id stands among."""
        return self._find(kind, key, "latest", None)

    def beside(self, ref: str) -> "Shelf":
        """The shelf of a called process: its own bundle comes first there."""
        return Shelf(self.library, self.session, int(ref.partition(":")[0])) if ref else self

    def _find(self, kind: str, key: str, binding: str, tag: str | None) -> Contents | None:
        if binding != "versionTag":
            own = self._contents(self.bundle)
            if (kind, key) in own.places:
                return own
            if binding == "deployment":
                return None
        latest = select(Resource.bundle_id).where(Resource.kind == kind, Resource.key == key).order_by(Resource.id.desc()).limit(1)
        bundle = self.session.scalar(latest.where(Resource.version_tag == tag) if binding == "versionTag" else latest)
        return self._contents(bundle) if bundle is not None else None

    def _contents(self, bundle: int) -> Contents:
        return self.library.contents(self.session, bundle)
