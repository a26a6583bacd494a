"""Issues are told as they were sent and no sooner; the brand says whom to call."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from branding.models import Brand
from newsletter.issues.models import Issue, IssueState, Rendition
from newsletter.rendering.letter import Item, Kind, Letter, Section, letter_to_json
from tests.cms.api.conftest import Ask, titles

SENT_AT = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
LETTER = Letter(
    subject="Novembre près de chez vous",
    title="La lettre",
    month="novembre 2026",
    programme="Nièvre numérique",
    editorial='<p>Bonjour <b>vous</b>.</p><script>alert(1)</script><p><a href="/agenda/">L’agenda</a></p>',
    sections=(
        Section(
            Kind.AGENDA, heading="Autour de Nevers", items=(Item("Atelier", url="http://localhost:8000/e/abc234"),)
        ),
        Section(Kind.CALL, heading="Qui appeler ?", phone="01 99 00 58 58", hours="le matin"),
    ),
)
pytestmark = pytest.mark.django_db


def make_issue(period: str, state: str) -> Issue:
    issue = Issue.objects.create(period=period, slug=period, subject=LETTER.subject, state=state, sent_at=SENT_AT)
    Rendition.objects.create(
        issue=issue, subject=LETTER.subject, html="<p>à personne</p>", text="__ADRESSE-DE-DESABONNEMENT__",
        letter=letter_to_json(LETTER), source_hash="", made_at=SENT_AT,
    )  # fmt: skip
    return issue


def test_only_what_was_sent_is_told_latest_first(ask: Ask) -> None:
    for period, state in (("2026-10", IssueState.SENT), ("2026-11", IssueState.SENT), ("2026-12", IssueState.APPROVED)):
        make_issue(period, state)
    answer = ask("issues")
    assert [item["period"] for item in answer["items"]] == ["2026-11", "2026-10"]
    assert titles(answer) == ["Novembre près de chez vous"] * 2
    assert answer["items"][0]["sent_at"] == "2026-11-02T09:00:00+01:00"
    ask("issues/2026-12", status=404)


def test_one_issue_is_told_block_by_block_in_safe_html(ask: Ask, client: Client) -> None:
    make_issue("2026-11", IssueState.SENT)
    issue = ask("issues/2026-11")
    assert issue["editorial_html"].startswith("<p>Bonjour <b>vous</b>.</p>")
    assert "script" not in issue["editorial_html"]
    assert 'href="http://localhost:8000/agenda/"' in issue["editorial_html"]
    assert [section["kind"] for section in issue["sections"]] == ["agenda", "call"]
    assert issue["sections"][0]["items"][0]["url"] == "http://localhost:8000/e/abc234"
    assert "DESABONNEMENT" not in client.get("/api/v1/issues/2026-11").content.decode()


def test_the_brand_says_whom_to_call_and_whether_somebody_answers(ask: Ask, brand: Brand) -> None:
    told = ask("brand")
    assert (told["programme_name"], told["departement_code"]) == ("Nièvre numérique", "58")
    assert told["phone"].replace("\N{NO-BREAK SPACE}", " ") == "01 99 00 58 58"
    assert told["phone_uri"] == "tel:+33199005858"
    assert told["answers_now"]["is_open"] is True
    assert told["answers_now"]["sentence"]
    assert told["colours"]["primary"] == brand.colour_primary
    assert told["feed_url"] == "http://localhost:8000/flux/agenda.ics"


def test_a_brand_without_hours_does_not_guess(ask: Ask) -> None:
    told = ask("brand")
    assert told["answers_now"] is None
    assert told["phone"] == ""
