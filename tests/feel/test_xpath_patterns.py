"""Search patterns mean what XPath says, which is not what Python says."""
from datetime import UTC, datetime

import pytest

from engine import feel

WORLD = feel.World(now=datetime(2031, 3, 3, 8, 0, tzinfo=UTC))
MATCHES = feel.compile("matches(text, pattern, flags)")
REPLACED = feel.compile("replace(text, pattern, with, flags)")


def matches(text: str, pattern: str, flags: str = "") -> bool | None:
    return MATCHES({"text": text, "pattern": pattern, "flags": flags}, WORLD)


@pytest.mark.parametrize(("text", "pattern", "outcome"), [
    ("buurthuis", "huis", True), ("buurthuis", "^huis", False), ("buurthuis", "^b.*s$", True), ("", "", True),
    ("a_b", r"a\wb", False), ("aéb", r"a\wb", True), ("a\u00a0b", r"a\sb", False), ("٣", r"^\d$", True),
    ("tuin", "[a-z-[aeiou]]u", True), ("aula", "^[a-z-[aeiou]]", False), ("a-b", "a[-x]b", True), ("a^b", "a[x^]b", True),
    ("Ans", r"^\p{Lu}\p{Ll}+$", True), ("αβγ", r"^\p{IsGreek}+$", True), ("koek", r"^(k)o(e)\1$", True),
    ("plein\n", "plein$", False), ("een\ntwee", "een.twee", False), ("a1", r"\i\c", True), ("1a", r"^\i", False)])
def test_what_a_pattern_finds(text: str, pattern: str, outcome: bool):
    assert matches(text, pattern) is outcome


@pytest.mark.parametrize("pattern", [
    "[", "]", "(", ")", "a**", "a++", "a{2,1}", "a{,2}", "{", "(?=a)", "(?<!a)", "(?i)a", r"\b", r"\x61", r"\0", r"\1", r"(a\1)",
    r"[\1]", r"\p{Greek}", r"\p{Lx}", r"\p{IsNergens}", "[b-a]", "[a-\\d]", "[]", "a\\"])
def test_what_is_no_pattern_gives_nothing(pattern: str):
    assert matches("a", pattern) is None


@pytest.mark.parametrize(("text", "pattern", "flags", "outcome"), [
    ("Plein", "plein", "i", True), ("plein", r"^\p{Lu}", "i", False), ("straße", "STRASSE", "i", False), ("io", "^[A-Z-[IO]]", "i", False),
    ("o", "[^O]", "i", False), ("samen eten", "samen [ ] eten", "x", True), ("samen", r"\p{ IsBasicLatin }+", "x", True),
    ("een\ntwee", "een.twee", "s", True), ("een\ntwee", "^twee$", "m", True), ("een\n", "^$", "m", False),
    ("1.5", "1.5", "q", True), ("125", "1.5", "q", False), ("A.B", "a.b", "qi", True), ("a", "a", "z", None)])
def test_flags(text: str, pattern: str, flags: str, outcome: bool | None):
    assert matches(text, pattern, flags) is outcome


@pytest.mark.parametrize(("text", "pattern", "put", "outcome"), [
    ("koffie thee", "(k\\w+) (t\\w+)", "$2 $1", "thee koffie"), ("abcd", "(ab)|(a)", "[1=$1][2=$2]", "[1=ab][2=]cd"),
    ("aa", "a", "$0$0", "aaaa"), ("a", "(a)", "$12", "a2"), ("a", "a", r"\$", "$"), ("a", "a", "$", None), ("a", "a", r"\n", None),
    ("a", "x*", "-", None)])
def test_what_is_put_in_its_place(text: str, pattern: str, put: str, outcome: str | None):
    assert REPLACED({"text": text, "pattern": pattern, "with": put, "flags": ""}, WORLD) == outcome


@pytest.mark.parametrize(("text", "pattern", "outcome"), [
    ("x", r"[\p{Lu}]", False), ("X", r"[\p{Lu}]", True), ("x", r"[\p{Lu}x]", True), ("X", r"[\p{Ll}x]", True), ("X", r"[^\p{Lu}]", False),
    ("x", r"[^\p{Lu}]", True), ("b", "[A-Z-[OI]]", True), ("o", "[A-Z-[OI]]", False), ("Q", "[^q]", False), ("5", "[^a-z-[0-9]]", False)])
def test_blind_to_case_a_category_within_brackets_stays_what_it_is(text, pattern, outcome):
    assert matches(text, pattern, "i") is outcome
