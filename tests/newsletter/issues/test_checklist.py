"""What must be in order before a letter is approved, and the lines that changed since it last was."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from agenda.catalogue.models import Entry
from branding.models import Brand
from cms.accounts.models import User
from cms.territories.models import Commune
from newsletter.issues.actions import NotReady, approve_issue, untick_called_off
from newsletter.issues.changes import changes_since
from newsletter.issues.checklist import Level, examine, stops
from newsletter.issues.letters import RenderedEdition, render_editions
from newsletter.issues.models import Issue, IssueState
from newsletter.rendering.letter import Kind, Picture, Section
from tests.factories.entries import bulk_entries


def levels(issue: Issue, rendered: list[RenderedEdition], now: datetime) -> dict[str, str]:
    return {finding.subject: finding.level for finding in examine(issue, rendered, now=now)}


def with_line(issue: Issue, **changes: str) -> Issue:
    """Give the letter's first line another link or code."""
    line = issue.content[0].value["entries"][0]
    line.update(changes)
    issue.save()
    return issue


def test_a_letter_in_order_is_green(issue: Issue, now: datetime) -> None:
    assert set(levels(issue, render_editions(issue), now).values()) == {Level.FINE}


@pytest.mark.parametrize("alt", ["IMG_2034.jpg", "image1", "Photo", "DSC-0012", " "])
def test_the_name_of_a_file_does_not_say_what_a_picture_shows(issue: Issue, now: datetime, alt: str) -> None:
    [first, *rest] = render_editions(issue)
    picture = Section(Kind.PICTURE, picture=Picture("http://localhost:8000/x.jpg", 10, 10, alt))
    rendered = [replace(first, letter=replace(first.letter, sections=(*first.letter.sections, picture))), *rest]
    assert levels(issue, rendered, now)["Images"] == Level.STOP
    said = replace(picture, picture=Picture("http://localhost:8000/x.jpg", 10, 10, "Une image de l’atelier photo"))
    rendered[0] = replace(first, letter=replace(first.letter, sections=(said,)))
    assert levels(issue, rendered, now)["Images"] == Level.FINE


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8000/nulle-part/",
        "http://localhost:8000/e/zzzzzz",
        "https://",
        "ftp://example.org/x",
        "javascript:x",
    ],
)
def test_a_link_that_leads_nowhere_forbids_the_approval(issue: Issue, now: datetime, moderator: User, url: str) -> None:
    with_line(issue, code="", url=url)
    with pytest.raises(NotReady, match="mènent nulle part"):
        approve_issue(issue_id=issue.pk, by=moderator, now=now)


@pytest.mark.parametrize(
    "url", ["http://localhost:8000/agenda/?epci=1", "https://www.example.org/a", "http://localhost:8000/lettre/"]
)
def test_a_link_that_leads_somewhere_does_not(issue: Issue, now: datetime, url: str) -> None:
    assert stops(examine(issue, render_editions(with_line(issue, code="", url=url)), now=now)) == []


def test_an_event_that_will_be_over_is_told_and_unticked_by_the_same_button(
    issue: Issue, nevers: Commune, moderator: User
) -> None:
    [entry] = bulk_entries(1, [nevers], first_day=datetime(2026, 12, 3, 9, tzinfo=UTC), sittings=1)
    with_line(issue, code=entry.code)
    for day, level in ((2, Level.FINE), (5, Level.STOP)):
        assert levels(issue, render_editions(issue), datetime(2026, 12, day, 9, tzinfo=UTC))["Dates"] == level
    late = datetime(2026, 12, 5, 9, tzinfo=UTC)
    issue.send_at = late
    assert levels(issue, render_editions(issue), datetime(2026, 12, 1, 9, tzinfo=UTC))["Dates"] == Level.STOP
    assert untick_called_off(issue_id=issue.pk, by=moderator, now=late) == 1


def test_a_subject_longer_than_a_phone_shows_and_an_empty_agenda_are_only_told(
    issue: Issue, now: datetime, moderator: User
) -> None:
    issue.subject = "Très long " * 8
    Entry.objects.all().delete()
    with_line(issue, code="", url="")
    found = levels(issue, render_editions(issue), now)
    assert (found["Objet"], found["Territoires"]) == (Level.LOOK, Level.LOOK)
    assert approve_issue(issue_id=issue.pk, by=moderator, now=now).state == IssueState.APPROVED


def test_colours_that_nobody_can_read_forbid_the_approval(issue: Issue, brand: Brand, now: datetime) -> None:
    rendered = render_editions(issue)
    Brand.objects.update(colour_ink="#dddddd")
    assert levels(issue, rendered, now)["Couleurs"] == Level.STOP


def test_checks_cost_the_same_for_two_lines_and_for_forty(
    issue: Issue, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    entries = issue.content[0].value["entries"]
    entries.append({**entries[0], "code": "", "url": "http://localhost:8000/p/"})
    issue.save()
    rendered = render_editions(issue)
    with CaptureQueriesContext(connection) as two:
        examine(issue, rendered, now=now)
    entries = issue.content[0].value["entries"]
    for number in range(40):
        entries.append({**entries[0], "code": "", "url": f"http://localhost:8000/p{number}/"})
    issue.save()
    rendered = render_editions(issue)
    with django_assert_num_queries(len(two)):
        assert stops(examine(issue, rendered, now=now))


def test_only_the_lines_that_changed_are_shown_and_where(approved: Issue, moderator: User, now: datetime) -> None:
    frozen = list(approved.renditions.all())
    assert changes_since(frozen, render_editions(approved)) == []
    approved.content[0].value["entries"][0]["line"] = "Samedi 12 décembre à 15 h – Médiathèque, Nevers"
    approved.save()
    (change,) = changes_since(frozen, render_editions(approved))
    assert change.editions == ("",)
    assert [line.split(" – ")[1] for line in change.removed] == ["Samedi 12 décembre à 14 h"]
    assert [line.split(" – ")[1] for line in change.added] == ["Samedi 12 décembre à 15 h"]
    assert changes_since([], render_editions(approved)) == []


def test_a_new_brand_changes_the_layout_and_no_line(approved: Issue, brand: Brand) -> None:
    frozen = list(approved.renditions.all())
    brand.colour_primary = "#0a3d52"
    brand.save()
    (change,) = changes_since(frozen, render_editions(approved))
    assert (change.removed, change.added) == ((), ())


def test_the_board_tells_what_is_to_be_mended_and_what_changed(
    client: Client, approved: Issue, moderator: User
) -> None:
    client.force_login(moderator)
    edited = with_line(approved, code="", url="http://localhost:8000/nulle-part/")
    Issue.objects.filter(pk=edited.pk).update(state=IssueState.DRAFT)
    page = client.get(reverse("letter:board", args=[approved.pk])).content.decode()
    assert "letter-board__check--stop" in page
    assert "Ce qui a changé depuis l’approbation" in page
    assert re.search(r"<ins>[^<]*nulle-part", page)
    read = re.search(r'name="read" value="([0-9a-f]{64})"', page)
    assert read
    answer = client.post(reverse("letter:approve", args=[approved.pk]), {"read": read[1]}, follow=True)
    assert "mènent nulle part" in answer.content.decode()
    approved.refresh_from_db()
    assert approved.state == IssueState.DRAFT
