"""The map of a municipality as its coordinators look at it before changing it."""
from dataclasses import dataclass

from sqlalchemy import select

from engine.maps import map_of
from engine.queries.people import settings_of
from engine.tables import MunicipalityMap, Neighbourhood
from engine.work import Work


@dataclass(frozen=True)
class MapPage:
    """`neighbourhoods`: code -> name of those that are known here."""

    code: str
    name: str
    neighbourhoods: dict[str, str]
    map: MunicipalityMap | None


def map_page(work: Work, municipality: str = "") -> MapPage:
    """NotAllowed for who coordinates nothing."""
    place = settings_of(work, municipality)
    return MapPage(place.municipality, place.name, neighbourhoods_of(work, place.municipality), map_of(work, place.municipality))


def neighbourhoods_of(work: Work, municipality: str) -> dict[str, str]:
    return {code: name for code, name in work.session.execute(
        select(Neighbourhood.code, Neighbourhood.name).where(Neighbourhood.municipality == municipality).order_by(Neighbourhood.name))}
