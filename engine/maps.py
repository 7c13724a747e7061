"""The map of a municipality's neighbourhoods: uploaded by a coordinator, replaced, taken away."""
from collections.abc import Mapping
from typing import Any

from engine import access
from engine.errors import NotAllowed, NotFound
from engine.tables import Municipality, MunicipalityMap
from engine.work import Work


def upload_map(work: Work, municipality: str, drawing: Mapping[str, Any]) -> MunicipalityMap:
    """`drawing`: of `engine.geojson.drawing_of`, which takes its time and so is made before anything is locked. What stood before is replaced."""
    _allowed(work, municipality)
    known = work.session.get(MunicipalityMap, municipality)
    if known is None:
        known = MunicipalityMap(municipality=municipality)
        work.session.add(known)
    known.drawing, known.uploaded_at, known.uploaded_by = dict(drawing), work.now, work.actor.person
    work.session.flush()
    return known


def remove_map(work: Work, municipality: str) -> None:
    """Take the map away. Removing what is not there changes nothing."""
    _allowed(work, municipality)
    known = work.session.get(MunicipalityMap, municipality)
    if known is not None:
        work.session.delete(known)
        work.session.flush()


def map_of(work: Work, municipality: str) -> MunicipalityMap | None:
    """For who coordinates there, to look at before changing it."""
    _allowed(work, municipality)
    return work.session.get(MunicipalityMap, municipality)


def _allowed(work: Work, municipality: str) -> None:
    theirs = work.actor.municipalities
    if (theirs is not None and municipality not in theirs) or work.session.get(Municipality, municipality) is None:
        raise NotFound("core.no_such_municipality", code=municipality)
    if not access.oversees(work.actor, municipality):
        raise NotAllowed("core.coordinators_only")
