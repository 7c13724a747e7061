"""What an installation decides: handed in by the door that starts it, never read from the machine here."""
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Settings:
    """`secret`: at least 32 random bytes, kept outside the database; it wraps the keys of personal values. Losing it loses them."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) < 32:
            raise ValueError("the installation's secret needs at least 32 bytes")
