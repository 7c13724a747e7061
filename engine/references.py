"""What a step of a drawing may refer to: the forms and decisions beside it, and what else was published."""
from dataclasses import dataclass

from sqlalchemy import select

from engine import dmn, forms
from engine.errors import EngineError
from engine.queries.speech import speech
from engine.tables import Definition, Resource
from engine.work import Work
from engine.workbench import Bench


@dataclass(frozen=True)
class Reference:
    """`path`: the file of the same definition that holds it; None: it stands elsewhere."""

    id: str
    name: str
    path: str | None = None


@dataclass(frozen=True)
class References:
    forms: tuple[Reference, ...]
    decisions: tuple[Reference, ...]
    processes: tuple[Reference, ...]


def references(work: Work, bench: Bench, language: str = "nl") -> References:
    """Those of the definition itself first, then others by id; a file that cannot be read offers nothing."""
    elsewhere = work.session.execute(select(Resource.kind, Resource.key).where(Resource.kind.in_(("form", "decision"))).distinct()).all()
    rows = work.session.execute(select(Definition.key, Definition.name, Definition.bundle_id).order_by(Definition.version)).all()
    newest = {row.key: row for row in rows}
    names = {key: speech(work, row.bundle_id, language).name(key, row.name) for key, row in newest.items() if key != bench.key}
    return References(
        _with_others(_forms(bench), [key for kind, key in elsewhere if kind == "form"]),
        _with_others(_decisions(bench), [key for kind, key in elsewhere if kind == "decision"]),
        tuple(Reference(key, name) for key, name in sorted(names.items())))


def _with_others(own: list[Reference], others: list[str]) -> tuple[Reference, ...]:
    known = {one.id for one in own}
    return (*sorted(own, key=lambda one: one.id), *(Reference(key, key) for key in sorted(others) if key not in known))


def _forms(bench: Bench) -> list[Reference]:
    found = [(path, forms.examine(file.content, path)[0]) for path, file in bench.files.items() if path.endswith(".form")]
    return [Reference(form.id, form.id, path) for path, form in found if form and form.id]


def _decisions(bench: Bench) -> list[Reference]:
    found, models = [], []
    for path, file in sorted(bench.files.items()):
        if path.endswith(".dmn"):
            try:
                model = dmn.read(file.content, path, models)
            except EngineError:
                continue        # the check says what is wrong with it
            models.append(model)
            found += [Reference(key, decision.name or key, path) for key, decision in model.decisions.items()]
    return found
