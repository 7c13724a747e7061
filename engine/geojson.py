"""GeoJSON of neighbourhoods (RFC 7946), checked strictly and turned into outlines that are ready to be drawn. Pure; nothing in the file is followed or run.

Coordinates are WGS84 (longitude, latitude) or RD New (EPSG:28992, metres), both within the Netherlands; a file holds one of the two.
"""
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import InvalidAnswers

MOST_BYTES, MOST_FEATURES, MOST_POINTS = 4_000_000, 500, 200_000
SIDE = 1000                                 # of the drawing's longest side, in whole units
FINE = 1.2                                  # how far a drawn line may lie from the true one, in those units
CODES = ("code", "buurtcode", "statcode", "bu_code", "BU_CODE", "buurtcode_cbs", "wijkcode", "wk_code", "WK_CODE")
NAMES = ("name", "naam", "buurtnaam", "statnaam", "bu_naam", "BU_NAAM", "wijknaam", "wk_naam", "WK_NAAM")
CODE = re.compile(r"(BU|WK|GM)\d{4,8}")
LONGEST_NAME = 80
MOST_MEASURED = 4_000_000                   # points looked at to make lines simpler, a few seconds of work; a real coast needs a tenth
Point = tuple[float, float]
BOUNDS = {"WGS84": (3.0, 50.5, 7.5, 54.0), "RD": (0.0, 289_000.0, 300_000.0, 640_000.0)}     # west, south, east, north


@dataclass(frozen=True)
class Outline:
    code: str
    name: str
    rings: tuple[tuple[Point, ...], ...]


def drawing_of(content: bytes) -> dict[str, Any]:
    """{width, height, shapes: [{code, name, rings}]}: rings of whole numbers x, y, x, y, ... with y downwards. InvalidAnswers says what is not right."""
    if len(content) > MOST_BYTES:
        raise _bad("map.too_large", most=MOST_BYTES // 1_000_000)
    outlines = list(_outlines(_read(content)))
    points = [point for outline in outlines for ring in outline.rings for point in ring]
    if not points:
        raise _bad("map.no_shapes")
    if len(points) > MOST_POINTS:
        raise _bad("map.too_many_points", most=MOST_POINTS)
    flat = _flattened(points)
    west, south, east, north = (pick(axis) for pick, axis in ((min, [x for x, _ in map(flat, points)]), (min, [y for _, y in map(flat, points)]),
                                                              (max, [x for x, _ in map(flat, points)]), (max, [y for _, y in map(flat, points)])))
    scale = SIDE / max(east - west, north - south, 1e-9)

    def drawn(point: Point) -> Point:
        x, y = flat(point)
        return (x - west) * scale, (north - y) * scale

    simple = _Simple()
    shapes = [{"code": one.code, "name": one.name, "rings": rings} for one in outlines if (rings := [
        ring for ring in (_whole(simple.line([drawn(point) for point in ring])) for ring in one.rings) if len(ring) >= 6])]
    return {"width": max(1, round((east - west) * scale)), "height": max(1, round((north - south) * scale)), "shapes": shapes}


def _read(content: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(content.decode("utf-8-sig"), parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise _bad("map.unreadable") from error
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection" or not isinstance(found.get("features"), list):
        raise _bad("map.no_collection")
    if not 0 < len(found["features"]) <= MOST_FEATURES:
        raise _bad("map.features", most=MOST_FEATURES)
    return found


def _refused(word: str) -> None:
    raise ValueError(word)                  # NaN and Infinity are not JSON


def _outlines(found: Mapping[str, Any]) -> Iterator[Outline]:
    for number, feature in enumerate(found["features"], 1):
        geometry = feature.get("geometry") if isinstance(feature, dict) and feature.get("type") == "Feature" else None
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if kind not in ("Polygon", "MultiPolygon"):
            raise _bad("map.not_a_polygon", number=number)
        parts = geometry.get("coordinates") if kind == "MultiPolygon" else [geometry.get("coordinates")]
        if not isinstance(parts, list) or not all(isinstance(part, list) and part for part in parts):
            raise _bad("map.bad_ring", number=number)
        told = feature.get("properties") if isinstance(feature.get("properties"), dict) else {}
        code = next((value.strip() for key in CODES if isinstance(value := told.get(key), str)), "")
        name = next((value.strip() for key in NAMES if isinstance(value := told.get(key), str)), "")
        if not CODE.fullmatch(code):
            raise _bad("map.no_code", number=number)
        yield Outline(code, name[:LONGEST_NAME] or code, tuple(_ring(ring, number) for part in parts for ring in part))


def _ring(ring: Any, number: int) -> tuple[Point, ...]:
    """A closed line of at least four positions, numbers only."""
    if not isinstance(ring, list) or len(ring) < 4 or not all(isinstance(point, list) and 2 <= len(point) <= 4 and all(map(_is_number, point)) for point in ring) \
            or ring[0] != ring[-1]:
        raise _bad("map.bad_ring", number=number)
    return tuple((float(point[0]), float(point[1])) for point in ring)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e9


def _flattened(points: Sequence[Point]):
    """How a point lies on a plane in metres or close to it."""
    within = {name: all(west <= x <= east and south <= y <= north for x, y in points) for name, (west, south, east, north) in BOUNDS.items()}
    if within["RD"]:
        return lambda point: point
    if not within["WGS84"]:
        raise _bad("map.elsewhere")
    narrow = math.cos(math.radians(sum(y for _, y in points) / len(points)))
    return lambda point: (point[0] * narrow, point[1])


class _Simple:
    """Lines without what nobody would see (Douglas and Peucker's). A line that goes to and fro everywhere costs its length squared, so the work is counted."""

    def __init__(self) -> None:
        self.measured = 0

    def line(self, points: list[Point]) -> list[Point]:
        """Without recursion, however long it is."""
        keep, ahead = {0, len(points) - 1}, [(0, len(points) - 1)]
        while ahead:
            first, last = ahead.pop()
            self.measured += last - first
            if self.measured > MOST_MEASURED:
                raise _bad("map.too_many_points", most=MOST_POINTS)
            far, at = max(((_distance(points[n], points[first], points[last]), n) for n in range(first + 1, last)), default=(0.0, 0))
            if far > FINE:
                keep.add(at)
                ahead += [(first, at), (at, last)]
        return [points[n] for n in sorted(keep)]


def _distance(point: Point, start: Point, end: Point) -> float:
    (x, y), (x1, y1), (x2, y2) = point, start, end
    long = math.hypot(x2 - x1, y2 - y1)
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / long if long else math.hypot(x - x1, y - y1)


def _whole(line: list[Point]) -> list[int]:
    return [round(number) for point in line for number in point]


def _bad(key: str, **params: object) -> InvalidAnswers:
    return InvalidAnswers([("file", key, params)])
