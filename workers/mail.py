"""Letters as mail: text and simple HTML, a thread per case; into a file for development, or to a relay."""
import mailbox
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from engine.errors import EngineError
from engine.language import text
from engine.notices import Letter, Passage
from workers.jobs import Refused

TIMEOUT = 20.0                              # seconds a relay may take over one step
# And over the letter itself: whoever goes away before it says yes sends everything twice (RFC 5321, 4.5.3.2.6). All of it stays below
# the ten minutes for which a letter is in hand, see engine/notices.py.
LAST_WORD = 180.0
PORTS = {"smtp": 25, "smtps": 465}
ENCODED = "quoted-printable"                # seven bits: a relay need know no more
CHOICES, STOP = "/me", "/mail/stop"         # where somebody chooses what comes by mail, and stops one kind


@dataclass(frozen=True)
class Stationery:
    """Who writes, and the address of the application as people reach it; without one there are no links."""

    sender: str = "aanzet@localhost"
    address: str = ""

    @property
    def place(self) -> str:
        """What comes after the @ of our marks."""
        return self.sender.rpartition("@")[2].rstrip(">") or "localhost"

    def link(self, passage: Passage) -> str | None:
        if not self.address or not (passage.task or passage.case):
            return None
        return f"{self.address}/tasks/{passage.task}" if passage.task else f"{self.address}/cases/{passage.case}"


