"""Each mail of the corpus is taken for what its folder says, and has the consequences of newsletter.md §3.6."""

from datetime import datetime
from pathlib import Path

import pytest

from newsletter.delivery.events import DeliveryEvent, EventSource
from newsletter.delivery.models import Delivery
from newsletter.returns.intake import take_in
from newsletter.returns.models import ReturnedMail
from newsletter.subscribers.models import Subscriber, Suppression, SuppressionReason
from tests.newsletter.returns.conftest import CORPUS, about

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

MAILS = sorted(CORPUS.rglob("*.eml"))
# Folders whose mails are about a letter; the others count nothing.
SETS_ASIDE = {"address": SuppressionReason.HARD_BOUNCE, "complaint": SuppressionReason.COMPLAINT}
ABOUT_A_LETTER = {"address", "domain", "soft", "policy", "content", "delayed", "complaint"}


def test_the_corpus_is_there() -> None:
    assert len(MAILS) >= 90
    assert {path.parent.name for path in MAILS} == ABOUT_A_LETTER | {"automatic", "unclear", "person"}


@pytest.mark.parametrize("path", MAILS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_mail_means_what_its_folder_says(path: Path, sent: list[Delivery], now: datetime) -> None:
    row, meaning = sent[0], path.parent.name
    kept = take_in(raw=about(path, row), source=EventSource.MAIL, now=now)
    assert kept is not None
    told = list(DeliveryEvent.objects.values_list("delivery", "kind"))
    if meaning in ABOUT_A_LETTER:
        assert told == [(row.pk, meaning)]
        assert kept.delivery == row
    else:
        assert told == []
        assert (kept.kind, kept.delivery) == (meaning, None)
    reasons = list(Suppression.objects.values_list("reason", flat=True))
    assert reasons == ([SETS_ASIDE[meaning]] if meaning in SETS_ASIDE else [])
    receiving = set(Subscriber.objects.confirmed().values_list("email", flat=True))
    assert (row.email in receiving) == (meaning not in SETS_ASIDE)
    assert {other.email for other in sent[1:]} <= receiving


@pytest.mark.parametrize("path", MAILS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_same_mail_twice_counts_once(path: Path, sent: list[Delivery], now: datetime) -> None:
    raw = about(path, sent[0])
    assert take_in(raw=raw, source=EventSource.MAIL, now=now) is not None
    before = DeliveryEvent.objects.count()
    assert take_in(raw=raw, source=EventSource.WEBHOOK, now=now) is None
    assert DeliveryEvent.objects.count() == before
    assert ReturnedMail.objects.count() == 1


@pytest.mark.parametrize("state", ["queued", "leased", "deferred", "suppressed", "cancelled", "expired", "refused"])
@pytest.mark.parametrize(("meaning", "name"), [("address", "postfix-user-unknown"), ("complaint", "arf-rfc-example")])
def test_a_report_about_a_mail_that_never_left_is_forged(
    state: str, meaning: str, name: str, sent: list[Delivery], now: datetime
) -> None:
    Delivery.objects.filter(pk=sent[0].pk).update(state=state)
    take_in(raw=about(CORPUS / meaning / f"{name}.eml", sent[0]), source=EventSource.MAIL, now=now)
    assert not DeliveryEvent.objects.exists()
    assert not Suppression.objects.exists()


def test_a_row_whose_message_id_is_not_ours_is_not_believed(sent: list[Delivery], now: datetime) -> None:
    """Somebody who could write rows, or a purged one that carries a made-up Message-ID."""
    made_up = f"<2026-12.{'b' * 32}@lettre.example.org>"
    Delivery.objects.filter(pk=sent[0].pk).update(message_id=made_up)
    sent[0].message_id = made_up
    take_in(raw=about(CORPUS / "address" / "postfix-user-unknown.eml", sent[0]), source=EventSource.MAIL, now=now)
    assert not DeliveryEvent.objects.exists()
