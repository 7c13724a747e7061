"""Checks a whole set of files together: diagrams, decisions, forms and their English, as publishing and `aanzet process check` do."""
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from engine import dmn, english, forms
from engine.bpmn import reading
from engine.bpmn.lint import Context, check_file, check_process, plain_words
from engine.bpmn.lint.known_names import GIVEN, alike, written_in
from engine.bpmn.lint.references import EMBEDDED
from engine.bpmn.model import Process
from engine.errors import BrokenProcess
from engine.findings import Finding
from engine.iso import BadTime, parse_duration
from engine.privacy import AUTHOR
from engine.roles import BOARD_OF
from engine.xml import parse

PHASES = frozenset({"recruitment", "exploring", "imagining", "shaping", "anchoring"})
ATTENDANCE = frozenset({"participants", "were_present"})      # known to the form of a task that asks who was there
_PERSONAL = ("subject", "purpose", "basis", "retention", "visibility")


@dataclass(frozen=True)
class Known:
    """What was published before, or stands in other folders, and may be referred to."""

    forms: frozenset[str] = frozenset()
    decisions: frozenset[str] = frozenset()
    processes: frozenset[str] = frozenset()
    roles: Mapping[str, str] = field(default_factory=lambda: BOARD_OF)      # role key -> board
    given: frozenset[str] | None = None                                     # what the scenarios of these files start with


def check(files: Mapping[str, bytes], strict: bool = False, known: Known | None = None) -> list[Finding]:
    """All findings over these files together, by file; errors mean that nothing of them may be published.

    `files`: path -> content; .bpmn, .dmn, .form and en.yaml are read, others passed over. `strict`: as in a library folder.
    """
    return _Check(files, strict, known or Known()).run()


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "error"]


