"""Personal values: clear in memory while one step runs, a reference everywhere else.

A `Veil` belongs to one case and one unit of work. It learns clear values by lifting references and from the personal fields of
a form, and lays references over everything that leaves memory. What was derived from a personal value is kept personal too.
"""
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Text, delete, func, select, type_coerce

from engine import sealing
from engine.errors import InvalidAnswers
from engine.forms.model import Form, Personal
from engine.tables import PersonalName, PersonalValue, PersonKey
from engine.tables.base import compact
from engine.work import Work

MARK = "$personal"
TELLING = 4                 # a text this long is looked for in everything a step wrote; shorter ones only under their own name
AUTHOR = "author"           # in a field's visibility: nobody but whoever wrote it down, who may read it always
NAMES = ("name", "naam")    # fields that hold a person's name, so that they can be found by its words


def reference(value: str) -> dict[str, str]:
    return {MARK: value}


def referred(column: Any) -> ColumnElement[str]:
    """The id in a column that holds one reference, so that a query may read the value beside it."""
    written, before, after = type_coerce(column, Text), len(compact(reference(""))) - 2, 2
    return func.substr(written, before + 1, func.length(written) - before - after)


def references(value: Any) -> Iterator[str]:
    """The ids of every personal value that a piece of JSON points to."""
    if isinstance(value, dict):
        if set(value) == {MARK}:
            yield value[MARK]
        else:
            for inner in value.values():
                yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def refuse_references(value: Any) -> None:
    """What comes from outside may not point at somebody's personal value."""
    if isinstance(value, dict):
        if MARK in value:
            raise InvalidAnswers(key="core.reserved_name", name=MARK)
        for inner in value.values():
            refuse_references(inner)
    elif isinstance(value, list):
        for inner in value:
            refuse_references(inner)


@dataclass
class Known:
    """One personal value in clear. `row` is None while it is not stored yet."""

    id: str
    value: Any
    field: str
    subject: str                            # id of the PersonKey
    terms: Personal
    row: PersonalValue | None = None

    @property
    def last_name(self) -> str:
        return self.field.rpartition(".")[2]

    @property
    def is_name(self) -> bool:
        return isinstance(self.value, str) and self.last_name.split("_")[-1] in NAMES

    def held_in(self, text: str) -> bool:
        """Whether a text gives this value away: the whole of it, or of a name one word with a capital."""
        return any(atom in text for atom in self._atoms) or (self._words is not None and self._words.search(text) is not None)

    @cached_property
    def _atoms(self) -> tuple[str, ...]:
        return tuple(_atoms(self.value))

    @cached_property
    def _words(self) -> re.Pattern | None:
        words = [word for word in re.findall(r"\w+", self.value) if len(word) > 1 and word[0].isupper()] if self.is_name else []
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)") if words else None


