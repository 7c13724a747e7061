"""What the environment says; nothing else in the project reads it."""
import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from engine.errors import EngineError
from webui.cli.collector import ENDPOINT, TRACES_ENDPOINT, Collector, is_asked, read_collector
from webui.cli.language import spoken
from webui.cli.logs import FORMS

LIBRARY = Path(__file__).parents[2] / "processes"
DEFAULT_URL = "sqlite:///aanzet.db"
SECRET_BYTES = 32
DATABASES = ("sqlite", "postgresql", "postgres")
REDIS = ("redis", "rediss", "unix")


@dataclass(frozen=True)
class Settings:
    """Where things are. `secret_file` holds what seals personal values: it must live as long as the database."""

    database_url: str
    secret_file: Path
    redis_url: str | None = None
    processes: Path = LIBRARY
    language: str = "nl"
    secure_cookies: bool = False
    mail_folder: Path = Path("mail")
    mail_relay: str | None = field(default=None, repr=False)
    mail_password: str = field(default="", repr=False)
    mail_from: str = "aanzet@localhost"
    address: str = ""                   # as people reach the web: links in mail begin with it
    webhook_networks: str = ""          # networks of their own that webhooks may reach: 10.1.0.0/16, fd00::/8
    metrics_token: str = field(default="", repr=False)
    traces: Collector | None = None     # of OpenTelemetry, where one is named
    log_form: str = ""                  # one of FORMS in webui/cli/logs.py
    demo_outside: bool = False          # whether others may see the demo, which has no passwords
    given_secret: bytes = field(default=b"", repr=False)

    def secret(self) -> bytes:
        """The installation's secret. Missing means that `aanzet init` has not run here."""
        if self.given_secret:
            return self.given_secret
        if not self.secret_file.exists():
            raise EngineError("cli.no_secret", file=self.secret_file.name)
        secret = self.secret_file.read_bytes()
        if len(secret) < SECRET_BYTES:
            raise EngineError("cli.short_secret_file", file=self.secret_file.name, bytes=SECRET_BYTES)
        return secret

    def make_secret(self) -> None:
        """Written once, for our eyes only."""
        if self.given_secret or self.secret_file.exists():
            return
        with open(os.open(self.secret_file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    url = _with_password(environment.get("DATABASE_URL") or DEFAULT_URL, environment.get("DATABASE_PASSWORD_FILE"))
    secret = environment.get("AANZET_SECRET", "").encode()
    if secret and len(secret) < SECRET_BYTES:
        raise EngineError("cli.short_secret", bytes=SECRET_BYTES)
    return Settings(
        database_url=url,
        secret_file=Path(environment["AANZET_SECRET_FILE"]) if environment.get("AANZET_SECRET_FILE") else _beside(url),
        redis_url=_redis(environment.get("REDIS_URL") or ""),
        processes=Path(environment.get("AANZET_PROCESSES") or LIBRARY),
        language=spoken(environment),
        secure_cookies=environment.get("AANZET_HTTPS") == "1",
        mail_folder=Path(environment.get("AANZET_MAIL") or "mail"),
        mail_relay=environment.get("AANZET_SMTP") or None,
        mail_password=_written_in(environment.get("AANZET_SMTP_PASSWORD_FILE")),
        mail_from=environment.get("AANZET_MAIL_FROM") or "aanzet@localhost",
        address=_web_address(environment.get("AANZET_ADDRESS") or ""),
        webhook_networks=environment.get("AANZET_WEBHOOK_NETWORKS") or "",
        metrics_token=_written_in(environment.get("AANZET_METRICS_TOKEN_FILE")),
        traces=_collector(environment),
        log_form=_log_form(environment.get("AANZET_LOG") or ""),
        demo_outside=environment.get("AANZET_DEMO_OUTSIDE") == "1",
        given_secret=hashlib.sha256(secret).digest() if secret else b"")


def _with_password(url: str, file: str | None) -> str:
    """The password may stand in a file of its own, as secrets of a container do: then no listing of processes shows it."""
    if not file:
        return url
    return _parts(url).set(password=_written_in(file)).render_as_string(hide_password=False)


def _written_in(file: str | None) -> str:
    return Path(file).read_text(encoding="utf-8").strip() if file else ""


def _log_form(form: str) -> str:
    if form not in FORMS:
        raise EngineError("cli.bad_log")
    return form


def _collector(environment: Mapping[str, str]) -> Collector | None:
    for name in (ENDPOINT, TRACES_ENDPOINT):
        _web_address(environment.get(name) or "", name)
    return read_collector(environment) if is_asked(environment) else None


def _redis(url: str) -> str | None:
    if url and urlsplit(url).scheme not in REDIS:
        raise EngineError("cli.bad_redis")
    return url or None


def _web_address(address: str, name: str = "AANZET_ADDRESS") -> str:
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
        raise EngineError("cli.bad_address" if name == "AANZET_ADDRESS" else "cli.bad_collector", name=name)
    return address.rstrip("/")


def _beside(url: str) -> Path:
    """SQLite keeps it next to the database, so that the two are moved together."""
    parts = _parts(url)
    if parts.get_backend_name() == "sqlite" and parts.database and parts.database != ":memory:":
        return Path(f"{parts.database}.secret")
    return Path("aanzet.secret")


def _parts(url: str) -> URL:
    try:
        parts = make_url(url)
    except ArgumentError as error:
        raise EngineError("cli.bad_database_url") from error
    if parts.get_backend_name() not in DATABASES:
        raise EngineError("cli.other_database")
    return parts
