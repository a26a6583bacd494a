"""The way in: one page, in French, by e-mail address or user name, that leads to the desk."""

import pytest
from django.test import Client

from cms.accounts.models import User
from tests.cast import PASSWORD


@pytest.mark.parametrize("typed", ["alice@example.org", "Alice@Example.org", " alice@example.org "])
def test_people_sign_in_with_their_address_and_land_on_the_desk(typed: str, client: Client, partner_a: User) -> None:
    page = client.get("/admin/login/").content.decode()
    assert "Espace des partenaires" in page
    assert "Aller au contenu<" in page
    assert "Se connecter</em>" in page
    assert "placeholder" not in page[page.index("<form") : page.index("</form>")]
    assert 'name="next" value="/mon-espace/"' in page
    answer = client.post(
        "/admin/login/", {"username": typed, "password": PASSWORD, "next": "/mon-espace/"}, follow=True
    )
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
