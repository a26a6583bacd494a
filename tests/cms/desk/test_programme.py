"""Partners read the programme at their desk: what concerns them, the private address, a deadline in time."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agenda.programme.dates import ItemDate
from agenda.programme.models import ProgrammeFeed, ProgrammeItem
from agenda.programme.pages import Audience
from cms.accounts.models import User
from cms.moderation.models import ModeratorScope
from cms.structures.models import StructurePage
from cms.structures.people import Membership, Role
from cms.structures.spaces import archive_space
from tests.cast import make_user
from tests.factories.programme import add_item, hours_on, in_days

ClientOf = Callable[[User], Client]
SCREEN = "desk:programme"


def text_at(client: Client, address: str) -> str:
    """Return a page's HTML with plain spaces."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def test_a_contributor_reads_what_concerns_their_structure_and_not_what_concerns_another(
    moderator: User, contributor: User, structure_a: StructurePage, structure_b: StructurePage, client_of: ClientOf
) -> None:
    add_item(moderator, title="Pour tous", text="Voir https://exemple.org <b>x</b>")
    add_item(moderator, hours_on(in_days(-20)), title="Déjà tenu")
    add_item(moderator, title="Pour B", audience=Audience.NAMED, structures=[structure_b])
    client = client_of(contributor)
    coming, past = text_at(client, reverse(SCREEN)), text_at(client, reverse(SCREEN) + "?quand=passe")
    assert "Pour tous" in coming
    assert "Déjà tenu" not in coming
    assert "Déjà tenu" in past
    assert "Pour B" not in coming + past + text_at(client, reverse("desk:home"))
    mine, theirs = ProgrammeItem.objects.get(title="Pour tous"), ProgrammeItem.objects.get(title="Pour B")
    shown = text_at(client, reverse("desk:programme_item", args=[mine.pk]))
    assert "&lt;b&gt;x&lt;/b&gt;" in shown
    assert "de 14 h à 16 h" in shown
    assert client.get(reverse("desk:programme_item", args=[theirs.pk])).status_code == 404
    assert client.get(f"{reverse(SCREEN)}?structure={structure_b.pk}").status_code == 404


def test_the_home_shows_the_next_dates_and_a_deadline_in_time(
    moderator: User, partner_a: User, client_of: ClientOf
) -> None:
    client, home = client_of(partner_a), reverse("desk:home")
    assert "Rien n’est prévu pour l’instant." in text_at(client, home)
    far = add_item(moderator, ItemDate.of_days(in_days(15), in_days(15)), title="Loin", kind="deadline")
    assert "Échéance dans" not in text_at(client, home)
    add_item(moderator, ItemDate.of_days(in_days(5), in_days(5)), title="Dépôt des dossiers", kind="deadline")
    add_item(moderator, ItemDate.of_days(in_days(6), in_days(6)), title="Annulée", kind="deadline", is_cancelled=True)
    html = text_at(client, home)
    assert "Échéance dans 5 jours" in html
    assert "une autre" not in html
    assert far.title in html
    add_item(moderator, ItemDate.of_days(in_days(0), in_days(0)), title="Dernier jour", kind="deadline")
    html = text_at(client, home)
    assert "Échéance aujourd’hui" in html
    assert "une autre" in html


def test_who_is_no_partner_reads_nothing(
    moderator: User, structure_a: StructurePage, partner_a: User, client_of: ClientOf
) -> None:
    add_item(moderator, title="Interne")
    item = ProgrammeItem.objects.get()
    addresses = [
        reverse(SCREEN),
        f"{reverse(SCREEN)}?structure={structure_a.pk}",
        reverse("desk:programme_item", args=[item.pk]),
    ]
    limited, stranger = make_user("lise@example.org", "Lise", "Moreau"), make_user("x@example.org", "X", "Y")
    ModeratorScope.objects.create(user=limited, structure=structure_a)
    for address in addresses:
        assert Client().get(address).status_code == 302
        for person in (limited, stranger):
            assert client_of(person).get(address).status_code == 404
    visited = client_of(limited).get(f"{reverse('desk:home')}?structure={structure_a.pk}").content.decode()
    assert "Interne" not in visited
    assert "programme/" not in visited
    archive_space(structure=structure_a, by=moderator, now=timezone.now())
    for address in addresses:
        assert client_of(partner_a).get(address).status_code == 404


def test_a_referent_makes_renews_and_takes_away_the_address_and_members_see_it(
    moderator: User, structure_a: StructurePage, partner_a: User, contributor: User, client_of: ClientOf
) -> None:
    Membership.objects.filter(user=partner_a).update(role=Role.REFERENT)
    referent, member = client_of(partner_a), client_of(contributor)
    act = reverse("desk:programme_feed")
    assert "Créer l’adresse" in text_at(referent, reverse(SCREEN))
    assert "Créer l’adresse" not in text_at(member, reverse(SCREEN))
    data = {"structure": str(structure_a.pk)}
    for verb in ("faire", "changer", "retirer"):
        assert member.post(act, {**data, "verb": verb}).status_code == 404
    assert referent.get(act).status_code == 405
    assert referent.post(act, {**data, "verb": "autre"}).status_code == 404
    found = []
    for verb in ("faire", "changer"):
        assert referent.post(act, {**data, "verb": verb}).status_code == 302
        answer = member.get(reverse(SCREEN))
        assert answer["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer["Cache-Control"]
        address = answer.context["address"].https
        assert address in answer.content.decode()
        found.append(address.removeprefix("http://localhost:8000"))
    assert found[0] != found[1]
    assert [Client().get(address).status_code for address in found] == [404, 200]
    assert referent.post(act, {**data, "verb": "retirer"}).status_code == 302
    assert Client().get(found[1]).status_code == 404
    assert not ProgrammeFeed.objects.exists()
    # The team may, for a structure whose referent is away.
    assert client_of(moderator).post(act, {**data, "verb": "faire"}).status_code == 302
    assert ProgrammeFeed.objects.get().made_by == moderator


@pytest.mark.parametrize("name", ["desk:programme", "desk:home"])
def test_the_screens_ask_as_many_queries_whatever_the_number(
    moderator: User, partner_a: User, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, name: str
) -> None:
    client, screen = client_of(partner_a), reverse(name)
    add_item(moderator, ItemDate.of_days(in_days(3), in_days(3)), kind="deadline")
    client.get(screen)
    with django_assert_num_queries(10 if name == SCREEN else 28) as few:
        client.get(screen)
    for number in range(10):
        add_item(moderator, ItemDate.of_days(in_days(number + 1), in_days(number + 2)), kind="deadline")
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(screen)
