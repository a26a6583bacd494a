"""A shared mailbox says who writes, once a session; the name stands in the history of what is done."""

import pytest
from django.test import Client
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from cms.accounts.models import User
from cms.accounts.writers import clean_writer, writer_of, writing
from cms.structures.models import StructurePage


@pytest.fixture
def shared(partner_a: User) -> User:
    partner_a.is_shared_mailbox = True
    partner_a.save()
    return partner_a


@pytest.mark.postgres
def test_the_name_is_asked_once_and_signs_what_follows(client: Client, shared: User) -> None:
    client.force_login(shared)
    asked = client.get("/mon-espace/compte/")
    assert asked.headers["Location"] == "/connexion/qui-ecrit/?next=%2Fmon-espace%2Fcompte%2F"
    assert "Qui écrit" in client.get(asked.headers["Location"]).content.decode()
    said = client.post("/connexion/qui-ecrit/", {"who_writes": "  Nadia   Ben Ali ", "next": "/mon-espace/compte/"})
    assert said.headers["Location"] == "/mon-espace/compte/"
    assert "Nadia Ben Ali" in client.get("/mon-espace/compte/").content.decode()
    client.post("/mon-espace/compte/mot-de-passe/retirer/")
    entry = ModelLogEntry.objects.get(action="cms.accounts.remove_password")
    assert writer_of(entry.data) == "Nadia Ben Ali"


def test_a_form_sent_before_is_kept_and_goes_with_the_name_in_one_press(client: Client, shared: User) -> None:
    client.force_login(shared)
    page = client.post("/mon-espace/compte/mot-de-passe/retirer/", {"title": "Un mot de nous"})
    assert page.status_code == 403
    assert 'name="who_writes"' in page.content.decode()
    assert shared.has_usable_password()
    sent = client.post("/mon-espace/compte/mot-de-passe/retirer/", {"title": "Un mot de nous", "who_writes": "Nadia"})
    assert sent.status_code == 302
    assert writer_of(ModelLogEntry.objects.get(action="cms.accounts.remove_password").data) == "Nadia"


@pytest.mark.parametrize("typed", ["", "   ", "123", "…", "\x1b[0m"])
def test_a_name_is_made_of_letters(typed: str, client: Client, shared: User) -> None:
    client.force_login(shared)
    assert client.post("/connexion/qui-ecrit/", {"who_writes": typed}).status_code == 200 or clean_writer(typed)


def test_accounts_of_one_person_are_not_asked(client: Client, partner_a: User) -> None:
    client.force_login(partner_a)
    assert client.get("/mon-espace/compte/").status_code == 200
    assert client.get("/connexion/qui-ecrit/").status_code == 404


def test_every_entry_of_the_time_carries_the_name_and_no_other(structure_a: StructurePage, partner_a: User) -> None:
    with writing("Nadia"):
        log(instance=structure_a, action="wagtail.edit", user=partner_a, data={"kept": 1})
    log(instance=structure_a, action="wagtail.edit", user=partner_a)
    later, first = PageLogEntry.objects.filter(action="wagtail.edit", user=partner_a).order_by("-pk")[:2]
    assert first.data == {"kept": 1, "written_by": "Nadia"}
    assert writer_of(later.data) == ""


def test_people_say_themselves_that_they_share_a_mailbox(client: Client, partner_a: User) -> None:
    client.force_login(partner_a)
    for _twice in range(2):
        client.post("/mon-espace/compte/messagerie/", {"shared": "1", "who_writes": "Nadia"})
    partner_a.refresh_from_db()
    assert partner_a.is_shared_mailbox
    assert ModelLogEntry.objects.filter(action="cms.accounts.share_mailbox").count() == 1
    client.post("/mon-espace/compte/messagerie/", {"shared": "0"})
    partner_a.refresh_from_db()
    assert not partner_a.is_shared_mailbox
