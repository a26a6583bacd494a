"""What the parser makes of real announcements: never wrong, and nearly always exact where a careful reader is."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agenda.recurrence.explaining import explain
from tests.agenda.recurrence.expected import (
    ANNOUNCEMENTS,
    HELD_OUT,
    ROUNDS,
    TYPED,
    announcements,
    asks,
    expand_expected,
)

EXACT, ASKED, OVER_ASKED, WRONG = "exact", "rightly asked", "over-asked", "WRONG"


def _verdict(item: dict[str, Any]) -> tuple[str, str]:
    """Return the verdict on an announcement, and what the parser said."""
    since, until = date.fromisoformat(item["from"]), date.fromisoformat(item["to"])
    found = explain(item["text"], since=since, until=until, zone=item["zone"])
    if found.question:
        return (ASKED if asks(item) else OVER_ASKED), found.question
    given = {
        (one.start.isoformat(timespec="minutes"), one.end.isoformat(timespec="minutes") if one.end else None)
        for one in found.sittings
    }
    exact = not asks(item) and given == expand_expected(item)
    return (EXACT if exact else WRONG), found.sentence


@pytest.mark.parametrize("path", [ANNOUNCEMENTS, HELD_OUT, TYPED, ROUNDS], ids=lambda path: path.stem)
def test_announcements_are_read_exactly_or_asked_about_and_never_wrongly(path: Path) -> None:
    read = [(item, *_verdict(item)) for item in announcements(path)]
    counts = {verdict: sum(found == verdict for _item, found, _said in read) for verdict in
              (EXACT, ASKED, OVER_ASKED, WRONG)}  # fmt: skip
    failures = [
        f"{verdict}: {item['text']!r} -> {said}" for item, verdict, said in read if verdict in {OVER_ASKED, WRONG}
    ]
    print(counts, *failures, sep="\n")
    assert counts[WRONG] == 0, "\n".join(failures)
    assert counts[EXACT] >= 0.9 * (counts[EXACT] + counts[OVER_ASKED]), "\n".join(failures)
    assert counts[EXACT] + counts[ASKED] >= 0.9 * len(read), "\n".join(failures)
