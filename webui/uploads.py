"""A file in a form: which views take one, how much may come in, and what is kept when it is refused."""
from collections.abc import Callable

from flask import Flask, current_app, g, request

from engine.attachments import attach_to_task
from engine.errors import InvalidAnswers
from engine.files import LARGEST, File, handed_in
from engine.tasks import save_draft
from webui.questions import Answers
from webui.visitor import office

FIELD = "file"
MOST = 4 * LARGEST          # bytes of a whole form; a file over LARGEST must arrive to be refused in a sentence, with the answers beside it


def takes_files(view: Callable) -> Callable:
    """Mark a view to whose form a file may be added; every other form stays small."""
    view.takes_files = True
    return view


def make_room(app: Flask) -> None:
    """Before anything looks into the form: so before `know_visitors`, since a session that is over loses no text."""
    app.before_request(_widen)


def posted_a_file() -> bool:
    given = request.files.get(FIELD)
    return given is not None and bool(given.filename)


def posted_file() -> File | None:
    """The file that came with the form, made ready; None when there is none. InvalidAnswers when it is not taken in."""
    if not posted_a_file():
        return None
    given = request.files[FIELD]
    return handed_in(given.filename, given.stream.read(LARGEST + 1))


def keep_posted_file(task_id: int, answers: Answers) -> bool:
    """Put the file of a task's form beside the task. One that is refused costs nothing: the answers are kept first."""
    try:
        file = posted_file()
    except InvalidAnswers:
        with office().writing(g.actor) as work:
            save_draft(work, task_id, answers)
        raise
    if file is None:
        return False
    with office().writing(g.actor) as work:
        attach_to_task(work, task_id, file)
    return True


def _widen() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_files", False) and request.mimetype == "multipart/form-data":
        request.max_content_length = MOST
