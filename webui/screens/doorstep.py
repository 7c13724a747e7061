"""The people of a demonstration, on their boards."""
from typing import Any

from engine.queries.doorstep import Doorstep
from webui.presenting import initials


def login_screen(found: Doorstep | None, following: str) -> dict[str, Any]:
    if found is None:
        return {"demo": False}
    people = [{"login": one.login, "name": one.name, "initials": initials(one.name), "roles": one.roles, "board": one.board,
               "neighbourhoods": one.neighbourhoods, "turns": one.turns} for one in found.callers]
    return {"demo": True, "municipalities": [{"code": code, "name": name} for code, name in found.municipalities],
            "municipality": found.municipality, "people": people, "next": following}
