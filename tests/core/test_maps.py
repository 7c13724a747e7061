"""The map of a municipality: what is taken in, what is refused and with which words, and what stays of it."""
import json

import pytest

from engine import geojson as geojson_room
from engine.errors import InvalidAnswers, NotAllowed, NotFound
from engine.geojson import MOST_BYTES, SIDE, drawing_of
from engine.maps import map_of, remove_map, upload_map
from tests.core.programme import LEIDEN, STEVENSHOF

SQUARE = [[4.44, 52.14], [4.46, 52.14], [4.46, 52.15], [4.45, 52.150001], [4.44, 52.15], [4.44, 52.14]]
IN_METRES = [[90_000, 462_000], [91_000, 462_000], [91_000, 463_000], [90_000, 462_000]]


def geojson(ring=SQUARE, kind="Polygon", **told):
    coordinates = [ring] if kind == "Polygon" else [[ring]]
    feature = {"type": "Feature", "properties": {"buurtcode": STEVENSHOF, "buurtnaam": "Stevenshof"} | told, "geometry": {"type": kind, "coordinates": coordinates}}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def refused(content):
    with pytest.raises(InvalidAnswers) as error:
        drawing_of(content)
    return error.value.problems[0][1]


@pytest.mark.parametrize("content", [geojson(), geojson(kind="MultiPolygon"), geojson(IN_METRES)])
def test_outlines_are_kept_as_few_whole_numbers(content):
    drawing = drawing_of(content)
    shape, = drawing["shapes"]
    assert (shape["code"], shape["name"]) == (STEVENSHOF, "Stevenshof") and max(drawing["width"], drawing["height"]) == SIDE
    assert all(isinstance(number, int) for ring in shape["rings"] for number in ring)
    assert len(shape["rings"][0]) <= 10, "a point on a straight line is left out"


@pytest.mark.parametrize("content, key", [
    (b"x" * (MOST_BYTES + 1), "map.too_large"), (b"\xff\xfe", "map.unreadable"), (b"{", "map.unreadable"), (b"[" * 100_000, "map.unreadable"),
    (b'{"type": "FeatureCollection", "features": NaN}', "map.unreadable"), (b"[]", "map.no_collection"), (b'{"type": "Topology"}', "map.no_collection"),
    (b'{"type": "FeatureCollection", "features": []}', "map.features"), (geojson(kind="Point"), "map.not_a_polygon"),
    (b'{"type": "FeatureCollection", "features": [null]}', "map.not_a_polygon"), (geojson([[4.4, 52.1]] * 3), "map.bad_ring"),
    (geojson(SQUARE[:-1]), "map.bad_ring"), (geojson([["4.4", 52.1]] * 4), "map.bad_ring"), (geojson([[True, 52.1]] * 4), "map.bad_ring"),
    (geojson(None), "map.bad_ring"), (geojson(buurtcode="<script>"), "map.no_code"), (geojson(buurtcode=7), "map.no_code"),
    (geojson([[500_000, 6_800_000], [500_100, 6_800_000], [500_100, 6_800_100], [500_000, 6_800_000]]), "map.elsewhere"),
    (geojson([[4.4, 52.1], [90_000, 462_000], [4.5, 52.2], [4.4, 52.1]]), "map.elsewhere")])
def test_what_is_not_a_map_of_neighbourhoods_is_refused_by_name(content, key):
    assert refused(content) == key


def test_a_line_that_goes_to_and_fro_everywhere_is_not_drawn_for_minutes(monkeypatch):
    """What is left out of a line costs its length squared where nothing can be left out."""
    zigzag = [[4.4 + 0.1 * (n % 2), 52.1 + n / 10_000] for n in range(600)]
    monkeypatch.setattr(geojson_room, "MOST_MEASURED", 100_000)
    assert refused(geojson([*zigzag, zigzag[0]])) == "map.too_many_points"
    assert drawing_of(geojson())["shapes"]


def test_coordinators_upload_replace_and_remove_it(programme):
    with programme.writing("fenna") as work, pytest.raises(NotAllowed):
        upload_map(work, LEIDEN, drawing_of(geojson()))
    with programme.writing("haag") as work, pytest.raises(NotFound):
        upload_map(work, LEIDEN, drawing_of(geojson()))
    with programme.writing("cas") as work:
        upload_map(work, LEIDEN, drawing_of(geojson(buurtnaam="Eerst")))
    with programme.writing("cas") as work:
        upload_map(work, LEIDEN, drawing_of(geojson(buurtnaam="Daarna")))
    with programme.reading("cas") as work:
        assert [one["name"] for one in map_of(work, LEIDEN).drawing["shapes"]] == ["Daarna"]
    with programme.writing("cas") as work:
        remove_map(work, LEIDEN)
        remove_map(work, LEIDEN)
        assert map_of(work, LEIDEN) is None
