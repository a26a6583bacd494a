"""Content lines are folded at 75 octets, inside no character and no escape, and unfold to what they were."""

import random

import pytest

from agenda.catalogue.folding import refold

ALPHABET = ["a", "é", "€", "🙂", "\\\\", "\\,", "\\;", "\\n", " "]


@pytest.mark.once
def test_lines_are_folded_between_characters_and_escapes() -> None:
    chance = random.Random(58)
    for length in range(400):
        text = "".join(chance.choice(ALPHABET) for _n in range(length))
        line = f"SUMMARY:{text}".encode()
        pieces = refold(line + b"\r\n").removesuffix(b"\r\n").split(b"\r\n")
        assert all(len(piece) <= 75 for piece in pieces)
        assert pieces[0] + b"".join(piece.removeprefix(b" ") if n else b"" for n, piece in enumerate(pieces)) == line
        for piece in pieces:
            piece.decode()  # no character in two
            assert (len(piece) - len(piece.rstrip(b"\\"))) % 2 == 0  # no escape in two


@pytest.mark.once
def test_what_is_folded_already_is_folded_anew() -> None:
    line = b"DESCRIPTION:" + b"\\n" * 60
    assert refold(refold(line)) == refold(line)
    assert refold(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n") == b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
