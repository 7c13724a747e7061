"""Whole numbers as forms and addresses carry them."""
LONGEST = 18            # digits: every number of a row has room in them


def number(text: str) -> int | None:
    """None for what is no number, or larger than that of any row."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST else None
