"""The desk's pages about organising together, and the mails."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from agenda.events.coorganisers import CoOrganiser, CoOrganiserState
from agenda.events.coorganising import ask_to_join
from cms.accounts.models import User
from cms.structures.models import StructurePage
from cms.structures.people import Membership, Role
from tests.cast import draft_event, publish_event

Browser = Callable[[User], Client]


def test_a_partner_asks_and_the_owner_accepts_by_two_taps(
    client_of: Browser,
    structure_a: StructurePage,
    structure_b: StructurePage,
    partner_a: User,
    partner_b: User,
    mail_queue: type[Email],
) -> None:
    event = publish_event(structure_a)
    asking = client_of(partner_b)
    address = f"/mon-espace/evenements/{event.pk}/rejoindre/"
    assert "Rejoindre comme co-organisateur" in asking.get(address).content.decode()
    answer = asking.post(address, {"structure": structure_b.pk, "message": "On anime l’atelier."}, follow=True)
    assert "En attente de réponse" in answer.content.decode()
    asking.post(address, {"structure": structure_b.pk, "message": "On anime l’atelier."})
    row = CoOrganiser.objects.get()
    mail = mail_queue.objects.get()
    assert mail.to == [partner_a.email]
    assert "On anime l’atelier." in mail.message
    assert f"/mon-espace/co-organisation/{row.pk}/" in mail.message
    owner = client_of(partner_a)
    assert "Accepter" in owner.get(f"/mon-espace/co-organisation/{row.pk}/").content.decode()
    assert structure_b.title in owner.get("/mon-espace/co-organisation/").content.decode()
    mail_queue.objects.all().delete()
    owner.post(f"/mon-espace/co-organisation/{row.pk}/", {"reponse": "oui"})
    row.refresh_from_db()
    assert row.state == CoOrganiserState.ACCEPTED
    assert {address for mail in mail_queue.objects.all() for address in mail.to} == {
        partner_b.email,
        structure_b.email,
    }
    assert "C’est accepté" in mail_queue.objects.first().message
    mail_queue.objects.all().delete()
    asking.post(f"/mon-espace/co-organisation/{row.pk}/", {"reponse": "quitter"})
    row.refresh_from_db()
    assert row.state == CoOrganiserState.LEFT
    assert partner_a.email in {address for mail in mail_queue.objects.all() for address in mail.to}


def test_what_is_not_ones_own_does_not_exist(
    client_of: Browser,
    client: Client,
    structure_a: StructurePage,
    structure_b: StructurePage,
    partner_a: User,
    partner_b: User,
    moderator: User,
) -> None:
    event, draft = publish_event(structure_a), draft_event(structure_a, title="Secret")
    row = ask_to_join(event=event, structure=structure_b, by=partner_b, now=timezone.now())
    assert client_of(partner_b).get(f"/mon-espace/evenements/{draft.pk}/rejoindre/").status_code == 404
    assert client_of(partner_a).get(f"/mon-espace/evenements/{event.pk}/rejoindre/").status_code == 404
    assert client_of(partner_b).get("/mon-espace/co-organisation/999999999999999999999/").status_code == 404
    assert client.get(f"/mon-espace/co-organisation/{row.pk}/").status_code == 302
    assert client_of(moderator).get(f"/mon-espace/co-organisation/{row.pk}/").status_code == 200
    refused = client_of(partner_b).post(f"/mon-espace/co-organisation/{row.pk}/", {"reponse": "oui"}, follow=True)
    assert refused.status_code == 200
    row.refresh_from_db()
    assert row.state == CoOrganiserState.ASKED
    wrong = client_of(partner_b).post(f"/mon-espace/evenements/{event.pk}/rejoindre/", {"structure": structure_a.pk})
    assert wrong.status_code == 422


def test_a_contributor_of_the_owner_reads_the_request_and_who_answers_it(
    client_of: Browser,
    structure_a: StructurePage,
    structure_b: StructurePage,
    partner_a: User,
    partner_b: User,
    contributor: User,
) -> None:
    row = ask_to_join(event=publish_event(structure_a), structure=structure_b, by=partner_b, now=timezone.now())
    desk, address = client_of(contributor), f"/mon-espace/co-organisation/{row.pk}/"
    for listing in ("/mon-espace/", "/mon-espace/co-organisation/"):
        told = desk.get(listing).content.decode()
        assert f'href="{address}">Voir<' in told
        assert f'href="{address}">Répondre<' not in told
    told = desk.get(address).content.decode()
    assert f"{partner_a.get_full_name()} répond pour" in told
    assert 'name="reponse"' not in told
    answered = desk.post(address, {"reponse": "oui"}, follow=True).content.decode()
    assert "Ce n’est pas à vous d’en décider" in answered
    row.refresh_from_db()
    assert row.state == CoOrganiserState.ASKED
    assert f'href="{address}">Répondre<' in client_of(partner_a).get("/mon-espace/").content.decode()


def test_where_only_contributors_write_the_team_answers_and_the_mail_says_so(
    client_of: Browser,
    structure_a: StructurePage,
    structure_b: StructurePage,
    partner_a: User,
    partner_b: User,
    mail_queue: type[Email],
) -> None:
    Membership.objects.filter(user=partner_a).update(role=Role.CONTRIBUTOR)
    row = ask_to_join(event=publish_event(structure_a), structure=structure_b, by=partner_b, now=timezone.now())
    (mail,) = [mail for mail in mail_queue.objects.all() if mail.to == [partner_a.email]]
    assert "L’équipe communication répond pour vous" in mail.message
    assert "Accepter" not in mail.message
    told = client_of(partner_a).get(f"/mon-espace/co-organisation/{row.pk}/").content.decode()
    assert "L’équipe communication répond pour" in told


@pytest.mark.once
def test_reading_changes_nothing(
    client_of: Browser, structure_a: StructurePage, structure_b: StructurePage, partner_a: User, partner_b: User
) -> None:
    row = ask_to_join(event=publish_event(structure_a), structure=structure_b, by=partner_b, now=timezone.now())
    client_of(partner_a).get(f"/mon-espace/co-organisation/{row.pk}/")
    row.refresh_from_db()
    assert row.state == CoOrganiserState.ASKED
