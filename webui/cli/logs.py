"""How a process writes its log: a line for people or a JSON object a line, with the name and place of an error and never its text, which may name somebody."""
import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType

LOGGED = "%(asctime)s %(levelname)s %(name)s: %(message)s"
PLAIN = (int, float, bool, type(None))
LONGEST = 4000                              # characters of one value: the place of an error, and not a whole table


class Lines(logging.Formatter):
    """For people."""

    def __init__(self) -> None:
        super().__init__(LOGGED)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return moment(record)

    def formatException(self, ei: tuple) -> str:
        return "".join(place_of(*ei))


class Objects(logging.Formatter):
    """For whoever gathers logs. `event` is the same each time it happens, so that it can be counted; `values` is what differs."""

    def format(self, record: logging.LogRecord) -> str:
        told = {"at": moment(record), "level": record.levelname, "from": record.name, "process": record.process, "event": str(record.msg),
                "values": _values(record), "says": record.getMessage()[:LONGEST]}
        if record.exc_info and record.exc_info[0]:
            told["error"], told["place"] = record.exc_info[0].__name__, "".join(place_of(*record.exc_info))[-LONGEST:]
        return json.dumps(told, ensure_ascii=False)


FORMS = {"": Lines, "text": Lines, "json": Objects}


def begin(form: str) -> None:
    """Warnings and what is worse, of this program and what it uses, to stderr. `form`: one of FORMS."""
    handler = logging.StreamHandler()
    handler.setFormatter(FORMS[form]())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)      # a page brings more requests at once than threads: no news


def moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def place_of(kind: type[BaseException], error: BaseException, frames: TracebackType | None) -> list[str]:
    return [*traceback.format_tb(frames), kind.__name__]


def _values(record: logging.LogRecord) -> list[object]:
    given = record.args if isinstance(record.args, tuple) else (record.args,) if record.args else ()
    return [value if isinstance(value, PLAIN) else str(value)[:LONGEST] for value in given]
