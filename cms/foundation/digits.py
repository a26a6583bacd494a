"""Numbers that come from outside as text: only the ten digits of every keyboard, and only what a database can hold."""

import re

# What an id of the database is at most: 63 bits on both engines.
LARGEST_ID = 2**63 - 1

_DIGITS = re.compile(r"[0-9]+")


def is_digits(text: str, length: int | None = None) -> bool:
    """Tell whether `text` is digits 0 to 9 and nothing else, `length` of them if given.

    Python's own test of text says yes to "²", which `int` refuses, and to digits of other scripts.
    """
    return bool(_DIGITS.fullmatch(text)) and length in {None, len(text)}


def whole_number(text: str | None, *, most: int = LARGEST_ID) -> int | None:
    """Return the number that `text` writes in decimal digits; None when it is none, or more than `most`."""
    # The length is looked at first: thousands of digits are slow to read, and Python refuses them.
    if not text or not is_digits(text) or len(text.lstrip("0")) > len(str(most)):
        return None
    number = int(text.lstrip("0") or "0")
    return number if number <= most else None
