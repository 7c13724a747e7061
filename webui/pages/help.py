"""A short explanation of turns, boards and dates."""
from flask import Blueprint, render_template

from webui.visitor import public

pages = Blueprint("help", __name__)


@pages.get("/help")
@public
def show() -> str:
    return render_template("help.html")
