"""Editions in the ledger and on the site: who receives which, one approval for all, an archive for each."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from agenda.catalogue.models import Entry
from branding.models import Brand
from cms.accounts.models import User
from cms.territories.models import Commune, Epci, Neighbour
from newsletter.delivery.actions import start_sending
from newsletter.delivery.models import Delivery
from newsletter.issues.actions import ChangedSinceRead, approve_issue, void_changed_approval
from newsletter.issues.cutting import Edition
from newsletter.issues.editions import editions_now, read_whereabouts
from newsletter.issues.letters import digest_of_editions, render_editions
from newsletter.issues.models import Issue
from newsletter.subscribers.models import LetterForm, Subscriber, SubscriberState
from tests.factories.entries import bulk_entries

THIRTY = 3  # of the tests


@pytest.fixture(autouse=True)
def _few_are_enough(settings: Settings) -> None:
    settings.NEWSLETTER_EDITION_FROM = THIRTY


def subscribe(commune: Commune, count: int, now: datetime, *, form: str = LetterForm.FULL) -> list[Subscriber]:
    return Subscriber.objects.bulk_create(
        Subscriber(
            email=f"{commune.insee}-{form}-{number}@example.org", commune=commune, form=form,
            state=SubscriberState.CONFIRMED, asked_at=now, confirmed_at=now,
        )
        for number in range(count)
    )  # fmt: skip


@pytest.fixture
def readers(nevers: Commune, clamecy: Commune, now: datetime) -> None:
    """Enough in Nevers for an edition, too few in Clamecy; one in each reads the short version."""
    subscribe(nevers, THIRTY, now)
    subscribe(nevers, 1, now, form=LetterForm.SHORT)
    subscribe(clamecy, THIRTY - 2, now)
    subscribe(clamecy, 1, now, form=LetterForm.SHORT)


def agenda_of(nevers: Commune, clamecy: Commune, issue: Issue) -> None:
    """Put one event of each territory into the letter."""
    bulk_entries(2, communes=[nevers, clamecy])
    codes = dict(Entry.objects.values_list("commune_insee", "code"))
    line = {"show": True, "line": "", "by": "", "url": "", "local": False}
    issue.content = issue._meta.get_field("content").stream_block.to_python(
        [
            {"type": "agenda", "value": {"heading": commune.epci.name, "epci": commune.epci_id, "entries": [
                {**line, "title": f"Atelier de {commune.name}", "code": codes[commune.insee]}]}}
            for commune in (nevers, clamecy)
        ]
    )  # fmt: skip
    issue.save()


@pytest.mark.postgres
def test_a_territory_with_enough_readers_has_an_edition_the_others_read_the_departements(
    readers: None, approved: Issue, now: datetime, moderator: User
) -> None:
    assert [edition.name for edition in editions_now()] == ["", "CA de Nevers"]
    start_sending(issue_id=approved.pk, by=moderator, now=now)
    received = {
        row.email: (row.rendition.name, row.rendition.form) for row in Delivery.objects.select_related("rendition")
    }
    assert received == {
        **{f"58194-full-{n}@example.org": ("CA de Nevers", "full") for n in range(THIRTY)},
        "58194-short-0@example.org": ("CA de Nevers", "short"),
        "58079-full-0@example.org": ("", "full"),
        "58079-short-0@example.org": ("", "short"),
    }


@pytest.mark.usefixtures("readers")
def test_one_approval_freezes_every_edition_in_both_forms(approved: Issue) -> None:
    assert sorted(approved.renditions.values_list("name", "form")) == [
        ("", "full"), ("", "short"), ("CA de Nevers", "full"), ("CA de Nevers", "short"),
    ]  # fmt: skip


@pytest.mark.usefixtures("readers")
def test_an_edition_that_appeared_after_reading_is_not_approved_unseen(
    issue: Issue, clamecy: Commune, moderator: User, now: datetime
) -> None:
    read = digest_of_editions(render_editions(issue))
    subscribe(clamecy, 9, now, form="full9")
    with pytest.raises(ChangedSinceRead):
        approve_issue(issue_id=issue.pk, by=moderator, read=read, now=now)


@pytest.mark.usefixtures("readers")
def test_a_reader_more_after_the_approval_does_not_take_it_back(
    approved: Issue, clamecy: Commune, moderator: User, now: datetime
) -> None:
    subscribe(clamecy, 9, now, form="full9")
    assert not void_changed_approval(issue_id=approved.pk, by=moderator, now=now)
    start_sending(issue_id=approved.pk, by=moderator, now=now)
    assert set(Delivery.objects.filter(email__startswith="58079").values_list("rendition__name", flat=True)) == {""}


@pytest.mark.usefixtures("readers")
def test_each_edition_has_its_own_page_and_leads_to_the_others(
    issue: Issue, nevers: Commune, clamecy: Commune, moderator: User, now: datetime, client: Client
) -> None:
    agenda_of(nevers, clamecy, issue)
    approve_issue(issue_id=issue.pk, by=moderator, now=now)
    address = reverse("newsletter:edition", args=[issue.slug, "ca-de-nevers"])
    assert client.get(address).status_code == 404, "nothing is public before it is sent"
    start_sending(issue_id=issue.pk, by=moderator, now=now)
    page = client.get(address).content.decode()
    assert "Atelier de Nevers" in page
    assert "Atelier de Clamecy" not in page
    assert f'href="{issue.path}"' in page
    whole = client.get(issue.path).content.decode()
    assert "Atelier de Clamecy" in whole
    assert f'href="{address}"' in whole
    assert address in client.get(reverse("newsletter:archive")).content.decode()
    assert client.get(reverse("newsletter:edition", args=[issue.slug, "atlantide"])).status_code == 404


@pytest.mark.postgres
def test_how_near_an_event_is_counts_from_the_nearest_commune_of_the_territory(
    nevers: Commune, clamecy: Commune
) -> None:
    village = Commune.objects.create(
        insee="58001", name="Village", search_name="village", departement="58", postal_codes="58000", epci=nevers.epci,
        population=100, latitude=47, longitude=3.2,
    )  # fmt: skip
    bulk_entries(1, communes=[clamecy])
    code = Entry.objects.get().code
    edition = Edition(siren=nevers.epci_id, name=nevers.epci.name, slug="x")
    for origin, metres in ((nevers, 45_000), (village, 12_000)):
        Neighbour.objects.create(origin=origin, target=clamecy, metres=metres)
    where = read_whereabouts({code}, [edition])
    assert where.epcis == {code: clamecy.epci_id}
    assert where.near[nevers.epci_id] == {code: 12_000}


@pytest.mark.usefixtures("readers")
def test_fourteen_editions_cost_as_many_queries_as_two(
    issue: Issue, nevers: Commune, clamecy: Commune, now: datetime
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as context:
            render_editions(issue)
        return len(context)

    agenda_of(nevers, clamecy, issue)
    before = queries()
    for number in range(12):
        epci = Epci.objects.create(siren=f"9000000{number:02d}", name=f"CC {number}")
        place = Commune.objects.create(
            insee=f"{number:05d}", name=f"C{number}",
            search_name=f"c{number}", departement="58", postal_codes="58000", epci=epci, population=1,
            latitude=47, longitude=3,
        )  # fmt: skip
        subscribe(place, THIRTY, now)
    issue.refresh_from_db()
    assert len(render_editions(issue)) >= 24
    assert queries() == before


@pytest.mark.usefixtures("readers")
def test_no_text_of_the_short_version_is_smaller_than_20_pixels(issue: Issue, brand: Brand) -> None:
    short = next(item for item in render_editions(issue) if item.form == LetterForm.SHORT)
    visible = re.sub(r"<!--\[if[^>]*>.*?<!\[endif\]-->", "", short.rendered.html, flags=re.DOTALL)
    sizes = {int(size) for size in re.findall(r"font-size:\s*(\d+)px", visible)} - {0, 1}
    assert min(sizes) >= 20, sizes
    assert "Lire la lettre complète" in short.rendered.html
    assert "Lire la lettre complète" in short.rendered.text
    assert "cher lecteur" not in short.rendered.text


@pytest.mark.usefixtures("readers")
def test_the_board_shows_the_editions_and_an_edition_is_tried_alone(
    issue: Issue, moderator: User, client: Client, mailoutbox: list
) -> None:
    client.force_login(moderator)
    page = client.get(reverse("letter:board", args=[issue.pk])).content.decode()
    assert "CA de Nevers" in page
    for query in ("edition=ca-de-nevers", "edition=ca-de-nevers&forme=courte", "edition="):
        shown = client.get(reverse("letter:preview", args=[issue.pk, "mail"]) + f"?{query}").content.decode()
        assert ("CA de Nevers</h1>" in shown or "– CA de Nevers" in shown) == ("ca-de" in query)
    dark = client.get(reverse("letter:preview", args=[issue.pk, "sombre"])).content.decode()
    assert "prefers-color-scheme: dark" not in dark
    assert client.get(reverse("letter:preview", args=[issue.pk, "mail"]) + "?edition=x").status_code == 404
    client.post(reverse("letter:send_test", args=[issue.pk]), {"edition": "ca-de-nevers", "forme": "courte"})
    assert "CA de Nevers" in mailoutbox[0].body
    assert "Lire la lettre complète" in mailoutbox[0].body


@pytest.mark.usefixtures("readers")
def test_people_without_epci_read_the_departements_edition(approved: Issue, moderator: User, now: datetime) -> None:
    alone = Commune.objects.create(
        insee="22113", name="Île", search_name="ile", departement="22", postal_codes="22000", epci=None,
        population=100, latitude=48, longitude=-3,
    )  # fmt: skip
    subscribe(alone, THIRTY + 5, now + timedelta(minutes=1))
    start_sending(issue_id=approved.pk, by=moderator, now=now)
    rows = Delivery.objects.filter(email__startswith="22113")
    assert set(rows.values_list("rendition__edition", flat=True)) == {""}
