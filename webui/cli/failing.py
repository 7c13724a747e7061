"""What went wrong, in one plain sentence; loaded only when something did."""
import logging
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from engine.errors import EngineError
from engine.language import text
from webui.cli.speech import complain, complaint

log = logging.getLogger("aanzet")


def tell(error: Exception, language: str) -> None:
    """Never a traceback: the log has it when somebody turned that on."""
    if isinstance(error, EngineError):
        complain(error, language)
    elif isinstance(error, DBAPIError):
        log.debug("database", exc_info=error)
        complaint(text("cli.database_failed", language))
    elif isinstance(error, OSError):
        complaint(text("cli.file_failed", language, file=Path(str(error.filename or "-")).name, reason=error.strerror or ""))
    else:
        log.debug("unexpected", exc_info=error)
        complaint(text("cli.unexpected", language, error=type(error).__name__))
