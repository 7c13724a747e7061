"""The web door: pages over the engine. Whoever starts it hands in the settings, the clock and where to send a nudge."""
from collections.abc import Callable
from datetime import datetime

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from engine.library import Library
from engine.tables import connect
from engine.work import Nudge, Office
from webui.api.door import api, mark
from webui.coming_back import come_back
from webui.compressing import compress
from webui.drawing import draw
from webui.errors import Door, tell_errors
from webui.in_place import InPlace
from webui.measuring import measure
from webui.pages import PAGES
from webui.presenting import present
from webui.security import secure
from webui.sessions import Sessions
from webui.settings import Settings
from webui.uploads import make_room
from webui.visitor import know_visitors
from webui.waiting import Lobby


class Database(SQLAlchemy):
    """Flask-SQLAlchemy's session a request, on an engine with our own settings and not those of its configuration."""

    def __init__(self, app: Flask, url: str):
        self.address = url
        super().__init__(app)

    def _make_engine(self, bind_key, options, app):
        return connect(self.address)


def create_app(settings: Settings, clock: Callable[[], datetime], nudge: Nudge | None = None, lobby: Lobby | None = None) -> Flask:
    """The application. `clock` gives aware moments; `nudge` hears after a commit what there may be to do; programs wait in the lobby."""
    app = Door("webui", static_folder="static", template_folder="templates")
    app.config.update(
        SECRET_KEY=settings.session_key, SQLALCHEMY_DATABASE_URI="sqlite://",
        SESSION_COOKIE_NAME="aanzet", SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies, PERMANENT_SESSION_LIFETIME=settings.session_length,
        MAX_CONTENT_LENGTH=settings.max_form_bytes, MAX_FORM_MEMORY_SIZE=settings.max_form_bytes, SEND_FILE_MAX_AGE_DEFAULT=31_536_000)
    app.session_interface = Sessions()
    database = Database(app, settings.database_url)
    app.extensions["aanzet_settings"] = settings
    lobby = lobby or Lobby()
    app.extensions["aanzet_lobby"] = lobby
    app.extensions["aanzet_office"] = Office(lambda: database.session(), clock, Library(), settings.engine, _both(lobby.ring, nudge))
    compress(app)
    present(app)
    draw(app)
    tell_errors(app)
    make_room(app)
    know_visitors(app)
    come_back(app)
    secure(app)
    measure(app)
    for page in PAGES:
        app.register_blueprint(page)
    app.register_blueprint(api())
    app.after_request(mark)
    app.wsgi_app = InPlace(app.wsgi_app)
    return app


def _both(ring: Nudge, nudge: Nudge | None) -> Nudge:
    def tell(about: frozenset[str]) -> None:
        ring(about)
        if nudge is not None:
            nudge(about)
    return tell
