"""How long somebody stays logged in: as long as they do something, not as long as a page stands open."""
from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

LIVE = "X-Live"                 # a page asks by itself, without anybody there


class Sessions(SecureCookieSessionInterface):
    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        return super().should_set_cookie(app, session) and (session.modified or LIVE not in request.headers)