class _AsWritten(UnstructuredHeader):
    """An address that is too long for a line stays an address: folded and encoded no mail program would know it."""

    max_count = 1

    def fold(self, *, policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


WRITTEN = HeaderRegistry()
for _name in ("list-unsubscribe", "message-id", "references", "in-reply-to"):
    WRITTEN.map_to_type(_name, _AsWritten)
MANNER = default.clone(header_factory=WRITTEN)


def compose(letter: Letter, paper: Stationery) -> EmailMessage:
    """One letter as a message. The mark is its Message-ID, so that a relay or reader recognises it when it comes twice."""
    message = EmailMessage(MANNER)
    message["From"], message["To"], message["Subject"] = paper.sender, _as_sent(letter.address or ""), " ".join(letter.subject.split())
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.mark}@{paper.place}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.thread is not None:
        message["References"] = message["In-Reply-To"] = f"<case-{letter.thread}@{paper.place}>"
    if paper.address:
        message["List-Unsubscribe"] = f"<{paper.address}{STOP}/{letter.stop}>" if letter.stop else f"<{paper.address}{CHOICES}>"
    if letter.stop and paper.address.startswith("https:"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"     # RFC 8058: a mail program may do it for its reader
    message.set_content(_plain(letter, paper), cte=ENCODED)
    message.add_alternative(_html(letter, paper), subtype="html", cte=ENCODED)
    message["Content-Language"] = letter.language       # the last: setting the content takes away what was said of it
    return message


def _as_sent(address: str) -> str:
    """What comes after the @ as the mail system spells it: a name with accents is xn--... there."""
    local, at, place = address.rpartition("@")
    try:
        return f"{local}{at}{place.encode('idna').decode()}"
    except UnicodeError:
        return address


def _plain(letter: Letter, paper: Stationery) -> str:
    parts = [letter.greeting]
    for passage in letter.passages:
        link = paper.link(passage)
        parts.append(f"{passage.words}\n{link}" if link else passage.words)
    parts.append(text("notice.closing", letter.language))
    if paper.address:
        parts.append("-- \n" + text("notice.choose", letter.language, link=paper.address + CHOICES))
    return "\n\n".join(parts) + "\n"


def _html(letter: Letter, paper: Stationery) -> str:
    """No picture, no style, nothing fetched: whoever reads it tells nobody."""
    parts = [f"<p>{escape(letter.greeting)}</p>"]
    for passage in letter.passages:
        link = paper.link(passage)
        more = f'<br><a href="{escape(link)}">{escape(text("notice.open", letter.language))}</a>' if link else ""
        parts.append(f"<p>{escape(passage.words)}{more}</p>")
    parts.append(f"<p>{escape(text('notice.closing', letter.language))}</p>")
    if paper.address:
        link = escape(paper.address + CHOICES)
        parts.append(f'<hr><p><small>{escape(text("notice.choose", letter.language, link="")).strip()} <a href="{link}">{link}</a></small></p>')
    return (f'<!doctype html><html lang="{escape(letter.language)}"><head><meta charset="utf-8"><title>{escape(letter.subject)}</title></head>'
            f'<body>{"".join(parts)}</body></html>')


class MailFile:
    """A door that appends to an mbox. People without an address get nothing by mail."""

    def __init__(self, path: Path, paper: Stationery = Stationery()):
        self.path, self.paper = path, paper

    def send(self, letter: Letter) -> None:
        if not letter.address:
            return
        filed = mailbox.mboxMessage(compose(letter, self.paper))
        filed.set_from(self.paper.sender, letter.at.timetuple())
        box = mailbox.mbox(self.path)
        box.lock()
        try:
            box.add(filed)
            box.flush()
        finally:
            box.unlock()
            box.close()


@dataclass(frozen=True)
class Relay:
    """Where a municipality takes in mail: smtp://name@host:587 goes over to TLS first when it logs in, smtps:// begins with it."""

    host: str
    port: int
    tls: str                                # "smtp" plain, "starttls", or "smtps"
    user: str = ""
    password: str = field(default="", repr=False)


def read_relay(address: str, password: str = "") -> Relay:
    """EngineError for what is no such address. `?starttls=1` asks for TLS without a name; a password never goes without it."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise EngineError("mail.bad_relay") from error
    if parts.scheme not in PORTS or not parts.hostname or parts.query not in ("", "starttls=1"):
        raise EngineError("mail.bad_relay")
    user = unquote(parts.username or "")
    tls = "smtps" if parts.scheme == "smtps" else "starttls" if user or parts.query else "smtp"
    return Relay(parts.hostname, port or PORTS[parts.scheme], tls, user, password or unquote(parts.password or ""))


class MailRelay:
    """A door to an SMTP relay (RFC 5321). A letter that is refused for good is told by Refused; the rest is tried again."""

    def __init__(self, relay: Relay, paper: Stationery, context: ssl.SSLContext | None = None, timeout: float = TIMEOUT):
        self.relay, self.paper, self.timeout = relay, paper, timeout
        self.context = context or ssl.create_default_context()

    def send(self, letter: Letter) -> None:
        if not letter.address:
            return
        server = self._connected()
        try:
            server.send_message(compose(letter, self.paper))
        except smtplib.SMTPNotSupportedError as error:      # an address outside ASCII, at a relay that knows no other
            raise Refused() from error
        except smtplib.SMTPRecipientsRefused as error:
            if all(code >= 500 for code, _ in error.recipients.values()):
                raise Refused() from error
            raise
        except smtplib.SMTPResponseException as error:
            if error.smtp_code >= 500 and isinstance(error, smtplib.SMTPDataError):     # else it is about us, not about the letter
                raise Refused() from error
            raise
        finally:
            _say_goodbye(server)

    def _connected(self) -> smtplib.SMTP:
        relay = self.relay
        if relay.tls == "smtps":
            server: smtplib.SMTP = _SealedLine(relay.host, relay.port, timeout=self.timeout, context=self.context)
        else:
            server = _Line(relay.host, relay.port, timeout=self.timeout)
        try:
            if relay.tls == "starttls":
                server.starttls(context=self.context)
            if relay.user:
                server.login(relay.user, relay.password)
        except BaseException:
            server.close()
            raise
        return server


class _Patient:
    """A line on which the answer to a letter may take longer than that to a word."""

    def data(self, msg):
        self.sock.settimeout(max(self.timeout, LAST_WORD))
        try:
            return super().data(msg)
        finally:
            if self.sock is not None:
                self.sock.settimeout(self.timeout)


class _Line(_Patient, smtplib.SMTP):
    """In clear, until TLS is asked for."""


class _SealedLine(_Patient, smtplib.SMTP_SSL):
    """In TLS from the first word."""


def _say_goodbye(server: smtplib.SMTP) -> None:
    """Whatever the server says to it: it took the letter, or did not, before this."""
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()
