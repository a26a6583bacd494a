"""Calls an issue sent: every row is final, none waits for the server's log, and all add up to the snapshot."""

from datetime import datetime

from django.db import transaction

from newsletter.delivery.models import OPEN, Delivery
from newsletter.delivery.reconcile import being_asked
from newsletter.issues.models import Issue, IssueState


class LedgerBroken(Exception):
    """The rows of an issue do not add up to its recipients: rows were added or deleted by hand."""


@transaction.atomic
def close_issue(*, issue_id: int, now: datetime) -> bool:
    """Call the issue sent once every row is final and all add up to the snapshot; tell whether it is.

    Raises:
        LedgerBroken: they do not add up.
    """
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    rows = Delivery.objects.filter(issue=issue)
    if issue.state != IssueState.SENDING or rows.filter(state__in=OPEN).exists() or being_asked(rows, now=now).exists():
        return False
    total = rows.count()
    if total != issue.recipients:
        raise LedgerBroken(f"issue {issue.period}: {total} rows for {issue.recipients} recipients")
    Issue.objects.filter(pk=issue_id).update(state=IssueState.SENT, sent_at=now, trouble="", trouble_at=None)
    return True
