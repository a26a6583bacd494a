"""The optional password: chosen in "mon compte", counted when wrong, never in the way of a link."""

import pytest
from django.test import Client
from post_office.models import Email
from wagtail.models import ModelLogEntry

from cms.accounts.models import User
from tests.cast import PASSWORD
from tests.cms.signin.conftest import ask, link_in

NEW = "trois chats sous la pluie"


@pytest.mark.parametrize("typed", ["alice@example.org", "Alice@Example.org", " alice@example.org "])
def test_people_sign_in_with_their_address_and_land_on_the_desk(typed: str, client: Client, partner_a: User) -> None:
    page = client.get("/connexion/mot-de-passe/").content.decode()
    assert "placeholder" not in page[page.index("<form") : page.index("</form>")]
    answer = client.post("/connexion/mot-de-passe/", {"username": typed, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain == [("/mon-espace/", 302)]
    assert "Association Le Fil" in answer.content.decode()


def test_the_user_name_works_too_and_a_wrong_password_does_not(client: Client, partner_a: User) -> None:
    partner_a.username = "alice"
    partner_a.save()
    assert not client.login(username="alice", password="autre chose")
    assert not client.login(username="alice@example.org", password="autre chose")
    assert not client.login(username="personne@example.org", password=PASSWORD)
    assert client.login(username="alice", password=PASSWORD)


def test_a_closed_account_stays_closed(client: Client, partner_a: User) -> None:
    partner_a.is_active = False
    partner_a.save()
    assert not client.login(username=partner_a.email, password=PASSWORD)


@pytest.mark.postgres
def test_wrong_passwords_are_counted_and_who_is_kept_out_comes_in_by_a_link(
    client: Client, partner_a: User, mail_queue: type[Email]
) -> None:
    wrong = {"username": partner_a.email, "password": "au hasard"}
    codes = [client.post("/connexion/mot-de-passe/", wrong).status_code for _try in range(7)]
    assert codes == [200] * 6 + [429]
    right = client.post("/connexion/mot-de-passe/", wrong | {"password": PASSWORD})
    assert right.status_code == 429
    assert "recevez un lien par e-mail" in right.content.decode()
    # From elsewhere the person comes in as ever: somebody else's tries lock nobody out.
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    entered = Client().post("/connexion/mot-de-passe/", wrong | {"password": PASSWORD}, **elsewhere)
    assert entered.status_code == 302
    ask(client, partner_a.email)
    assert client.post(link_in(mail_queue.objects.get())).status_code == 302


def test_known_and_unknown_names_get_the_same_page(partner_a: User) -> None:
    def answer(name: str) -> str:
        page: str = Client().post("/connexion/mot-de-passe/", {"username": name, "password": "x"}).content.decode()
        return page[page.index("<h1") :].replace(name, "NAME").partition("csrfmiddlewaretoken")[0]

    assert answer("alice@example.org") == answer("nobody@example.org")


def test_a_person_chooses_changes_and_removes_a_password_and_is_told_by_mail(
    client: Client, partner_a: User, mail_queue: type[Email]
) -> None:
    partner_a.set_unusable_password()
    partner_a.save()
    client.force_login(partner_a)
    other = Client()
    other.force_login(partner_a)
    assert "Choisir aussi un mot de passe" in client.get("/mon-espace/compte/").content.decode()
    refused = client.post("/mon-espace/compte/mot-de-passe/", {"password": "court"})
    assert refused.status_code == 200
    assert "aria-invalid" in refused.content.decode()
    assert client.post("/mon-espace/compte/mot-de-passe/", {"password": NEW}).status_code == 302
    assert client.get("/mon-espace/compte/").status_code == 200
    assert other.get("/mon-espace/compte/").status_code == 302  # the other session ended
    assert Client().login(username=partner_a.email, password=NEW)
    assert client.post("/mon-espace/compte/mot-de-passe/retirer/").status_code == 302
    assert client.get("/mon-espace/compte/").status_code == 200
    assert not Client().login(username=partner_a.email, password=NEW)
    assert mail_queue.objects.filter(to=partner_a.email).count() == 2
    actions = ModelLogEntry.objects.filter(user=partner_a).values_list("action", flat=True)
    assert set(actions) == {"cms.accounts.set_password", "cms.accounts.remove_password"}
