"""Every built-in function of FEEL, by family."""
from engine.feel.builtins import (
    aggregates, contexts, conversion, lists, moments, numeric, patterns, ranges, strings, working_days)
from engine.feel.builtins.registry import BUILTINS

# They ask whether there is something: an empty argument is their business, not a problem.
QUIET = frozenset({"is defined", "get or else", "assert"})
FAMILIES = (aggregates, contexts, conversion, lists, moments, numeric, patterns, ranges, strings, working_days)

__all__ = ["BUILTINS", "FAMILIES", "QUIET"]
