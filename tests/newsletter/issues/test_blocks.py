"""Blocks of the letter: hidden without being lost, a portrait, an editorial in election times; the archive's feed."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from branding.models import Brand
from cms.accounts.models import User
from cms.structures.actions import prepare_platform
from cms.structures.home import HomePage
from cms.structures.models import StructurePage
from newsletter.delivery.actions import start_sending
from newsletter.issues.blocks import PortraitBlock
from newsletter.issues.checklist import Level, examine
from newsletter.issues.letters import render_editions, render_issue
from newsletter.issues.models import Issue
from newsletter.subscribers.models import Subscriber


@pytest.fixture
def structure(db: None) -> StructurePage:
    """A structure below the home page."""
    prepare_platform(now=timezone.now())
    return HomePage.objects.get().add_child(instance=StructurePage(title="Les Connectés", summary="Du café."))


def put(issue: Issue, *blocks: dict[str, Any]) -> Issue:
    issue.content = issue._meta.get_field("content").stream_block.to_python(list(blocks))
    issue.save()
    return Issue.objects.get(pk=issue.pk)


def portrait(page: int, **value: Any) -> dict[str, Any]:
    return {"type": "portrait", "value": {"heading": "Portrait du mois", "page": page, **value}}


def test_a_hidden_block_is_kept_and_not_sent(issue: Issue) -> None:
    assert "À bientôt" in render_issue(issue).text.replace("**", "")
    issue.content[2].value["shown"] = False
    issue.save()
    kept = Issue.objects.get(pk=issue.pk)
    assert "bientôt" not in render_issue(kept).text
    assert kept.content[2].value["heading"] == "Le mot de la fin"
    assert [line["title"] for line in kept.lines()] == ["Déjouer les arnaques"]
    kept.content[0].value["shown"] = False
    assert list(kept.lines()) == []


def test_a_portrait_tells_of_a_structure_and_leads_to_its_page(issue: Issue, structure: StructurePage) -> None:
    structure.summary = "On apprend ensemble."
    structure.save()
    mail = render_issue(put(issue, portrait(structure.pk)))
    for part in (mail.html, mail.text):
        assert "Portrait du mois" in part
        assert structure.title in part
        assert "On apprend ensemble." in part
        assert structure.get_full_url() in part or structure.url in part
    mail = render_issue(put(issue, portrait(structure.pk, body="<p>Dix ans déjà.</p>")))
    assert "Dix ans déjà." in mail.text
    assert "On apprend ensemble." not in mail.text


def test_a_portrait_of_a_page_not_public_any_more_is_left_out(issue: Issue, structure: StructurePage) -> None:
    block = portrait(structure.pk)
    structure.unpublish()
    assert "Portrait du mois" not in render_issue(put(issue, block)).text
    structure.delete()
    assert "Portrait du mois" not in render_issue(put(issue, block)).text


@pytest.mark.django_db
def test_the_picture_of_a_portrait_says_what_it_shows(structure: StructurePage) -> None:
    image = Image.objects.create(title="x", file=get_test_image_file())
    block = PortraitBlock()
    value = block.to_python({"heading": "Portrait", "page": structure.pk, "image": image.pk, "alt": " "})
    with pytest.raises(ValidationError):
        block.clean(value)
    value["alt"] = "L’équipe devant la médiathèque"
    assert block.clean(value)["image"] == image


@pytest.mark.parametrize(
    ("editorial", "day", "level"),
    [
        ("<p>Le mot du <b>président</b> du conseil.</p>", 15, Level.LOOK),
        ("<p>Madame la maire de Nevers vous salue.</p>", 15, Level.LOOK),
        ("<p>Le mot du président.</p>", 28, Level.FINE),
        ("<p>La mairie est ouverte, les équipes vous saluent.</p>", 15, Level.FINE),
        ("", 15, Level.FINE),
    ],
)
def test_an_elected_official_in_an_election_period_is_recalled(
    issue: Issue, brand: Brand, editorial: str, day: int, level: Level
) -> None:
    brand.reserved_periods = "du 01/12/2026 au 20/12/2026 : municipales"
    brand.save()
    issue.editorial = editorial
    issue.save()
    now = datetime(2026, 12, day, 9, tzinfo=UTC)
    found = {finding.subject: finding for finding in examine(issue, render_editions(issue), now=now)}["Éditorial"]
    assert found.level == level
    assert ("municipales" in found.sentence) == (level == Level.LOOK)


def test_the_archive_is_a_feed_whose_bytes_come_from_the_letters(
    client: Client, approved: Issue, moderator: User, make_subscribers: Any, now: datetime
) -> None:
    address = reverse("newsletter:archive_feed")
    assert ET.fromstring(client.get(address).content).findall(".//item") == []  # noqa: S314 - our own
    make_subscribers(1)
    start_sending(issue_id=approved.pk, by=moderator, now=now)
    assert Subscriber.objects.count() == 1
    answer = client.get(address)
    [item] = ET.fromstring(answer.content).findall(".//item")  # noqa: S314 - our own
    said = {child.tag: child.text for child in item}
    assert (said["title"], said["link"], said["guid"]) == (approved.subject, approved.url, approved.url)
    assert parsedate_to_datetime(said["pubDate"] or "") == now
    assert client.get(address).content == answer.content
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert address in client.get(reverse("newsletter:archive")).content.decode()
