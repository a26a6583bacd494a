"""Who does what across structures: moderators, limited ones, reception, administrators; given and taken."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from post_office.models import Email
from wagtail.models import PageLogEntry

from cms.accounts.models import User
from cms.moderation.models import ModeratorScope
from cms.moderation.permissions import may_moderate, moderates
from cms.moderation.scopes import (
    LastAdministrator,
    LastModerator,
    ModeratesEverything,
    give_scope,
    remove_administrator,
    remove_moderator,
)
from cms.structures.models import StructurePage
from cms.structures.queries import is_reception, is_team
from cms.territories.models import Commune, Epci
from tests.cast import make_user

ClientOf = Callable[[User], Client]
PEOPLE = "/equipe/personnes/"
LEA = {"email": "lea@example.org", "first_name": "Léa", "last_name": "Blanc"}


@pytest.fixture
def administrator(platform: object) -> User:
    """Somebody who may everything."""
    return make_user("admin@example.org", "Ada", "Min", is_superuser=True, is_staff=True)


def lea() -> User:
    """The person who was added."""
    return User.objects.get(email="lea@example.org")


def test_a_moderator_is_added_told_and_taken_away_again(
    client_of: ClientOf, moderator: User, mail_queue: type[Email]
) -> None:
    team = client_of(moderator)
    assert team.post(f"{PEOPLE}ajouter/", {**LEA, "task": "moderateur"}).status_code == 302
    assert is_team(lea())
    mail = mail_queue.objects.get()
    assert mail.to == ["lea@example.org"]
    assert "http://localhost:8000/connexion/" in mail.message
    assert "Léa Blanc" in team.get(PEOPLE).content.decode()
    path = f"{PEOPLE}{lea().pk}/retirer/moderateur/"
    assert "Retirer Léa Blanc" in team.get(path).content.decode()
    team.post(path)
    assert not is_team(lea())
    assert lea().is_active
    actions = PageLogEntry.objects.filter(action__startswith="cms.moderation.", user=moderator)
    assert {entry.action.split(".")[-1] for entry in actions} == {"add_moderator", "remove_moderator"}


def test_a_limited_moderator_moderates_what_was_given_and_nothing_else(
    client_of: ClientOf,
    moderator: User,
    structure_a: StructurePage,
    structure_b: StructurePage,
    mail_queue: type[Email],
) -> None:
    team = client_of(moderator)
    data = {**LEA, "task": "limite"}
    assert team.post(f"{PEOPLE}ajouter/", data).status_code == 422
    assert not User.objects.filter(email="lea@example.org").exists()
    nevers = Epci.objects.get(name="Nevers Agglomération")
    assert team.post(f"{PEOPLE}ajouter/", {**data, "epcis": [nevers.pk]}).status_code == 302
    assert (may_moderate(lea(), structure_a), may_moderate(lea(), structure_b)) == (True, False)
    assert not lea().groups.exists()
    scope = f"{PEOPLE}{lea().pk}/perimetre/"
    assert "Nevers Agglomération" in team.get(scope).content.decode()
    assert team.post(scope, {"structure": structure_b.pk}).status_code == 302
    assert may_moderate(lea(), structure_b)
    for row in ModeratorScope.objects.filter(user=lea()):
        team.post(f"{scope}retirer/", {"scope": row.pk})
    assert not moderates(lea())
    assert team.get(scope).status_code == 404


def test_the_reception_desk_is_given_and_taken_here_too(
    client_of: ClientOf, moderator: User, mail_queue: type[Email]
) -> None:
    team = client_of(moderator)
    team.post(f"{PEOPLE}ajouter/", {**LEA, "task": "accueil"})
    assert is_reception(lea())
    assert not is_team(lea())
    team.post(f"{PEOPLE}{lea().pk}/retirer/accueil/")
    assert not is_reception(lea())


def test_only_an_administrator_names_or_removes_an_administrator(
    client_of: ClientOf, moderator: User, administrator: User, mail_queue: type[Email]
) -> None:
    team = client_of(moderator)
    assert team.post(f"{PEOPLE}ajouter/", {**LEA, "task": "administrateur"}).status_code == 422
    assert team.post(f"{PEOPLE}{administrator.pk}/retirer/administrateur/").status_code == 404
    with pytest.raises(PermissionDenied):
        remove_administrator(user=administrator, by=moderator, now=timezone.now())
    with pytest.raises(LastAdministrator):
        remove_administrator(user=administrator, by=administrator, now=timezone.now())
    admin = client_of(administrator)
    assert admin.post(f"{PEOPLE}ajouter/", {**LEA, "task": "administrateur"}).status_code == 302
    assert lea().is_superuser
    assert admin.post(f"{PEOPLE}{administrator.pk}/retirer/administrateur/").headers["Location"] == "/mon-espace/"
    assert not User.objects.get(pk=administrator.pk).is_superuser


def test_who_moderates_everything_gets_no_limits(
    moderator: User, second_moderator: User, communes: dict[str, Commune]
) -> None:
    with pytest.raises(ModeratesEverything):
        give_scope(
            email=second_moderator.email, first_name="", last_name="", epcis=[Epci.objects.get(name__startswith="Nev")],
            structures=[], by=moderator, now=timezone.now(),
        )  # fmt: skip


def test_a_closed_account_is_given_nothing(client_of: ClientOf, moderator: User, mail_queue: type[Email]) -> None:
    make_user("lea@example.org", "Léa", "Blanc", is_active=False)
    for task in ("moderateur", "accueil"):
        assert client_of(moderator).post(f"{PEOPLE}ajouter/", {**LEA, "task": task}).status_code == 422
    assert not lea().groups.exists()
    assert not mail_queue.objects.exists()


def test_for_others_none_of_it_exists(
    client_of: ClientOf, partner_a: User, moderator: User, structure_a: StructurePage
) -> None:
    ModeratorScope.objects.create(user=partner_a, structure=structure_a)  # a limited moderator names nobody
    client = client_of(partner_a)
    ends = ("", "ajouter/", f"{moderator.pk}/retirer/moderateur/", f"{partner_a.pk}/perimetre/")
    for path in (PEOPLE + end for end in ends):
        assert client.get(path).status_code == 404
        assert client.post(path, {**LEA, "task": "moderateur"}).status_code == (405 if path == PEOPLE else 404)
    assert client.post(f"{PEOPLE}{partner_a.pk}/perimetre/retirer/", {"scope": "1"}).status_code == 404
    assert is_team(moderator)
    assert not User.objects.filter(email="lea@example.org").exists()


@pytest.mark.parametrize("bad", ["", "x", "9" * 40, "-1"])
def test_nonsense_is_answered_without_a_failure(bad: str, client_of: ClientOf, moderator: User) -> None:
    team = client_of(moderator)
    assert team.post(f"{PEOPLE}ajouter/", {**LEA, "task": bad, "epcis": bad, "structure": bad}).status_code == 422
    assert team.post(f"{PEOPLE}{moderator.pk}/perimetre/retirer/", {"scope": bad}).status_code == 302
    assert team.get(f"{PEOPLE}{moderator.pk}/retirer/{bad or 'rien'}/").status_code == 404


def test_the_last_moderator_stays_and_is_told_what_to_do(
    client_of: ClientOf, moderator: User, second_moderator: User, administrator: User
) -> None:
    path = f"{PEOPLE}{moderator.pk}/retirer/moderateur/"
    User.objects.filter(pk=second_moderator.pk).update(is_active=False)
    for by in (moderator, administrator):
        said = client_of(by).post(path, follow=True).content.decode()
        assert "Camille Roy est la seule personne de l’équipe qui relit" in said
        assert "ajoutez d’abord quelqu’un d’autre" in said
    assert is_team(User.objects.get(pk=moderator.pk))
    with pytest.raises(LastModerator):
        remove_moderator(user=moderator, by=None, now=timezone.now())
    User.objects.filter(pk=second_moderator.pk).update(is_active=True)
    client_of(administrator).post(path)
    assert not is_team(User.objects.get(pk=moderator.pk))
