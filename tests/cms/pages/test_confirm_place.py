"""The freshness mail and its page: one link, one button, nothing by GET, dead after the next mail."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from agenda.places.freshness import ask_confirmations, confirmation_token, stale_places
from agenda.places.hours_form import to_typed
from agenda.places.models import PlacePage
from agenda.places.records import PlaceCorrection, PlaceRecord
from cms.accounts.models import User
from cms.structures.models import StructurePage
from tests.factories.places_life import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(structure_a: StructurePage) -> PlacePage:
    """A place that was published long ago and never confirmed."""
    place = make_place(structure_a, email="lieu@example.org", hours="Mo 09:00-12:00")
    PlaceRecord.objects.filter(page=place).update(first_published_at=timezone.now() - timedelta(days=300))
    return PlacePage.objects.get(pk=place.pk)


def link_of(place: PlacePage) -> str:
    """Ask, and return the path of the link."""
    ask_confirmations(now=timezone.now())
    return f"/lieux/confirmer/{confirmation_token(PlacePage.objects.get(pk=place.pk))}/"


def test_a_place_is_asked_once_in_six_months_by_one_plain_mail(old: PlacePage, structure_a: StructurePage) -> None:
    """Addressed to the place, with what is published and one link."""
    make_place(structure_a, title="Tout récent")
    now = timezone.now()
    assert ask_confirmations(now=now) == [old]
    assert ask_confirmations(now=now) == []
    (sent,) = mail.outbox
    assert sent.to == ["lieu@example.org"]
    assert "01 99 00 00 01" in sent.body.replace("\u00a0", " ")
    assert "lundi" in sent.body
    assert sent.body.count("http") == 1
    assert ask_confirmations(now=now + timedelta(days=190)) != []


def test_a_run_asks_a_few_only(old: PlacePage, structure_a: StructurePage) -> None:
    """The rest is asked on other days."""
    other = make_place(structure_a, title="Un autre")
    PlaceRecord.objects.filter(page=other).update(first_published_at=timezone.now() - timedelta(days=300))
    assert [len(ask_confirmations(now=timezone.now(), limit=1)) for _day in range(3)] == [1, 1, 0]


def test_a_place_that_nobody_reads_for_is_not_asked(old: PlacePage, structure_a: StructurePage) -> None:
    """Nor claimed: as soon as there is an address, its mail goes out; it takes nobody else's turn."""
    PlacePage.objects.filter(pk=old.pk).update(email="")
    StructurePage.objects.filter(pk=structure_a.pk).update(email="")
    people = User.objects.filter(memberships__structure=structure_a)
    people.update(is_active=False)
    other = make_place(structure_a, title="Un autre", email="autre@example.org")
    PlaceRecord.objects.filter(page=other).update(first_published_at=timezone.now() - timedelta(days=300))
    now = timezone.now()
    assert ask_confirmations(now=now, limit=1) == [other]
    assert ask_confirmations(now=now) == []
    assert PlaceRecord.objects.get(page=old).asked_at is None
    StructurePage.objects.filter(pk=structure_a.pk).update(email="accueil@example.org")
    assert ask_confirmations(now=now) == [old]
    assert mail.outbox[-1].to == ["accueil@example.org"]


def test_the_page_tells_the_last_confirmation(old: PlacePage, client: Client) -> None:
    """A confirmation that the page's own day does not know counts too."""
    PlacePage.objects.filter(pk=old.pk).update(updated_date=date(2026, 1, 5))
    PlaceRecord.objects.filter(page=old).update(confirmed_at=datetime(2026, 3, 9, 12, tzinfo=UTC))
    assert "vérifiées le 9 mars 2026" in client.get(old.permanent_path, follow=True).content.decode().replace(
        "\u00a0", " "
    )


def test_looking_changes_nothing_and_is_not_indexed(old: PlacePage, client: Client) -> None:
    """A mail scanner may follow the link as often as it likes."""
    url = link_of(old)
    for query in ("", "?corriger=1", "?fait=juste"):
        answer = client.get(url + query)
        assert answer.status_code == 200
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
    assert PlaceRecord.objects.get(page=old).confirmed_at is None
    assert not PlaceCorrection.objects.exists()


def test_one_button_confirms(old: PlacePage, client: Client) -> None:
    """The day shows on the public page, and the place is not stale any more."""
    answer = Client(enforce_csrf_checks=True).post(link_of(old), {"reponse": "juste"}, follow=True)
    assert "c’est confirmé" in answer.content.decode()
    assert "Informations vérifiées le" in client.get(f"/l/{old.code}", follow=True).content.decode()
    assert not stale_places(timezone.now()).exists()


