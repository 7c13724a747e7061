"""What went wrong, in one plain sentence; loaded only when something did."""
import errno
import logging
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from engine.errors import EngineError
from engine.language import text
from webui.cli.speech import complain, complaint

REASONS = {errno.ENOENT: "cli.file.absent", errno.EACCES: "cli.file.not_allowed", errno.EPERM: "cli.file.not_allowed", errno.EROFS: "cli.file.not_allowed",
           errno.EISDIR: "cli.file.a_folder", errno.ENOTDIR: "cli.file.no_folder", errno.ENOSPC: "cli.file.full", errno.EEXIST: "cli.file.there_already"}
log = logging.getLogger("aanzet")


def tell(error: Exception, language: str) -> None:
    """Never a traceback: the log has it when somebody turned that on."""
    if isinstance(error, EngineError):
        complain(error, language)
    elif isinstance(error, DBAPIError):
        log.debug("database", exc_info=error)
        complaint(text("cli.database_failed", language))
    elif isinstance(error, OSError):
        complaint(text("cli.file_failed", language, file=Path(str(error.filename or "-")).name, reason=text(REASONS.get(error.errno, "cli.file.other"), language)))
    else:
        log.debug("unexpected", exc_info=error)
        complaint(text("cli.unexpected", language, error=type(error).__name__))
