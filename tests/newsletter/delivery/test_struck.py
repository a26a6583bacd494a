"""Mails of an event called off after the approval."""

from collections.abc import Callable
from datetime import datetime

from agenda.catalogue.models import Entry
from cms.accounts.models import User
from newsletter.delivery.actions import send_waiting, start_sending
from newsletter.issues.models import Issue
from newsletter.issues.striking import HTML_MARK, TEXT_MARK
from tests.newsletter.delivery.sink import Sink


def test_the_mails_that_leave_say_that_an_event_is_cancelled(
    approved: Issue, moderator: User, make_subscribers: Callable[[int], object], now: datetime, sink: Sink
) -> None:
    make_subscribers(1)
    before = {item.form: (item.html, item.text) for item in approved.renditions.all()}
    Entry.objects.filter(code="abc234").update(status="cancelled")
    start_sending(issue_id=approved.pk, by=moderator, now=now)
    for item in approved.renditions.all():
        assert item.struck == ["abc234"]
        assert (item.html.replace(HTML_MARK, ""), item.text.replace(TEXT_MARK, "")) == before[item.form]
        assert HTML_MARK in item.html
        assert TEXT_MARK in item.text
    send_waiting(issue_id=approved.pk, clock=lambda: now)
    assert len(sink.accepted) == 1