@dataclass
class Veil:
    work: Work
    case_id: int
    municipality: str
    known: dict[str, Known] = field(default_factory=dict)
    _keys: dict[str, bytes] = field(default_factory=dict)
    _new_keys: list[PersonKey] = field(default_factory=list)

    def forget(self, ids: Iterable[str]) -> None:
        """Remove values that nothing points to any more."""
        gone = sorted(ids)
        if gone:
            self.work.session.execute(delete(PersonalName).where(PersonalName.value_id.in_(gone)))
            self.work.session.execute(delete(PersonalValue).where(PersonalValue.id.in_(gone)))
            for ident in gone:
                self.known.pop(ident, None)

    # Lifting

    def load(self, *pieces: Any) -> None:
        """Read the values that these pieces of JSON point to. One statement, or none."""
        wanted = {found for piece in pieces for found in references(piece)} - self.known.keys()
        if not wanted:
            return
        rows = self.work.session.execute(
            select(PersonalValue, PersonKey).join(PersonKey, PersonKey.id == PersonalValue.subject_id)
            .where(PersonalValue.id.in_(wanted), PersonalValue.municipality == self.municipality))
        for value, key in rows:
            self.take(value, key)

    def take(self, value: PersonalValue, key: PersonKey) -> None:
        """Know a value that was read beside something else."""
        terms = Personal("", value.purpose or "", value.basis or "", value.retention or "", ",".join(value.visibility))
        self.known[value.id] = Known(value.id, self._opened(value, key), value.field, key.id, terms, value)

    def lift(self, value: Any, seen: frozenset[str] | None = None) -> Any:
        """The same JSON in clear. What was erased, or (with `seen`) may not be read by these roles, is null."""
        if isinstance(value, dict):
            if set(value) == {MARK}:
                known = self.known.get(value[MARK])
                return known.value if known and self._may_read(known, seen) else None
            return {name: self.lift(inner, seen) for name, inner in value.items()}
        return [self.lift(inner, seen) for inner in value] if isinstance(value, list) else value

    def withheld(self, form: Form | None, held: Any, seen: frozenset[str] | None) -> frozenset[str]:
        """The fields of a form in which `held` keeps something from these roles. What is empty is for whoever fills it in."""
        terms = form.personal if form is not None and seen is not None else {}
        return frozenset(path for path in terms if any(self._kept_from(value, seen) for value in _at(held, path.split("."))))

    def _kept_from(self, value: Any, seen: frozenset[str]) -> bool:
        found = (self.known.get(ident) for ident in references(value))
        return any(known is not None and known.value is not None and not self._may_read(known, seen) for known in found)

    def _may_read(self, known: Known, seen: frozenset[str] | None) -> bool:
        """Whoever reads by one of its roles, or wrote it down: nobody is kept from their own words."""
        if seen is None or not known.terms.roles or not seen.isdisjoint(known.terms.roles):
            return True
        return known.row is not None and known.row.author_id == self.work.actor.person

    def _opened(self, value: PersonalValue, key: PersonKey) -> Any:
        if key.wrapped is None:
            return None
        if key.id not in self._keys:
            self._keys[key.id] = sealing.unwrap(self.work.settings.secret, key.wrapped, key.id)
        return sealing.unseal(self._keys[key.id], value.ciphertext, _place(value.id, value.field, self.municipality))

    # Laying

    def learn(self, terms: Mapping[str, Personal], answers: Mapping[str, Any], around: Mapping[str, Any]) -> None:
        """Take note of the personal fields among these answers, so that they are kept apart from now on."""
        found = [(path, value) for path in terms for value in _at(answers, path.split(".")) if value not in (None, "", [], {})]
        subjects = self._subjects({self._subject(terms[path], answers, around) for path, _ in found})
        for path, value in found:
            mark = self._subject(terms[path], answers, around)
            if self._same(path, value) is None:
                self._note(path, value, subjects[mark], terms[path])

    def lay(self, value: Any, name: str = "") -> Any:
        """The same JSON with references where a value is personal, or holds one."""
        if not self.known:
            return value
        covered = self._covering(value, name)
        if covered is not None:
            return reference(covered.id)
        if isinstance(value, dict):
            telling = next((k for key in value for k in self._held_in(key)), None)
            if telling is not None:
                return reference(self._note(telling.field, value, telling.subject, telling.terms).id)
            return {key: self.lay(inner, key) for key, inner in value.items()}
        return [self.lay(inner, name) for inner in value] if isinstance(value, list) else value

    def keep(self, name: str, text: str) -> dict[str, str]:
        """A text in people's own words, kept apart whole: under the key of whom it names, else under the case's own."""
        named = next(iter(self._held_in(text)), None)
        if named is not None:
            return reference(self._note(name, text, named.subject, named.terms).id)
        terms = Personal(purpose=name)
        mark = self._subject(terms, {}, {})
        return reference(self._note(name, text, self._subjects({mark})[mark], terms).id)

    def key_of(self, kept: Any) -> tuple[str, bytes]:
        """Of a loaded reference: whose key it lies under (its id) and that key, to seal something else beside it.

        LookupError when it is not there, or was erased.
        """
        known = self.known[next(references(kept))]
        return known.subject, self._keys[known.subject]

    def mark(self, text: str | None) -> str | None:
        """A text that others must be able to match, such as a correlation key: blinded when it is personal."""
        if text is None or not self._held_in(text):
            return text
        return blind_key(self.work, self.municipality, text)

    def store(self) -> None:
        """Give the values noted since to the session."""
        self.work.session.add_all(self._new_keys)
        if self._new_keys:
            self.work.session.flush()
        self._new_keys.clear()
        fresh = [known for known in self.known.values() if known.row is None]
        for known in fresh:
            known.row = PersonalValue(
                id=known.id, case_id=self.case_id, municipality=self.municipality, subject_id=known.subject, field=known.field,
                ciphertext=sealing.seal(self._keys[known.subject], known.value, _place(known.id, known.field, self.municipality)),
                purpose=known.terms.purpose, basis=known.terms.basis, retention=known.terms.retention,
                visibility=list(known.terms.roles), author_id=self.work.actor.person, created_at=self.work.now)
        self.work.session.add_all(known.row for known in fresh)
        names = [known for known in fresh if known.is_name]
        if names:
            self.work.session.flush()
            self.work.session.add_all(self._names(names))

    def _covering(self, value: Any, name: str) -> Known | None:
        """The personal value that this is, or that a new one must be made of; None when it is not personal."""
        same = self._same(name, value)
        if same is not None:
            return same
        mine = [known for known in self.known.values() if name and known.last_name == name and known.value is not None]
        if mine and value not in (None, "", [], {}):
            return self._note(mine[-1].field, value, mine[-1].subject, mine[-1].terms)
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            source = next(iter(self._held_in(str(value))), None)
            if source is not None:
                return self._note(source.field, value, source.subject, source.terms)
        return None

    def _same(self, name: str, value: Any) -> Known | None:
        last = name.rpartition(".")[2]
        return next((known for known in self.known.values() if known.value == value and type(known.value) is type(value)
                     and value is not None and (known.last_name == last or _telling(value))), None)

    def _held_in(self, text: str) -> list[Known]:
        return [known for known in self.known.values() if known.held_in(text)]

    def _note(self, path: str, value: Any, subject: str, terms: Personal) -> Known:
        known = Known(sealing.new_id(), value, path, subject, terms)
        self.known[known.id] = known
        if subject not in self._keys:
            key = self.work.session.get_one(PersonKey, subject)
            self._keys[subject] = sealing.unwrap(self.work.settings.secret, key.wrapped, key.id)
        return known

    # Whom it is about

    def _subject(self, terms: Personal, answers: Mapping[str, Any], around: Mapping[str, Any]) -> str:
        """The variable that names the person, when the field says one; else the subject of this case."""
        who = answers.get(terms.subject, around.get(terms.subject)) if terms.subject else None
        text = f"person {who}" if isinstance(who, (str, int)) and who != "" else f"case {self.case_id} {terms.subject}"
        return sealing.blinded(self.work.settings.secret, "subject", self.municipality, text)

    def _subjects(self, marks: Iterable[str]) -> dict[str, str]:
        marks = set(marks)
        if not marks:
            return {}
        rows = self.work.session.scalars(select(PersonKey).where(PersonKey.municipality == self.municipality, PersonKey.subject.in_(marks)))
        found = {key.subject: key for key in rows}
        for mark in marks - found.keys():
            clear, ident = sealing.new_key(), sealing.new_id()
            found[mark] = PersonKey(id=ident, municipality=self.municipality, subject=mark, created_at=self.work.now,
                                    wrapped=sealing.wrap(self.work.settings.secret, clear, ident))
            self._new_keys.append(found[mark])
        for key in found.values():
            if key.wrapped is None:
                raise InvalidAnswers(key="core.person_erased")
            self._keys.setdefault(key.id, sealing.unwrap(self.work.settings.secret, key.wrapped, key.id))
        return {mark: key.id for mark, key in found.items()}

    def _names(self, known: list[Known]) -> Iterator[PersonalName]:
        for one in known:
            for word in sealing.words_of(one.value):
                yield PersonalName(value_id=one.id, subject_id=one.subject, municipality=self.municipality, case_id=self.case_id,
                                   word=sealing.blinded(self.work.settings.secret, "name", self.municipality, word))


def blind_key(work: Work, municipality: str, text: str) -> str:
    """How a personal correlation key is stored and looked for."""
    return "#" + sealing.blinded(work.settings.secret, "correlation", municipality, text)


def _place(ident: str, path: str, municipality: str) -> str:
    return f"{ident} {path} {municipality}"


def _telling(value: Any) -> bool:
    return isinstance(value, (str, int, float)) and not isinstance(value, bool) and len(str(value)) >= TELLING


def _atoms(value: Any) -> Iterator[str]:
    """The texts by which a personal value would be recognised inside something else."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _atoms(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _atoms(inner)
    elif _telling(value):
        yield str(value)


def _at(answers: Any, path: list[str]) -> Iterator[Any]:
    """The values at a path, one for each row where it passes through a list."""
    if isinstance(answers, list):
        for row in answers:
            yield from _at(row, path)
    elif isinstance(answers, dict) and path[0] in answers:
        if len(path) == 1:
            yield answers[path[0]]
        else:
            yield from _at(answers[path[0]], path[1:])
