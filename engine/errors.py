"""Every way the engine says no. A class is one answer at the doors; its key finds the sentence in the catalogues."""
from engine.language import text


class EngineError(Exception):
    """The engine refused a command. `key` names the sentence, `params` fill it in; never personal values."""

    default_key = "error.refused"

    def __init__(self, key: str | None = None, /, **params: object):
        self.key, self.params = key or self.default_key, params
        super().__init__(self.key)

    def sentence(self, language: str = "nl") -> str:
        return text(self.key, language, **self.params)

    def __str__(self) -> str:
        return self.sentence()


class NotFound(EngineError):
    """There is no such thing, or not for you."""

    default_key = "error.not_found"


class NotAllowed(EngineError):
    """You may see this, but not do it."""

    default_key = "error.not_allowed"


class Conflict(EngineError):
    """The case has moved on since you looked at it."""

    default_key = "error.conflict"


class Stale(Conflict):
    """You named the version you looked at, and that is no longer how it stands."""

    default_key = "core.stale"


class InvalidAnswers(EngineError):
    """The answers do not fit. `problems` names each field: (field, key, params)."""

    default_key = "error.invalid_answers"

    def __init__(self, problems: list[tuple[str, str, dict]] | None = None, key: str | None = None, **params: object):
        self.problems = problems or []
        super().__init__(key, **params)


class BrokenProcess(EngineError):
    """A definition cannot run. `findings` tells where and why (see engine/findings.py)."""

    default_key = "error.broken_process"

    def __init__(self, findings: list | None = None, key: str | None = None, **params: object):
        self.findings = findings or []
        super().__init__(key, **params)
