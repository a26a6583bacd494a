"""The second factor: moderators and administrators from their second visit on, before every screen of theirs."""

import re
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from post_office.models import Email
from pytest_django import Settings
from wagtail.models import ModelLogEntry

from cms.accounts.actions import NotAnAdministrator, forget_second_factor
from cms.accounts.links import link_for
from cms.accounts.models import User
from cms.moderation.models import ModeratorScope
from cms.structures.models import StructurePage
from tests.cast import make_user
from tests.cms.signin.conftest import code_of

Season = Callable[[User], User]
GUARDED = ("/mon-espace/", "/equipe/", "/accueil/", "/admin/", "/admin/pages/", "/mon-espace/compte/")

pytestmark = pytest.mark.usefixtures("second_factor")


def enter(user: User) -> Client:
    client = Client()
    path = link_for(user=user, now=timezone.now()).removeprefix("http://localhost:8000")
    assert client.post(path).status_code == 302
    return client


def set_up(client: Client, user: User) -> list[str]:
    """Set the application up as a person does, and return the backup codes."""
    client.post("/connexion/code/installer/", {"begin": "1"})
    device = TOTPDevice.objects.get(user=user, confirmed=False)
    page = client.post("/connexion/code/installer/", {"code": code_of(device)}).content.decode()
    return re.findall(r"<li>([a-z2-7]{8})</li>", page)


def limited(structure: StructurePage) -> User:
    user = make_user("lise@example.org", "Lise", "Blanc")
    ModeratorScope.objects.create(user=user, structure=structure)
    return user


@pytest.mark.postgres
def test_the_first_visit_goes_without_and_the_second_does_not(moderator: User) -> None:
    client = enter(moderator)
    page = client.get("/mon-espace/compte/")
    assert page.status_code == 200
    assert "La prochaine fois, un code" in page.content.decode()
    client = enter(moderator)
    for path in GUARDED:
        assert client.get(path).headers["Location"].startswith("/connexion/code/?next="), path


def test_the_first_visit_does_not_last_for_ever(moderator: User) -> None:
    client = enter(moderator)
    session = client.session
    session["signin_first_visit_until"] = timezone.now().timestamp() - 1
    session.save()
    assert client.get("/mon-espace/").status_code == 302


@pytest.mark.parametrize("who", ["limited", "administrator"])
def test_limited_moderators_and_administrators_need_it_too(
    who: str, structure_a: StructurePage, seasoned: Season
) -> None:
    user = limited(structure_a) if who == "limited" else User.objects.create_superuser("root", "root@example.org", "x")
    client = enter(seasoned(user))
    assert client.get("/mon-espace/").headers["Location"].startswith("/connexion/code/")


def test_partners_never_hear_of_it(partner_a: User, seasoned: Season) -> None:
    client = enter(seasoned(partner_a))
    assert client.get("/mon-espace/").status_code == 200
    assert "ouble vérification" not in client.get("/mon-espace/compte/").content.decode()
    assert client.get("/connexion/code/installer/").status_code == 404
    assert client.get("/connexion/code/").status_code == 302


@pytest.mark.postgres
def test_it_is_set_up_with_a_drawing_or_a_typed_key_and_then_asked_for(moderator: User, seasoned: Season) -> None:
    client = enter(seasoned(moderator))
    begun = client.get("/connexion/code/?next=/mon-espace/compte/", follow=True)
    assert "Commencer" in begun.content.decode()
    assert client.get("/connexion/code/qr.svg").status_code == 404
    assert not TOTPDevice.objects.exists()
    client.post("/connexion/code/installer/", {"begin": "1"})
    abandoned = TOTPDevice.objects.get().key
    client.post("/connexion/code/installer/", {"begin": "1"})
    assert TOTPDevice.objects.get().key != abandoned, "a key that somebody may have noted is never confirmed"
    page = client.get("/connexion/code/installer/").content.decode()
    assert re.search(r'signin__key">(?:[A-Z2-7]{1,4} ?)+<', page)
    drawing = client.get("/connexion/code/qr.svg")
    assert drawing.headers["Content-Type"] == "image/svg+xml"
    assert drawing.content.startswith(b"<svg xmlns=")
    assert "no-store" in drawing.headers["Cache-Control"]
    wrong = client.post("/connexion/code/installer/", {"code": "000000"})
    assert "aria-invalid" in wrong.content.decode()
    codes = set_up(client, moderator)
    assert len(set(codes)) == 10
    assert client.get("/connexion/code/qr.svg").status_code == 404
    assert client.get("/mon-espace/compte/").status_code == 200
    again = enter(moderator)
    assert again.get("/mon-espace/").status_code == 302
    assert again.get("/connexion/code/installer/").headers["Location"] == "/connexion/code/"
    device = TOTPDevice.objects.get()
    TOTPDevice.objects.update(last_t=0)
    typed = code_of(device)
    given = again.post("/connexion/code/", {"code": f" {typed[:3]} {typed[3:]} ", "next": "/mon-espace/compte/"})
    assert given.headers["Location"] == "/mon-espace/compte/"
    assert again.get("/mon-espace/compte/").status_code == 200


