"""The web door of a test: made once for each kind of settings, and as new for every test."""
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache

import waitress
from flask import Flask

from engine.library import Library
from tests.core.programme import Programme
from webui.app import create_app
from webui.settings import Settings


def door(programme: Programme, **settings) -> Flask:
    """The application over a programme, on its engine and its clock."""
    known = Settings("sqlite://", programme.office.settings, **settings)
    app = _once(known)
    app.view_functions, app.testing = dict(app.extensions["views"]), True
    app.extensions["aanzet_settings"] = replace(known)
    app.extensions["aanzet_office"] = replace(app.extensions["aanzet_office"], clock=programme.clock, library=Library())
    with app.app_context():
        app.extensions["sqlalchemy"].engines[None] = programme.office.sessions.kw["bind"]
    return app


@cache
def _once(settings: Settings) -> Flask:
    """Addresses and pages cost more to compile than most tests take."""
    app = create_app(settings, lambda: None)
    app.extensions["views"] = dict(app.view_functions)
    return app


@contextmanager
def served(app: Flask, port: int = 0) -> Iterator[str]:
    """The application at an address of its own, for a browser."""
    server = waitress.create_server(app, host="127.0.0.1", port=port, threads=4)

    def run() -> None:
        with suppress(OSError):             # the doors it watches are closed by another thread
            server.run()
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        for line in list(server.active_channels.values()):      # a browser keeps its lines open
            line.handle_close()
        server.pull_trigger()
        server.close()
        thread.join(5)
