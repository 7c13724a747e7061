"""Who and what the demo programme consists of."""
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from engine.actors import SYSTEM, find_actor
from engine.covers import Wish, name_stand_in
from engine.errors import NotFound
from engine.iso import local
from engine.municipalities import add_neighbourhood
from engine.people import add_person, give_role
from engine.starting import join_municipality
from engine.work import Office, Work
from engine.yaml import load

FILE = Path(__file__).with_name("programme.yaml")


@cache
def municipalities() -> tuple[Mapping[str, Any], ...]:
    return tuple(load(FILE.read_text("utf-8"))["municipalities"])


def logins() -> frozenset[str]:
    return frozenset(someone["login"] for place in municipalities() for someone in place["people"])


def municipality_of(neighbourhood: str) -> str:
    return next(place["code"] for place in municipalities() if any(hood["code"] == neighbourhood for hood in place["neighbourhoods"]))


def holds_demo(work: Work) -> bool:
    """Whether the demo people are here: then people may log in by picking somebody."""
    first = municipalities()[0]["people"][0]["login"]
    try:
        find_actor(work.session, first, work.now)
    except NotFound:
        return False
    return True


def add_programme(work: Work) -> None:
    """Places and people. The same again changes nothing."""
    for place in municipalities():
        join_municipality(work, place["code"], place["name"], place["prefix"])
        for hood in place["neighbourhoods"]:
            add_neighbourhood(work, hood["code"], hood["name"], place["code"], hood["district"], hood["district_name"])
    for place in municipalities():
        for someone in place["people"]:
            person = add_person(work, someone["login"], someone["name"])
            for code in (place["code"], *someone.get("also", ())):
                give_role(work, person.id, someone["role"], code)


def name_who_stands_in(office: Office) -> None:
    """For everybody who is away from today, in their own name."""
    for place in municipalities():
        for away in place.get("away", ()):
            with office.reading(SYSTEM) as work:
                person, by = (find_actor(work.session, away[who], work.now) for who in ("who", "by"))
            with office.writing(person) as work:
                today = local(work.now).date()
                name_stand_in(work, Wish(by.person, today, today + timedelta(days=away["days"]), asked=away["asked"]), place["code"])
