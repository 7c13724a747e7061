"""The map of a municipality as lines on a page: every neighbourhood a link with its name, the one that is looked at marked."""
from collections.abc import Mapping
from typing import Any

from flask import g

from engine.queries.maps import MapPage
from engine.queries.neighbourhoods import NeighbourhoodView
from webui.presenting import t, tn
from webui.words import moment_words

MARGIN = 12                                 # around the drawing, in its own units
WIDE_ENOUGH = 110                           # of a shape, for its name to stand in it


def map_screen(view: NeighbourhoodView) -> dict[str, Any]:
    """Nothing when the municipality has no map. A shape is a link when its neighbourhood is known here."""
    return {"map": drawn(view.drawing, view.nearby, view.code) if view.drawing else None, "may_map": view.may_map, "municipality_code": view.municipality_code}


def drawn(drawing: Mapping[str, Any], known: Mapping[str, str], here: str = "") -> dict[str, Any]:
    shapes = [_shape(one, known, here) for one in drawing["shapes"]]
    return {"box": f"{-MARGIN} {-MARGIN} {drawing['width'] + 2 * MARGIN} {drawing['height'] + 2 * MARGIN}", "width": drawing["width"] + 2 * MARGIN,
            "height": drawing["height"] + 2 * MARGIN, "shapes": sorted(shapes, key=lambda one: one["here"]), "number": len(shapes),
            "words": tn("web.map.words", len(shapes)) + (f" {t('web.map.here', name=known[here])}" if any(one["here"] for one in shapes) else "")}


def upload_screen(page: MapPage, problem: str = "") -> dict[str, Any]:
    found, known = page.map, page.neighbourhoods
    shapes = found.drawing["shapes"] if found else []
    return {"code": page.code, "name": page.name, "problem": problem, "map": drawn(found.drawing, known) if found else None,
            "uploaded": t("web.map.uploaded", moment=moment_words(found.uploaded_at, g.now, g.language)) if found else "",
            "unknown": [one["name"] for one in shapes if one["code"] not in known][:20], "missing": [name for code, name in known.items() if code not in {
                one["code"] for one in shapes}] if shapes else []}


def _shape(one: Mapping[str, Any], known: Mapping[str, str], here: str) -> dict[str, Any]:
    across, down = one["rings"][0][::2], one["rings"][0][1::2]
    name = known.get(one["code"], one["name"])
    return {"code": one["code"] if one["code"] in known else "", "name": name, "here": one["code"] == here, "path": "".join(_path(ring) for ring in one["rings"]),
            "x": (min(across) + max(across)) // 2, "y": (min(down) + max(down)) // 2, "label": name if max(across) - min(across) > max(WIDE_ENOUGH, 17 * len(name)) else ""}


def _path(ring: list[int]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in zip(ring[::2], ring[1::2], strict=True)) + "Z"
