"""Coming in by a link: one use, twenty minutes, a button; a dead one brings a new one; nobody learns who is known."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import Email

from cms.accounts.links import LinkDead, link_for, open_link, purge_links, safe_path, send_requested_links
from cms.accounts.models import LinkRequest, SignInLink, User
from tests.cms.signin.conftest import ask, link_in


@pytest.mark.postgres
def test_a_link_lets_in_once_by_a_button_and_leads_to_the_page_that_was_asked_for(
    client: Client, partner_a: User, mail_queue: type[Email]
) -> None:
    assert client.get("/mon-espace/compte/").headers["Location"] == "/connexion/?next=/mon-espace/compte/"
    ask(client, " Alice@Example.org", "/mon-espace/compte/")
    mail = mail_queue.objects.get()
    assert (mail.to, mail.headers["Auto-Submitted"]) == (["alice@example.org"], "auto-generated")
    path = link_in(mail)
    page = client.get(path)
    assert page.status_code == 200
    assert "Entrer dans mon espace" in page.content.decode()
    assert "_auth_user_id" not in client.session
    entered = client.post(path)
    assert entered.headers["Location"] == "/mon-espace/compte/"
    assert client.session["_auth_user_id"] == str(partner_a.pk)
    assert Client().post(path).status_code == 410


def test_looking_at_the_link_changes_no_row(client: Client, partner_a: User, mail_queue: type[Email]) -> None:
    ask(client, partner_a.email)
    path = link_in(mail_queue.objects.get())
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
        client.get("/connexion/")
        client.get("/connexion/mot-de-passe/")
    assert not [query for query in asked.captured_queries if not query["sql"].startswith("SELECT")]


@pytest.mark.postgres
@pytest.mark.parametrize("how", ["used", "expired"])
def test_a_dead_link_brings_a_new_one_by_itself_that_leads_to_the_same_page(
    how: str, client: Client, partner_a: User, mail_queue: type[Email]
) -> None:
    now = timezone.now()
    made = now - timedelta(minutes=21) if how == "expired" else now
    path = link_for(user=partner_a, next_path="/mon-espace/compte/", now=made).removeprefix("http://localhost:8000")
    if how == "used":
        Client().post(path)
    answer = client.post(path)
    assert answer.status_code == 410
    assert "Un nouveau lien vient de partir" in answer.content.decode()
    fresh = link_in(mail_queue.objects.get())
    assert fresh != path
    assert client.post(fresh).headers["Location"] == "/mon-espace/compte/"


def test_new_links_are_not_sent_without_end(partner_a: User, mail_queue: type[Email]) -> None:
    path = link_for(user=partner_a, now=timezone.now() - timedelta(hours=1)).removeprefix("http://localhost:8000")
    said = [Client().post(path).content.decode() for _time in range(5)]
    assert mail_queue.objects.count() == 3
    assert "Un plus récent vous a déjà été envoyé" in said[-1]


@pytest.mark.postgres
def test_known_and_unknown_addresses_get_the_same_answer_by_the_same_work(
    partner_a: User, mail_queue: type[Email]
) -> None:
    seen = []
    for email, network in ((partner_a.email, "192.0.2.1"), ("personne@example.org", "198.51.100.1")):
        visitor = Client(REMOTE_ADDR=network)
        with CaptureQueriesContext(connection) as asked:
            answer = visitor.post("/connexion/", {"email": email, "next": ""})
        verbs = [re.sub(r"'[^']*'|\b[0-9a-f]{64}\b|\d+", "?", query["sql"])[:60] for query in asked.captured_queries]
        after = visitor.get(answer.headers["Location"]).content
        seen.append(
            (answer.status_code, sorted(answer.headers.items()), answer.content, list(answer.cookies), after, verbs)
        )
    assert seen[0] == seen[1]
    assert not mail_queue.objects.exists()
    assert send_requested_links(now=timezone.now()) == 1
    assert not LinkRequest.objects.exists()


def test_a_closed_account_gets_no_link_and_an_old_one_does_not_open_it(
    client: Client, partner_a: User, mail_queue: type[Email]
) -> None:
    path = link_for(user=partner_a, now=timezone.now()).removeprefix("http://localhost:8000")
    User.objects.filter(pk=partner_a.pk).update(is_active=False)
    ask(client, partner_a.email)
    assert not mail_queue.objects.exists()
    assert client.post(path).status_code == 410
    assert "_auth_user_id" not in client.session


def test_the_database_does_not_hold_what_opens_an_account(partner_a: User) -> None:
    token = link_for(user=partner_a, now=timezone.now()).rstrip("/").rpartition("/")[2]
    assert len(token) >= 43
    assert token not in str(SignInLink.objects.values())


@pytest.mark.parametrize(
    "path",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "\\\\evil", "/a" + "b" * 500,
     "/connexion/", "/connexion/sortir/", "/admin/logout/", "mon-espace/", "/\x00", " //evil.example"],
)  # fmt: skip
def test_only_pages_of_this_site_follow_a_sign_in(path: str, client: Client, partner_a: User) -> None:
    assert safe_path(path) == "" or path == "/\x00"
    if "\x00" not in path:
        page = client.get(f"/connexion/?next={quote(path)}").content.decode()
        assert "evil" not in page.replace("/connexion/?next=", "")
        entry = link_for(user=partner_a, next_path=path, now=timezone.now()).removeprefix("http://localhost:8000")
        assert client.post(entry).headers["Location"] == "/mon-espace/"


def test_the_session_begins_anew_and_a_shared_device_is_forgotten_with_its_browser(partner_a: User) -> None:
    for shared in (False, True):
        client = Client()
        client.session["before"] = "kept"
        path = link_for(user=partner_a, now=timezone.now()).removeprefix("http://localhost:8000")
        client.get(path)
        entered = client.post(path, {"shared_device": "1"} if shared else {})
        assert bool(entered.cookies["sessionid"]["max-age"]) is not shared


def test_who_is_signed_in_already_goes_straight_on_and_uses_nothing_up(client: Client, partner_a: User) -> None:
    client.force_login(partner_a)
    path = link_for(user=partner_a, next_path="/mon-espace/compte/", now=timezone.now())
    path = path.removeprefix("http://localhost:8000")
    assert client.get(path).headers["Location"] == "/mon-espace/compte/"
    assert Client().post(path).status_code == 302


def test_one_address_and_one_network_may_ask_only_so_often_and_hear_when_to_come_back(
    client: Client, partner_a: User, mail_queue: type[Email]
) -> None:
    answers = [client.post("/connexion/", {"email": "qui@example.org"}) for _time in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert re.search(r"revenez à <strong>\d\d:\d\d</strong>", answers[-1].content.decode())
    many = [client.post("/connexion/", {"email": f"p{n}@example.org"}).status_code for n in range(30)]
    assert many[-1] == 429
    assert many.count(429) <= 4


@pytest.mark.parametrize("data", [{}, {"email": ""}, {"email": "alice"}, {"email": "é" * 300 + "@example.org"}])
def test_what_is_no_address_is_said_at_the_field(data: dict[str, str], client: Client, platform: object) -> None:
    answer = client.post("/connexion/", data)
    assert answer.status_code == 200
    assert 'href="#id_email"' in answer.content.decode()


@pytest.mark.parametrize("token", ["x", "x" * 5000, "%00", "..", "é"])
def test_a_token_that_was_never_made_opens_nothing(token: str, client: Client, platform: object) -> None:
    assert client.get(f"/connexion/lien/{token}/").status_code in {200, 400, 404}
    assert client.post(f"/connexion/lien/{token}/").status_code in {400, 404, 410}


def test_dead_links_are_forgotten_after_two_months(partner_a: User) -> None:
    now = timezone.now()
    link_for(user=partner_a, now=now - timedelta(days=61))
    link_for(user=partner_a, now=now)
    LinkRequest.objects.create(email="a@example.org", asked_at=now - timedelta(days=2))
    assert purge_links(now=now) == 2
    assert SignInLink.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_browsers_with_the_same_link_one_gets_in(partner_a: User) -> None:
    token = link_for(user=partner_a, now=timezone.now()).rstrip("/").rpartition("/")[2]

    def try_it(_number: int) -> bool:
        try:
            open_link(token=token, now=timezone.now())
        except LinkDead:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(try_it, range(4))) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_send_a_link_once(partner_a: User, mail_queue: type[Email]) -> None:
    LinkRequest.objects.create(email=partner_a.email, asked_at=timezone.now())

    def work(_number: int) -> int:
        try:
            return send_requested_links(now=timezone.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(work, range(3))) == 1


def test_the_old_ways_lead_to_the_new_one(client: Client, platform: object) -> None:
    for path in ("/admin/login/", "/admin/password_reset/", "/admin/password_reset/confirm/MQ/abc-def/"):
        assert client.get(path).headers["Location"] == "/connexion/"
    assert client.get("/admin/login/?next=/mon-espace/").headers["Location"] == "/connexion/?next=%2Fmon-espace%2F"
    assert client.get("/admin/pages/").headers["Location"] == "/connexion/?next=/admin/pages/"
    assert client.post("/admin/login/", {"username": "x"}).status_code == 403


def test_signing_out_takes_a_form(client: Client, partner_a: User) -> None:
    client.force_login(partner_a)
    for path in ("/connexion/sortir/", "/admin/logout/"):
        assert client.get(path).status_code == 200
        assert "_auth_user_id" in client.session
    assert "Vous avez quitté votre espace" in client.post("/connexion/sortir/").content.decode()
    assert "_auth_user_id" not in client.session
