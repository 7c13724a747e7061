"""What the web door must be told before it opens; it reads no environment itself."""
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Settings:
    """`secret_key` signs sessions. `demo` lets people log in by picking a demo person, without a password."""

    database_url: str
    secret_key: str
    demo: bool = False
    secure_cookies: bool = False            # true behind https
    session_length: timedelta = timedelta(hours=8)
    max_form_bytes: int = 1_000_000
