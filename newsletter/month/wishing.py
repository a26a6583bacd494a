"""What a structure changes in the letter: its sentence, or nothing said; the draft follows at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from cms.accounts.models import User
from cms.structures.models import StructurePage
from newsletter.issues.actions import draft_of
from newsletter.issues.models import Issue
from newsletter.issues.period import Period
from newsletter.issues.wishes import LineWish, key_of
from newsletter.month.current import correctable_until, extensions_of, month_of
from newsletter.month.said import own_pages, raw_lines, why_closed

MOST_CHARACTERS = 280


class Closed(Exception):
    """The structure may not correct any more; `why` is the word of `said.why_closed`."""

    def __init__(self, why: str) -> None:
        """Keep why."""
        super().__init__(why)
        self.why = why


class NotYours(Exception):
    """No line of the letter with that key is the structure's own, or it holds no sentence of the structure."""


@transaction.atomic
def reword_line(
    *, structure: StructurePage, period: Period, key: str, sentence: str, by: User, now: datetime
) -> LineWish:
    """Let a line of the letter say another sentence, in the draft too; the structure's page stays as it is.

    Raises:
        Closed: the letter is approved, sent, or the day is over.
        NotYours: the line is somebody else's, or only tells dates.
    """
    kind, wish = _wish(structure, period, key, by, now)
    if kind == "agenda":
        raise NotYours
    wish.sentence, wish.is_silent = " ".join(sentence.split())[:MOST_CHARACTERS], False
    wish.save()
    log(instance=structure, action="newsletter.reword", user=by, timestamp=now, data={"title": wish.title})
    _follow(period, wish, by, now, reworded=True)
    return wish


@transaction.atomic
def silence_line(
    *, structure: StructurePage, period: Period, key: str, silent: bool, by: User, now: datetime
) -> LineWish:
    """Let the letter say nothing of something, or say it again; raises like `reword_line`."""
    _kind, wish = _wish(structure, period, key, by, now)
    wish.is_silent = silent
    wish.save()
    action = "newsletter.silence" if silent else "newsletter.unsilence"
    log(instance=structure, action=action, user=by, timestamp=now, data={"title": wish.title})
    _follow(period, wish, by, now, reworded=False)
    return wish


def _wish(structure: StructurePage, period: Period, key: str, by: User, now: datetime) -> tuple[str, LineWish]:
    # The draft's row is the lock: an approval at the same moment comes before or after, never between.
    Issue.objects.select_for_update().filter(period=period.key).first()
    month = month_of(period)
    why = why_closed(month, correctable_until(month, extensions_of(period).get(structure.pk)), now)
    if why:
        raise Closed(why)
    own = own_pages(structure, [key])
    found = [(kind, line) for kind, _heading, line in raw_lines(month, now) if key_of(line) == key]
    if key not in own or not own[key].is_ours or not found:
        raise NotYours
    # A line with a sentence before one with dates: an event that was proposed stands in both.
    kind, line = min(found, key=lambda one: one[0] == "agenda")
    wish = LineWish.objects.filter(period=period.key, key=key).first() or LineWish(
        structure=structure, period=period.key, key=key, title=line["title"],
        before=line["line"] if month.issue else "",
    )  # fmt: skip
    wish.at, wish.by = now, by
    return kind, wish


def _follow(period: Period, wish: LineWish, by: User, now: datetime, *, reworded: bool) -> None:
    """Bring the draft in step: ticked unless not wanted; reworded, the line is what the composer would write now."""
    issue = Issue.objects.filter(period=period.key).first()
    if issue is None:
        return
    made = _composed(period, wish.key, now) if reworded else {}
    for block in issue.content:
        for line in block.value.get("entries", ()):
            if key_of(line) == wish.key:
                line["show"] = not wish.is_silent
                if block.block_type != "agenda" and block.block_type in made:
                    line["line"] = made[block.block_type]["line"]
    issue.save(update_fields=["content"])
    issue.save_revision(user=by, clean=False)


def _composed(period: Period, key: str, now: datetime) -> dict[str, Mapping[str, Any]]:
    draft = draft_of(period=period, now=now)
    return {block["type"]: line for block in draft.content for line in block["value"]["entries"] if key_of(line) == key}
