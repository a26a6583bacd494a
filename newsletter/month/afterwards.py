"""What happened after the draft was made: what came late is added by the team, what changed is written anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from cms.accounts.models import User
from newsletter.issues.actions import NotNow, draft_of, void_changed_approval
from newsletter.issues.models import Issue, IssueState
from newsletter.issues.period import Period
from newsletter.issues.wishes import key_of, wishes_of
from newsletter.month.current import Month, month_of
from newsletter.month.said import raw_lines


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
    month = month_of(Period.of(issue.period))
    found = [one for one in late_lines(month, now) if key_of(one[2]) == key]
    if not found:
        return False
    for kind, heading, line in found:
        _put(issue, kind, heading, {**line, "show": True})
    _keep(issue, by, now, "newsletter.late", found[0][2]["title"])
    return True


@dataclass(frozen=True)
class Changed:
    """A line of the draft, and what the composer would write there now."""

    key: str
    kind: str
    title: str
    before: str
    after: str


def changed_lines(month: Month, now: datetime) -> list[Changed]:
    """Return the lines of the draft that would be written otherwise now: a page changed, or the team wrote by hand."""
    if month.issue is None or month.is_over:
        return []
    made = {
        (block["type"], key_of(line)): line
        for block in draft_of(period=month.period, now=now).content
        for line in block["value"]["entries"]
    }
    found = []
    for kind, _heading, line in raw_lines(month, now):
        fresh = made.get((kind, key_of(line))) if kind != "call" else None
        if fresh and line["show"] and (fresh["line"], fresh["title"]) != (line["line"], line["title"]):
            found.append(Changed(key_of(line), kind, fresh["title"], line["line"], fresh["line"]))
    return found


@transaction.atomic
def refresh_line(*, issue_id: int, key: str, kind: str, by: User, now: datetime) -> bool:
    """Write a line of the draft as its page says it now; an approval is lost. Tell whether anything changed.

    Raises:
        NotNow: the letter is being sent or was sent.
    """
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    if not issue.is_editable:
        raise NotNow
    changed = changed_lines(month_of(Period.of(issue.period)), now)
    found = next((one for one in changed if (one.key, one.kind) == (key, kind)), None)
    if found is None:
        return False
    for block in issue.content:
        for line in block.value.get("entries", ()) if block.block_type == kind else ():
            if key_of(line) == key:
                line["title"], line["line"] = found.title, found.after
    _keep(issue, by, now, "newsletter.refresh", found.title)
    return True


def _keep(issue: Issue, by: User, now: datetime, action: str, title: str) -> None:
    issue.save(update_fields=["content"])
    issue.save_revision(user=by, clean=False)
    log(instance=issue, action=action, user=by, timestamp=now, data={"title": title})
    if issue.state == IssueState.APPROVED:
        void_changed_approval(issue_id=issue.pk, by=by, now=now)


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