class _Check:
    def __init__(self, files: Mapping[str, bytes], strict: bool, known: Known):
        self.files, self.strict, self.known = files, strict, known
        self.findings: list[Finding] = []
        self.forms: dict[str, tuple[str, forms.Form]] = {}          # id -> (path, form)
        self.decisions: dict[str, str] = {}                         # id -> path
        self.tables: list[dmn.Decision] = []
        self.asked: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {}      # id -> dmn.Model.asks
        self.processes: dict[str, tuple[str, Process]] = {}

    def run(self) -> list[Finding]:
        self._each(".form", self._form)
        self._decisions()
        self._each(".bpmn", self._read_processes)
        self._each(".bpmn", self._lint)
        self._form_names()
        self._plain_words()
        self.findings += english.check(self.files, [form for _, form in self.forms.values()],
                                       [process for _, process in self.processes.values()], self.strict, self.tables)
        order = {path: n for n, path in enumerate(self.files)}
        return sorted(self.findings, key=lambda finding: order.get(finding.file, 0))

    def _each(self, suffix: str, look: Callable[[str, bytes], None]) -> None:
        for path, content in self.files.items():
            if path.lower().endswith(suffix):
                look(path, content)

    def _form(self, path: str, content: bytes) -> None:
        form, findings = forms.examine(content, path, self.strict)
        self.findings += findings
        if form is None:
            return
        self.findings += _personal_findings(form, path, self.strict, self.known.roles)
        if form.id and self._is_new("form", form.id, path, {key: other for key, (other, _) in self.forms.items()}):
            self.forms[form.id] = path, form

    def _decisions(self) -> None:
        files = {path: content for path, content in self.files.items() if path.lower().endswith(".dmn")}
        for path, (model, findings) in dmn.examine(files).items():
            self.findings += findings
            for decision in model.decisions if model else ():
                if self._is_new("decision", decision, path, self.decisions):
                    self.decisions[decision] = path
                    self.tables.append(model.decisions[decision])
                    self.asked[decision] = model.asks(decision)

    def _read_processes(self, path: str, content: bytes) -> None:
        try:
            read = reading.read(content, path)
        except BrokenProcess:
            return      # told by _lint
        places = {key: other for key, (other, _) in self.processes.items()}
        for process in read:
            if self._is_new("process", process.id, path, places):
                self.processes[process.id] = path, process

    def _lint(self, path: str, content: bytes) -> None:
        try:
            root = parse(content, path)
        except BrokenProcess as broken:
            self.findings += broken.findings
            return
        context = self._context(path)
        self.findings += check_file(root, context)
        own = [process for other, process in self.processes.values() if other == path]
        startable = any(process.executable for process in own)
        if own and not startable:
            self.findings.append(context.error("", "lint.nothing_executable"))
        if self.strict and own and path.rpartition("/")[2].rpartition(".")[0] not in [process.id for process in own]:
            self.findings.append(context.error(own[0].id, "lint.key_is_file_name", id=own[0].id))
        for process in own:
            if startable and not process.executable and process.elements:
                self.findings.append(context.warning(process.id, "lint.not_executable", name=process.name or process.id))
            self.findings += check_process(process, replace(context, executable=process.executable))
            self._embedded_forms(process, path)

    def _embedded_forms(self, process: Process, path: str) -> None:
        for name, content in process.embedded_forms.items():
            used = [e.id for e in process.elements.values() if e.zeebe.get("formDefinition", {}).get("formKey") == EMBEDDED + name]
            _, findings = forms.examine(content, path, self.strict, name)
            self.findings += (replace(finding, element=used[0] if used else name) for finding in findings)

    def _context(self, path: str) -> Context:
        written = (written_in(process) for _, process in self.processes.values())      # a called process begins with what its caller knows
        return Context(path, self.strict, self.known.forms | set(self.forms), self.known.decisions | set(self.decisions),
                       self.known.processes | set(self.processes), self.known.roles, PHASES, variables=self._asked().union(*written), asking=frozenset(self.forms),
                       asked=self.asked, given=self.known.given)

    def _asked(self) -> frozenset[str]:
        """Names that the questions of these forms fill in."""
        return frozenset(name.partition(".")[0] for _, form in self.forms.values() for name, _ in form.walk() if name)

    def _plain_words(self) -> None:
        """Questions are as plain as steps are."""
        for path, form in self.forms.values():
            for name, component in form.walk():
                place = name or component.id
                for part in ("label", "description", "text"):
                    written = getattr(component, part, None)
                    self.findings += plain_words.about(place, place, written.fixed if written else "", Context(path))

    def _form_names(self) -> None:
        """Names in forms that nothing fills in but that look like one that something does."""
        known = self._asked() | GIVEN | ATTENDANCE
        known = known.union(*(written_in(process) for _, process in self.processes.values()))
        for path, form in self.forms.values():
            here = known | {part for name, _ in form.walk() for part in name.split(".")}     # in a list, its own questions
            for place, name in dict.fromkeys(forms.names_used(form)):
                meant = alike(name, here) if name not in here else None
                if meant:
                    self.findings.append(Finding(path, place, "warning", "form.unknown_name", {"name": place, "variable": name, "meant": meant}))

    def _is_new(self, kind: str, key: str, path: str, places: Mapping[str, str]) -> bool:
        if key in places:
            self.findings.append(Finding(path, key, "error", f"lint.{kind}_twice", {"id": key, "other": places[key]}))
        return key not in places


def _personal_findings(form: forms.Form, path: str, strict: bool, roles: Mapping[str, str]) -> Iterator[Finding]:
    """A field about a person says for what, on which ground, how long and who may read it."""
    severity = "error" if strict else "warning"
    for name, personal in form.personal.items():
        missing = next((part for part in _PERSONAL if not getattr(personal, part)), None)
        if missing:
            yield Finding(path, name, severity, "form.personal_incomplete", {"name": name, "part": f"aanzet:{missing}"})
        for role in personal.roles:
            if role not in roles and role != AUTHOR:
                yield Finding(path, name, severity, "form.unknown_visibility", {"name": name, "role": role})
        try:
            parse_duration(personal.retention or "P1D")
        except BadTime:
            yield Finding(path, name, "error", "form.bad_retention", {"name": name, "value": personal.retention[:40]})
