"""Fewer bytes for a slow line: files are packed once, and the length of a page tells nothing of what stands on it."""
import gzip
import re

PACKED = {"Accept-Encoding": "gzip"}


def test_a_page_is_packed_and_never_has_the_same_token_twice(visitor, case):
    visitor.log_in("fenna")
    pages = [visitor.client.get("/tasks/1", headers=PACKED) for _ in range(8)]
    assert {(page.headers["Content-Encoding"], page.headers["Vary"]) for page in pages} == {("gzip", "Accept-Encoding, Cookie")}
    words = [gzip.decompress(page.data).decode() for page in pages]
    assert "Soep op donderdag" in words[0] and len(words[0]) > 2 * len(pages[0].data)
    assert len(set(re.findall(r'name="_csrf" value="([^"]+)"', "".join(words)))) == len(pages)
    assert len({len(page.data) for page in pages}) > 1


def test_a_file_is_packed_once_by_whatever_address_it_is_asked_for(visitor, app):
    found = [visitor.client.get(address, headers=PACKED) for address in ("/static/aanzet.css", "/static/x/../aanzet.css", "/static/./aanzet.css")]
    kept = [place for place, _ in app.extensions["aanzet_compressed"] if place.endswith("/aanzet.css")]      # others may have asked this door for more
    assert len({answer.data for answer in found}) == len(kept) == 1
    assert visitor.client.get("/static/aanzet.css", headers={**PACKED, "If-None-Match": found[0].headers["ETag"]}).status_code == 304
    plain = visitor.client.get("/static/aanzet.css")
    assert "Content-Encoding" not in plain.headers and plain.data == gzip.decompress(found[0].data)


def test_programs_and_small_answers_are_left_as_they_are(visitor):
    for address in ("/api/v1/openapi.json", "/health/live"):
        assert "Content-Encoding" not in visitor.client.get(address, headers=PACKED).headers
