"""What a structure changes in the letter, its sentence or nothing said; what the team adds to a draft afterwards."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from cms.accounts.models import User
from cms.structures.models import StructurePage
from newsletter.issues.actions import NotNow, draft_of, void_changed_approval
from newsletter.issues.models import Issue, IssueState
from newsletter.issues.period import Period, parse_period
from newsletter.issues.wishes import LineWish, key_of, wishes_of
from newsletter.month.current import Month, correctable_until, extensions_of, month_of
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
    Issue.objects.select_for_update().filter(pk__in=Issue.objects.filter(period=period.key).values("pk")).first()
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


def late_lines(month: Month, now: datetime) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Return (kind, heading, line) of what became public after the draft was made and is not in it."""
    if month.issue is None or month.is_over:
        return []
    known = {key_of(line) for _kind, _heading, line in raw_lines(month, now)}
    known |= {key for key, wish in wishes_of(month.period).items() if wish.is_silent}
    return [
        (block["type"], block["value"]["heading"], line)
        for block in draft_of(period=month.period, now=now).content
        if block["type"] != "call"
        for line in block["value"]["entries"]
        if (line["code"] or block["type"] != "agenda") and key_of(line) not in known
    ]


@transaction.atomic
def add_late_line(*, issue_id: int, key: str, by: User, now: datetime) -> bool:
    """Put what came after the draft into it, in each block where it belongs; an approval is lost. Tell whether it was.

    Raises:
        NotNow: the letter is being sent or was sent.
    """
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    if not issue.is_editable:
        raise NotNow
    period = parse_period(issue.period)
    month = month_of(period) if period else None
    found = [one for one in late_lines(month, now) if key_of(one[2]) == key] if month else []
    if not found:
        return False
    for kind, heading, line in found:
        _put(issue, kind, heading, {**line, "show": True})
    issue.save(update_fields=["content"])
    issue.save_revision(user=by, clean=False)
    log(instance=issue, action="newsletter.late", user=by, timestamp=now, data={"title": found[0][2]["title"]})
    if issue.state == IssueState.APPROVED:
        void_changed_approval(issue_id=issue.pk, by=by, now=now)
    return True


def _put(issue: Issue, kind: str, heading: str, line: dict[str, Any]) -> None:
    """Add a line to the block of that kind and heading; a new block stands after the last of its kind, else first."""
    stream = issue.content
    blocks = list(stream)
    same = [block for block in blocks if block.block_type == kind and block.value["heading"] == heading]
    if same:
        entries = same[0].value["entries"]
        entries.append(entries.list_block.child_block.to_python(line))
        return
    last = max((index for index, block in enumerate(blocks) if block.block_type == kind), default=-1)
    child = stream.stream_block.child_blocks[kind]
    stream.insert(last + 1, (kind, child.to_python({"heading": heading, "entries": [line]})))
