"""Coming in through an OpenID Connect provider that the test starts: by verified address, never by a false token."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cms.accounts.models import User
from tests.plugins.oidc import CLIENT, SECRET, Provider, running_provider


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    with running_provider() as made:
        settings.OIDC_ISSUER = made.issuer
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
        settings.OIDC_TIMEOUT_SECONDS = 2
        yield made


def go(client: Client, next_path: str = "") -> str:
    """Go to the provider as a browser does, and return the address that it sends the browser back to."""
    begun = client.get(f"/connexion/fournisseur/?next={next_path}")
    assert begun.status_code == 302, begun.content
    back = httpx.get(begun.headers["Location"])
    assert back.status_code == 302, back.status_code
    return back.headers["location"].removeprefix("http://localhost:8000")


@pytest.mark.parametrize("posts_secret", [True, False])
@pytest.mark.parametrize("signed", [False, True])
def test_a_known_verified_address_comes_in_and_lands_where_it_was_going(
    posts_secret: bool, signed: bool, client: Client, partner_a: User, provider: Provider
) -> None:
    provider.posts_secret, provider.signs_userinfo = posts_secret, signed
    provider.person["email"] = "Alice@Example.org"
    assert "Entrer avec ProConnect" in client.get("/connexion/").content.decode()
    before = client.session.session_key
    entered = client.get(go(client, "/mon-espace/compte/"))
    assert entered.headers["Location"] == "/mon-espace/compte/"
    assert client.session["_auth_user_id"] == str(partner_a.pk)
    assert client.session.session_key != before
    assert client.get("/mon-espace/compte/").status_code == 200


@pytest.mark.once
def test_the_request_carries_state_nonce_challenge_and_what_is_configured(
    client: Client, partner_a: User, provider: Provider, settings: Settings
) -> None:
    settings.OIDC_PROMPT, settings.OIDC_ACR_VALUES, settings.OIDC_SCOPES = "login", "eidas1", "openid email uid"
    go(client)
    asked = provider.asked[0]
    assert (asked["prompt"], asked["acr_values"], asked["scope"]) == ("login", "eidas1", "openid email uid")
    assert asked["redirect_uri"] == "http://localhost:8000/connexion/fournisseur/retour/"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43


@pytest.mark.parametrize(
    "person",
    [{"email": "inconnue@example.org"}, {"email_verified": False}, {"email_verified": None}, {"email": ""},
     {"email": None}, {"email_verified": "true"}],
)  # fmt: skip
def test_who_is_unknown_or_not_vouched_for_gets_no_account_and_is_told_whom_to_ask(
    person: dict[str, Any], client: Client, partner_a: User, provider: Provider
) -> None:
    provider.person |= person
    people = User.objects.count()
    answer = client.get(go(client), follow=True)
    assert answer.status_code == 403
    assert "personne référente de votre structure" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert User.objects.count() == people


def test_a_provider_that_vouches_for_all_is_believed_only_when_configured(
    client: Client, partner_a: User, provider: Provider, settings: Settings
) -> None:
    del provider.person["email_verified"]
    settings.OIDC_EMAILS_ARE_VERIFIED = True
    assert client.get(go(client)).status_code == 302
    assert "_auth_user_id" in client.session
    provider.person["email_verified"] = False
    other = Client()
    other.get(go(other))
    assert "_auth_user_id" not in other.session


def test_a_closed_account_stays_closed(client: Client, partner_a: User, provider: Provider) -> None:
    User.objects.filter(pk=partner_a.pk).update(is_active=False)
    client.get(go(client))
    assert "_auth_user_id" not in client.session


@pytest.mark.once
@pytest.mark.parametrize(
    "wrong",
    [{"nonce": "another"}, {"nonce": None}, {"aud": "someone-else"}, {"aud": None}, {"iss": "https://evil.example"},
     {"exp": 1}, {"exp": None}, {"sub": "43"}, {"aud": [CLIENT, "other"]}, {"iat": int(time.time()) + 9_999}],
)  # fmt: skip
def test_a_token_that_says_anything_else_lets_nobody_in(
    wrong: dict[str, Any], client: Client, partner_a: User, provider: Provider
) -> None:
    provider.wrong = wrong
    assert client.get(go(client)).status_code == 502
    assert "_auth_user_id" not in client.session


@pytest.mark.once
@pytest.mark.parametrize("how", ["none", "HS256", "stolen"])
def test_a_token_that_another_key_signed_lets_nobody_in(
    how: str, client: Client, partner_a: User, provider: Provider
) -> None:
    if how == "stolen":
        provider.signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    else:
        provider.algorithm = how
    assert client.get(go(client)).status_code == 502
    assert "_auth_user_id" not in client.session


@pytest.mark.once
@pytest.mark.parametrize("trouble", ["bytes_more", "seconds_late"])
def test_a_provider_that_says_too_much_or_too_late_holds_nobody(
    trouble: str, client: Client, partner_a: User, provider: Provider
) -> None:
    setattr(provider, trouble, {"bytes_more": 1_000_000, "seconds_late": 4.0}[trouble])
    back = go(client)
    begun = time.monotonic()
    assert client.get(back).status_code == 502
    assert time.monotonic() - begun < 3.5


def test_an_answer_serves_once_and_only_in_the_browser_that_asked(
    client: Client, partner_a: User, provider: Provider
) -> None:
    back = go(client)
    assert Client().get(back).status_code == 502
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 502
    state = parse_qs(urlsplit(back).query)["state"][0]
    other = Client()
    go(other)
    assert other.get(f"/connexion/fournisseur/retour/?state={state}&code=x").status_code == 502
    for query in ("", "?error=access_denied&state=x", "?code=x", "?state=%C3%A9&code=%C3%A9"):
        assert other.get(f"/connexion/fournisseur/retour/{query}").status_code == 502


def test_signing_out_ends_the_provider_s_session_too(client: Client, partner_a: User, provider: Provider) -> None:
    client.get(go(client))
    left = client.post("/connexion/sortir/")
    address = left.headers["Refresh"].partition("url=")[2]
    assert address.startswith(f"{provider.issuer}/leave?id_token_hint=")
    assert parse_qs(urlsplit(address).query)["post_logout_redirect_uri"] == ["http://localhost:8000/connexion/"]
    assert "_auth_user_id" not in client.session


def test_a_level_with_a_second_factor_counts_when_the_installation_says_so(
    client: Client, moderator: User, provider: Provider, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    User.objects.filter(pk=moderator.pk).update(last_login=timezone.now())
    provider.person["email"] = moderator.email
    client.get(go(client))
    assert client.get("/mon-espace/compte/").headers["Location"].startswith("/connexion/code/")
    settings.OIDC_SECOND_FACTOR_ACR = ["eidas1"]
    again = Client()
    again.get(go(again))
    assert again.get("/mon-espace/compte/").status_code == 200


@pytest.mark.once
def test_a_provider_that_is_down_leaves_the_link(client: Client, partner_a: User, provider: Provider) -> None:
    provider.shutdown()
    provider.server_close()
    answer = client.get("/connexion/fournisseur/")
    assert answer.status_code == 503
    assert "Recevoir un lien par e-mail" in answer.content.decode()
    assert client.get("/connexion/").status_code == 200


def test_without_a_provider_nothing_of_it_is_there(client: Client, platform: object) -> None:
    assert "fournisseur" not in client.get("/connexion/").content.decode()
    for path in ("", "retour/?state=a&code=b", "inconnu/"):
        assert client.get(f"/connexion/fournisseur/{path}").status_code == 404