def test_what_was_wrong_is_corrected_and_told(old: PlacePage, partner_a: User, moderator: User, client: Client) -> None:
    """Live at once; structure, its people and the team get one mail each with old and new."""
    url = link_of(old)
    mail.outbox.clear()
    typed = {"phone": "01 99 00 12 34", "hours": "lundi 9h-12h", "email": "lieu@example.org", "website": ""}
    answer = client.post(url + "?corriger=1", typed, follow=True)
    assert "c’est corrigé" in answer.content.decode()
    assert PlacePage.objects.get(pk=old.pk).phone == "+33199001234"
    assert list(PlaceCorrection.objects.get().after) == ["phone"]
    told = sorted(address for message in mail.outbox for address in message.to)
    assert told == ["alice@example.org", "camille@example.org", "lefil@example.org"]
    assert "avant : 01 99 00 00 01" in mail.outbox[0].body.replace("\u00a0", " ")
    assert "maintenant : 01 99 00 12 34" in mail.outbox[0].body.replace("\u00a0", " ")


def test_hours_are_corrected_in_the_week_s_table_and_never_shown_as_code(old: PlacePage, client: Client) -> None:
    """The public reads days and hours; the syntax of the register stays inside."""
    PlacePage.objects.filter(pk=old.pk).update(hours="Mo 09:00-12:00; We[1] 14:00-17:00; PH off")
    url = link_of(old) + "?corriger=1"
    html = client.get(url).content.decode().replace("&#x27;", "'")
    visible, hidden = re.subn(r'<input type="hidden" name="hours-stored"[^>]*>', "", html)
    assert hidden == 1
    assert 'value="9h"' in visible
    assert "1er mercredi du mois" in visible
    for code in ("We[1]", "09:00", "PH off"):
        assert code not in visible
    data = to_typed(PlacePage.objects.get(pk=old.pk).hours)
    posted = {f"hours-{n}-{part}": text for n, cells in enumerate(data["days"]) for part, text in cells.items()}
    posted |= {"hours-closed_on_holidays": "1", "hours-comment": "", "hours-special": data["special"]}
    posted |= {"hours-stored": data["stored"], "phone": old.phone_display, "email": old.email, "website": ""}
    client.post(url, posted)
    assert not PlaceCorrection.objects.exists()
    client.post(url, posted | {"hours-0-am_to": "12h30"})
    assert PlaceCorrection.objects.get().after == {"hours": "Mo 09:00-12:30; We[1] 14:00-17:00; PH off"}


def test_a_wrong_value_is_said_where_it_stands_and_nothing_typed_is_lost(old: PlacePage, client: Client) -> None:
    """Four digits are no phone."""
    typed = {"phone": "1234567", "hours": "lundi 9h-12h", "email": "nouveau@example.org", "website": ""}
    answer = client.post(link_of(old) + "?corriger=1", typed)
    assert answer.status_code == 422
    assert "1234567" in answer.content.decode()
    assert "nouveau@example.org" in answer.content.decode()
    assert PlacePage.objects.get(pk=old.pk).email == "lieu@example.org"


def test_closed_is_told_to_the_team_once_and_nothing_vanishes(old: PlacePage, moderator: User, client: Client) -> None:
    """A person decides."""
    url = link_of(old)
    mail.outbox.clear()
    for _twice in range(2):
        client.post(url, {"reponse": "ferme"})
    assert [message.to for message in mail.outbox] == [["camille@example.org"]]
    assert PlacePage.objects.get(pk=old.pk).live


@pytest.mark.parametrize("age", [timedelta(days=91), timedelta(0)])
def test_an_old_or_replaced_link_says_what_to_do(
    old: PlacePage, client: Client, age: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dead after ninety days, and as soon as a later mail was sent."""
    url = link_of(old)
    if age:
        later = (timezone.now() + age).timestamp()
        monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    else:
        PlaceRecord.objects.filter(page=old).update(asked_at=datetime.now(tz=timezone.get_current_timezone()))
    for answer in (client.get(url), client.post(url, {"reponse": "juste"}), client.get("/lieux/confirmer/abc/")):
        assert answer.status_code == 410
        assert "Ce lien ne marche plus" in answer.content.decode()
