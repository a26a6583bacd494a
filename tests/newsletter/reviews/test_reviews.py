"""Rereading without an account: a private address that ends, answers bound to the text read, four eyes where wanted."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from branding.models import Brand
from cms.accounts.models import User
from cms.foundation.hidden_tokens import hide_tokens
from newsletter.issues.actions import NotNow, SecondReaderNeeded, approve_issue
from newsletter.issues.models import Issue, IssueState
from newsletter.reviews.actions import (
    MOST_LINKS,
    OPEN_FOR,
    LinkClosed,
    TooManyLinks,
    answer_review,
    forget_reviewers,
    invite_reviewer,
    review_url,
    revoke_link,
)
from newsletter.reviews.models import ReviewAnswer, ReviewLink, Verdict
from newsletter.subscribers.models import Subscriber


@pytest.fixture
def link(issue: Issue, moderator: User) -> ReviewLink:
    """An address given just now; the page reads the real clock."""
    return invite_reviewer(issue_id=issue.pk, name="Mme la directrice", by=moderator, now=timezone.now())


@pytest.fixture
def path(link: ReviewLink) -> str:
    return review_url(link).removeprefix("http://localhost:8000")


def read_on(page: str) -> str:
    found = re.search(r'name="read" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def test_an_address_shows_the_draft_to_who_has_no_account_and_a_get_changes_nothing(
    client: Client, path: str, issue: Issue
) -> None:
    answer = client.get(path)
    page = answer.content.decode()
    assert "Déjouer les arnaques" in page
    assert "Ligne décochée" not in page
    assert "Mme la directrice" in page
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert client.head(path).status_code == 200
    assert not ReviewAnswer.objects.exists()


def test_the_mail_is_shown_with_its_own_styles_and_nothing_else(client: Client, path: str) -> None:
    for query in ("", "?forme=courte"):
        answer = client.get(f"{path}mail/{query}")
        assert "style-src 'unsafe-inline'" in answer["Content-Security-Policy"]
        assert "script-src" not in answer["Content-Security-Policy"]
        assert b"Ne plus recevoir" in answer.content
    assert client.get(f"{path}mail/?edition=ailleurs").status_code == 404


def test_good_to_be_sent_is_kept_with_name_and_digest_and_told_to_who_asked(
    client: Client, path: str, link: ReviewLink, moderator: User, mailoutbox: list[EmailMessage]
) -> None:
    read = read_on(client.get(path).content.decode())
    answer = client.post(
        path, {"name": "A. Dupont", "comment": "Très bien", "verdict": "good", "read": read}, follow=True
    )
    assert "Merci" in answer.content.decode()
    kept = ReviewAnswer.objects.get()
    assert (kept.verdict, kept.name, kept.comment, kept.digest) == (Verdict.GOOD, "A. Dupont", "Très bien", read)
    [mail] = mailoutbox
    assert mail.to == [moderator.email]
    assert "bon à diffuser" in mail.body
    assert "Très bien" in mail.body
    client.force_login(moderator)
    board = client.get(reverse("letter:board", args=[link.issue_id])).content.decode()
    assert "A. Dupont" in board
    assert "La lettre a changé depuis" not in board


def test_a_verdict_on_a_text_that_changed_is_not_kept_and_what_was_typed_is_not_lost(
    client: Client, path: str, issue: Issue
) -> None:
    read = read_on(client.get(path).content.decode())
    Issue.objects.filter(pk=issue.pk).update(editorial="<p>Changé.</p>")
    answer = client.post(path, {"name": "A. Dupont", "comment": "Deux fautes", "verdict": "mend", "read": read})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "a changé pendant" in page
    assert "Deux fautes" in page
    assert "Changé." in page
    assert not ReviewAnswer.objects.exists()
    client.post(path, {"name": "A. Dupont", "comment": "Deux fautes", "verdict": "comment", "read": read})
    assert ReviewAnswer.objects.get().verdict == Verdict.COMMENT


def test_to_be_corrected_needs_to_say_what(client: Client, path: str) -> None:
    read = read_on(client.get(path).content.decode())
    page = client.post(path, {"name": "A. Dupont", "comment": " ", "verdict": "mend", "read": read})
    assert page.status_code == 422
    assert "ce qu’il faut corriger" in page.content.decode()
    assert client.post(path, {"name": "", "verdict": "good", "read": read}).status_code == 422
    assert not ReviewAnswer.objects.exists()


@pytest.mark.parametrize("how", ["revoked", "ended", "sent"])
def test_a_closed_address_says_so_and_takes_no_answer(
    client: Client, path: str, link: ReviewLink, issue: Issue, moderator: User, how: str
) -> None:
    read = read_on(client.get(path).content.decode())
    if how == "revoked":
        revoke_link(link_id=link.pk, by=moderator, now=timezone.now())
    elif how == "ended":
        ReviewLink.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    else:
        Issue.objects.filter(pk=issue.pk).update(state=IssueState.SENDING)
    for answer in (
        client.get(path),
        client.get(f"{path}mail/"),
        client.post(path, {"name": "A", "verdict": "good", "read": read}),
    ):
        assert answer.status_code == 410
        assert "Déjouer" not in answer.content.decode()
    with pytest.raises(LinkClosed):
        answer_review(link_id=link.pk, verdict=Verdict.GOOD, name="A", comment="", read=read, now=timezone.now())
    assert not ReviewAnswer.objects.exists()


def test_a_made_up_address_or_one_of_another_purpose_leads_nowhere(client: Client, path: str, link: ReviewLink) -> None:
    signature = path.rstrip("/").rpartition("-")[2]
    for token in (f"{link.pk + 1}-{signature}", f"{link.pk}-{'a' * 24}", "x", f"{link.pk}-{signature[:-1]}"):
        assert client.get(reverse("newsletter:review", args=[token])).status_code == 404
    assert client.get(reverse("newsletter:unsubscribe", args=[f"{link.pk}-{signature}"])).status_code == 404
    assert not Subscriber.objects.exists()


def test_the_address_does_not_stand_in_our_log(path: str) -> None:
    assert path.rstrip("/").rpartition("/")[2] not in hide_tokens(f"Gone: {path}")
    assert hide_tokens("GET /programme/abc.ics") == "GET /programme/….ics"
    for name in ("lettre/mon-abonnement", "lettre/confirmer", "retours", "d"):
        assert hide_tokens(f'"GET /{name}/1-secret/x HTTP/1.1" 404') == f'"GET /{name}/…/x HTTP/1.1" 404'


def test_an_address_lasts_two_weeks_and_there_are_twenty_at_most(issue: Issue, moderator: User, now: datetime) -> None:
    links = [invite_reviewer(issue_id=issue.pk, name=f"P{n}", by=moderator, now=now) for n in range(MOST_LINKS)]
    assert links[0].ends_at - now == OPEN_FOR == timedelta(days=14)
    issue.refresh_from_db()
    assert issue.state == IssueState.IN_REVIEW
    with pytest.raises(TooManyLinks):
        invite_reviewer(issue_id=issue.pk, name="P20", by=moderator, now=now)
    revoke_link(link_id=links[0].pk, by=moderator, now=now)
    invite_reviewer(issue_id=issue.pk, name="P20", by=moderator, now=now)
    Issue.objects.filter(pk=issue.pk).update(state=IssueState.SENT)
    with pytest.raises(NotNow):
        invite_reviewer(issue_id=issue.pk, name="P21", by=moderator, now=now)


def test_the_team_makes_and_closes_addresses_on_the_board(client: Client, issue: Issue, moderator: User) -> None:
    client.force_login(moderator)
    page = client.post(
        reverse("letter:review", args=[issue.pk]), {"name": " M.  le maire "}, follow=True
    ).content.decode()
    link = ReviewLink.objects.get()
    assert link.name == "M. le maire"
    assert review_url(link) in page
    page = client.post(reverse("letter:revoke", args=[issue.pk, link.pk]), follow=True).content.decode()
    assert review_url(link) not in page
    client.post(reverse("letter:review", args=[issue.pk]), {"name": "  "})
    assert ReviewLink.objects.count() == 1


def test_four_eyes_where_wanted(issue: Issue, brand: Brand, moderator: User, link: ReviewLink, client: Client) -> None:
    other = User.objects.create_superuser("autre", "autre@example.org", "un-mot-de-passe-long")
    now = timezone.now()
    issue.save_revision(user=moderator, clean=False)
    assert approve_issue(issue_id=issue.pk, by=moderator, now=now).state == IssueState.APPROVED
    Issue.objects.filter(pk=issue.pk).update(state=IssueState.DRAFT)
    brand.four_eyes = True
    brand.save()
    with pytest.raises(SecondReaderNeeded):
        approve_issue(issue_id=issue.pk, by=moderator, now=now)
    assert approve_issue(issue_id=issue.pk, by=other, now=now).state == IssueState.APPROVED
    Issue.objects.filter(pk=issue.pk).update(state=IssueState.IN_REVIEW)
    client.force_login(moderator)
    board = reverse("letter:board", args=[issue.pk])
    read = read_on(client.get(board).content.decode())
    approve = reverse("letter:approve", args=[issue.pk])
    assert "une autre personne" in client.post(approve, {"read": read}, follow=True).content.decode()
    answer_review(link_id=link.pk, verdict=Verdict.GOOD, name="A", comment="", read=read, now=now)
    client.post(approve, {"read": read})
    issue.refresh_from_db()
    assert (issue.state, issue.approved_by) == (IssueState.APPROVED, moderator)


def test_names_and_remarks_are_forgotten_after_thirteen_months(link: ReviewLink, issue: Issue) -> None:
    now = timezone.now()
    ReviewAnswer.objects.create(link=link, verdict=Verdict.GOOD, name="A", comment="b", digest="c" * 64, at=now)
    assert forget_reviewers(now=now + timedelta(days=390)) == 0
    assert forget_reviewers(now=now + timedelta(days=400)) == 1
    assert ReviewAnswer.objects.values_list("name", "comment", "verdict").get() == ("", "", "good")
    assert ReviewLink.objects.get().name == ""
    assert forget_reviewers(now=now + timedelta(days=400)) == 0
