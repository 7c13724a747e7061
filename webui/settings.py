"""What the web door must be told before it opens; it reads no environment itself."""
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import timedelta

from engine.settings import Settings as EngineSettings


@dataclass(frozen=True)
class Settings:
    """`players`: logins of a demonstration, who come in by picking themselves, without a password. `secure_cookies`: true behind https.

    `metrics_token`: what a program must show to read /metrics; without one only this machine may, and nobody behind a proxy.

    `library`: keys of the definitions that came with the installation; the studio checks those as strictly as the library is.
    """

    database_url: str = field(repr=False)
    engine: EngineSettings
    players: frozenset[str] = frozenset()
    secure_cookies: bool = False
    session_length: timedelta = timedelta(hours=8)
    max_form_bytes: int = 1_000_000
    metrics_token: str = field(default="", repr=False)
    library: frozenset[str] = frozenset()

    @property
    def session_key(self) -> bytes:
        """Signs session cookies: derived, so that no cookie ever tells about the secret itself."""
        return hmac.digest(self.engine.secret, b"aanzet session", hashlib.sha256)
