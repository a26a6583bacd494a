"""What a sentence about dates means: the rule, the sentence said back, the sittings, what is skipped, or a question."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from agenda.recurrence.expansion import Sitting, Skipped, by_start, expand
from agenda.recurrence.questions import Ask
from agenda.recurrence.reading import Reading, read
from agenda.recurrence.sentences import reason_of, sentence_of, sittings_sentence


@dataclass(frozen=True)
class Explanation:
    """The answer to a sentence; without a `question` it is exact, with one nothing else is said."""

    reading: Reading | None = None
    sentence: str = ""
    sittings: tuple[Sitting, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    question: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the explanation as `manage.py explain_recurrence --json` prints it."""
        reading = self.reading
        return {
            "rule": None if reading is None else {
                "recurrence": _recurrence(reading),
                "slots": [_slot(one) for one in reading.sittings],
            },
            "sentence": self.sentence,
            "occurrences": [_slot(one) for one in self.sittings],
            "skipped": [{"date": one.date.isoformat(), "reason": reason_of(one)} for one in self.skipped],
            "question": self.question,
        }  # fmt: skip


def explain(text: str, *, since: date, until: date, zone: str) -> Explanation:
    """Return what a sentence means from a day to a day, both included; never raises for what the sentence says."""
    try:
        reading = read(text, today=since, until=until, zone=zone)
    except Ask as question:
        return Explanation(question=str(question))
    sittings = {one for one in reading.sittings if since <= one.start.date() <= until}
    skipped: set[Skipped] = set()
    for rule in reading.rules:
        found = expand(rule, until=until, zone=zone, since=since)
        sittings |= set(found.sittings)
        skipped |= set(found.skipped)
    # What one rule skips, another may hold.
    held = {one.start.date() for one in sittings} if len(reading.rules) > 1 else set()
    said = [sentence_of(rule) for rule in reading.rules]
    if reading.sittings:
        said.append(sittings_sentence(reading.sittings))
    told = tuple(sorted(one for one in skipped if one.date not in held))
    return Explanation(reading, " ; ".join(said), by_start(sittings), told)


def _recurrence(reading: Reading) -> dict[str, Any] | list[dict[str, Any]] | None:
    """Return the rule, the list of them where there are several, None where there is none."""
    rules = [rule.to_json() for rule in reading.rules]
    return rules[0] if len(rules) == 1 else rules or None


def _slot(one: Sitting) -> dict[str, str | None]:
    ends = one.end.isoformat(timespec="minutes") if one.end else None
    return {"start": one.start.isoformat(timespec="minutes"), "end": ends}
