"""What the checker says about one place in a definition."""
from dataclasses import dataclass, field
from typing import Literal

from engine.language import text


@dataclass(frozen=True)
class Finding:
    """One sentence about one element. `file` is a name, never a path of this machine; `element` an id, or "" for the file."""

    file: str
    element: str
    severity: Literal["error", "warning"]
    key: str
    params: dict = field(default_factory=dict)

    def sentence(self, language: str = "nl") -> str:
        return text(self.key, language, **self.params)

    def line(self, language: str = "nl") -> str:
        """As `aanzet process check` prints it: FILE:ELEMENT: error|warning: sentence."""
        return f"{self.file}:{self.element}: {self.severity}: {self.sentence(language)}"