def test_a_code_serves_once_and_a_backup_code_too(moderator: User, seasoned: Season) -> None:
    client = enter(seasoned(moderator))
    backup = set_up(client, moderator)[0]
    device = TOTPDevice.objects.get()
    first, second, third = (enter(moderator) for _each in range(3))
    used = code_of(device)  # the one that finished the setting up
    assert first.post("/connexion/code/", {"code": used}).status_code == 200
    assert second.post("/connexion/code/", {"code": backup.upper()}).status_code == 302
    assert third.post("/connexion/code/", {"code": backup}).status_code == 200


def test_codes_are_not_guessed(moderator: User, seasoned: Season) -> None:
    client = enter(seasoned(moderator))
    set_up(client, moderator)
    client = enter(moderator)
    answers = [client.post("/connexion/code/", {"code": f"{n:06d}"}).status_code for n in range(7)]
    assert answers == [200] * 6 + [429]
    TOTPDevice.objects.update(last_t=0)
    right = client.post("/connexion/code/", {"code": code_of(TOTPDevice.objects.get())})
    assert right.status_code == 429
    assert re.search(r"Revenez à <strong>\d\d:\d\d</strong>", right.content.decode())


@pytest.mark.parametrize("code", ["", "x" * 4000, "²²²²²²", "abc def", "９９９９９９"])
def test_what_is_no_code_is_refused_kindly(code: str, moderator: User, seasoned: Season) -> None:
    client = enter(seasoned(moderator))
    set_up(client, moderator)
    assert enter(moderator).post("/connexion/code/", {"code": code}).status_code == 200


def test_a_form_sent_before_the_code_is_kept(moderator: User, seasoned: Season) -> None:
    client = enter(seasoned(moderator))
    answer = client.post("/mon-espace/compte/mot-de-passe/", {"title": "Un texte long", "password": "secret"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'value="Un texte long"' in page
    assert "secret" not in page
    assert "Votre code est demandé" in page


@pytest.mark.postgres
def test_an_administrator_clears_a_lost_one_and_it_stands_in_the_history(
    moderator: User, seasoned: Season, mail_queue: type[Email]
) -> None:
    set_up(enter(seasoned(moderator)), moderator)
    chief = seasoned(User.objects.create_superuser("chef", "chef@example.org", "x"))
    team = enter(moderator)
    team.post("/connexion/code/", {"code": "000000"})
    admin = enter(chief)
    assert admin.get("/mon-espace/compte/doubles-verifications/").status_code == 302
    set_up(admin, chief)
    listed = admin.get("/mon-espace/compte/doubles-verifications/").content.decode()
    assert "Camille Roy" in listed
    assert admin.post("/mon-espace/compte/doubles-verifications/", {"person": moderator.pk}).status_code == 302
    assert not TOTPDevice.objects.filter(user=moderator).exists()
    entry = ModelLogEntry.objects.get(action="cms.accounts.forget_second_factor")
    assert (entry.user, entry.object_id) == (chief, str(moderator.pk))
    assert mail_queue.objects.filter(to=moderator.email, subject__contains="effacée par un administrateur").exists()
    for wrong in ("", "x", "²", "9" * 40, "0"):
        assert admin.post("/mon-espace/compte/doubles-verifications/", {"person": wrong}).status_code == 404
    with pytest.raises(NotAnAdministrator):
        forget_second_factor(user=chief, by=moderator, now=timezone.now())


def test_only_administrators_see_that_list(
    moderator: User, partner_a: User, client_of: Callable[[User], Client]
) -> None:
    assert client_of(partner_a).get("/mon-espace/compte/doubles-verifications/").status_code == 404


def test_the_operator_clears_it_on_the_machine(moderator: User, seasoned: Season) -> None:
    set_up(enter(seasoned(moderator)), moderator)
    call_command("forget_second_factor", moderator.email)
    assert not TOTPDevice.objects.exists()


def test_an_installation_may_do_without(settings: Settings, moderator: User, seasoned: Season) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    assert enter(seasoned(moderator)).get("/mon-espace/compte/").status_code == 200
