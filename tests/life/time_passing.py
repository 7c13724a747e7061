"""The clock of a test town: so many times as fast as the wall, and put forward when told; the same in all its processes."""
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic


@dataclass(frozen=True)
class TownClock:
    """Nothing in the product is faster for it: a lease of a minute simply ends after `60 / speed` seconds."""

    began: datetime
    struck: float                           # on the machine's monotonic clock, which all processes share
    speed: float
    ahead: Path                             # how many seconds it was put forward

    @classmethod
    def started(cls, began: datetime, speed: float, folder: Path) -> "TownClock":
        clock = cls(began, monotonic(), speed, folder / "ahead")
        clock._write(0.0)
        return clock

    def __call__(self) -> datetime:
        return self.began + timedelta(seconds=(monotonic() - self.struck) * self.speed + float(self.ahead.read_text()))

    def put_forward(self, by: timedelta) -> None:
        self._write(float(self.ahead.read_text()) + by.total_seconds())

    def _write(self, seconds: float) -> None:
        """At once or not at all, since others read meanwhile."""
        beside = self.ahead.with_suffix(".new")
        beside.write_text(str(seconds))
        os.replace(beside, self.ahead)
