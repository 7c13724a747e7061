"""What one evaluation may spend."""
from dataclasses import dataclass

SOURCE_LIMIT = 50_000       # characters of one expression; the longest in the process library is under 2,000
NESTING_LIMIT = 48          # brackets in brackets; each level costs the parser about six frames of Python's thousand
PATTERN_LIMIT = 1_000       # characters of one regular expression
VALUE_DEPTH_LIMIT = 60      # lists in lists, as values
NODES_LIMIT = 200_000       # values in one value that goes out as JSON
TEXT_LIMIT = 5_000_000      # and the characters of all its texts together


@dataclass(frozen=True)
class Budget:
    """Limits of one evaluation. Steps are the real measure; seconds are only a net under what steps cannot see.

    steps: turns of loops, calls, and long work in built-ins by its length;
    memory: characters and list places made in total; text and items: the longest single value;
    frames: how deep functions may call each other, estimated in frames of Python; no more than half of it is used.
    """

    steps: int = 200_000
    seconds: float = 2.0
    memory: int = 20_000_000
    text: int = 1_000_000
    items: int = 100_000
    frames: int = 1_000
