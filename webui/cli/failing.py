"""What went wrong, in one plain sentence; loaded only when something did."""
import errno
import logging
import re
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from engine.errors import EngineError
from engine.language import text
from webui.cli.speech import complain, complaint

REASONS = {errno.ENOENT: "cli.file.absent", errno.EACCES: "cli.file.not_allowed", errno.EPERM: "cli.file.not_allowed", errno.EROFS: "cli.file.not_allowed",
           errno.EISDIR: "cli.file.a_folder", errno.ENOTDIR: "cli.file.no_folder", errno.ENOSPC: "cli.file.full", errno.EEXIST: "cli.file.there_already"}
# A connection that was refused has no code to tell by, so its words must do; they differ only on a server that speaks another language.
REFUSED = {"cli.database_password": re.compile(r"password|authentication|role .* does not exist"), "cli.database_absent": re.compile(r"database .* does not exist")}
log = logging.getLogger("aanzet")


def tell(error: Exception, language: str) -> None:
    """Never a traceback: the log has it when somebody turned that on."""
    if isinstance(error, EngineError):
        complain(error, language)
    elif isinstance(error, DBAPIError):
        log.debug("database", exc_info=error)
        complaint(text(why_refused(error) or "cli.database_failed", language))
    elif isinstance(error, OSError):
        complaint(text("cli.file_failed", language, file=Path(str(error.filename or "-")).name, reason=text(REASONS.get(error.errno, "cli.file.other"), language)))
    else:
        log.debug("unexpected", exc_info=error)
        complaint(text("cli.unexpected", language, error=type(error).__name__))


def why_refused(error: BaseException) -> str | None:
    """The sentence for a database that answers and lets nobody in; None for one that says nothing, or fails at its work."""
    if not isinstance(error, DBAPIError) or error.statement is not None:
        return None
    return next((key for key, words in REFUSED.items() if words.search(str(error.orig))), None)
