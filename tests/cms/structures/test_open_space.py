"""Opening a space: by the action, the command and the team's form; what is refused, and the invitation."""

import re
from collections.abc import Callable
from html import unescape
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from post_office.models import Email
from wagtail.models import Collection, GroupApprovalTask, Page, PageLogEntry, Workflow

from cms.accounts.models import User
from cms.structures.actions import (
    PlatformNotPrepared,
    SpaceExists,
    add_partner,
    open_space,
    prepare_platform,
)
from cms.structures.home import HomePage
from cms.structures.models import StructureKind, StructurePage
from cms.structures.queries import is_team, structures_of
from cms.territories.models import Commune

ClientOf = Callable[[User], Client]


def rows() -> tuple[int, ...]:
    """How many of everything that a space is made of."""
    models = (Page, Group, Collection, Workflow, GroupApprovalTask, User)
    return tuple(model._default_manager.count() for model in models)


def test_preparing_twice_changes_nothing(db: None) -> None:
    prepare_platform(now=timezone.now())
    before = rows()
    prepare_platform(now=timezone.now())
    call_command("prepare_platform", stdout=StringIO())
    assert rows() == before
    assert HomePage.objects.get().get_workflow().name == "Relecture par l’équipe communication"
    assert StructurePage.objects.get(is_register=True).live


def test_a_space_is_a_live_page_a_group_a_collection_and_a_workflow(structure_a: StructurePage) -> None:
    assert StructurePage.objects.get(pk=structure_a.pk).live
    assert Collection.objects.filter(name__startswith="Association Le Fil").count() == 1
    rights = set(structure_a.space.group.page_permissions.values_list("permission__codename", flat=True))
    assert rights == {"add_page", "change_page"}
    assert structure_a.get_workflow() is not None
    assert PageLogEntry.objects.filter(page_id=structure_a.pk, action="cms.structures.open_space").count() == 1


def test_a_name_has_one_space_whatever_its_case(structure_a: StructurePage) -> None:
    before = rows()
    with pytest.raises(SpaceExists):
        open_space(name="ASSOCIATION LE FIL", kind=StructureKind.OTHER, commune=None, by=None, now=timezone.now())
    assert rows() == before


def test_names_that_make_the_same_address_get_two(platform: object) -> None:
    one = open_space(name="C.C.A.S.", kind=StructureKind.OTHER, commune=None, by=None, now=timezone.now())
    two = open_space(name="CCAS", kind=StructureKind.OTHER, commune=None, by=None, now=timezone.now())
    assert one.slug != two.slug


@pytest.mark.parametrize("again", ["MEDIATHEQUE  DE NEVERS", "médiathèque de nevers ", "Mediatheque-de-Nevers"])
def test_a_name_written_otherwise_is_told_as_a_probable_duplicate(
    again: str, client_of: ClientOf, moderator: User, communes: dict[str, Commune]
) -> None:
    known = open_space(
        name="Médiathèque de Nevers", kind=StructureKind.LIBRARY, commune=None, by=None, now=timezone.now()
    )
    with pytest.raises(SpaceExists):
        open_space(name=again, kind=StructureKind.LIBRARY, commune=None, by=None, now=timezone.now())
    sent = {"name": again, "kind": StructureKind.LIBRARY, "commune": communes["Nevers"].pk}
    answer = client_of(moderator).post("/equipe/structures/ouvrir/", sent)
    assert answer.status_code == 422
    said = unescape(answer.content.decode())
    assert f"« {known.title} » a déjà son espace" in said.replace("\u00a0", " ")
    assert "ajoutez sa commune" in said


def test_without_a_platform_nothing_is_opened(db: None) -> None:
    with pytest.raises(PlatformNotPrepared):
        open_space(name="Trop tôt", kind=StructureKind.OTHER, commune=None, by=None, now=timezone.now())


def test_a_space_number_is_not_mistaken_for_another_that_begins_alike(platform: object) -> None:
    first = open_space(name="Une", kind=StructureKind.OTHER, commune=None, by=None, now=timezone.now())
    Group.objects.create(name=f"Structure {first.pk}0 : autre")
    assert first.space.group.name == f"Structure {first.pk} : Une"


def test_adding_a_person_twice_keeps_one_account_and_its_password(structure_a: StructurePage, partner_a: User) -> None:
    again = add_partner(
        structure=structure_a,
        email=partner_a.email.upper(),
        first_name="X",
        last_name="Y",
        password="autre",
        now=timezone.now(),
    )
    assert again.pk == partner_a.pk
    assert User.objects.get(pk=partner_a.pk).password == partner_a.password
    assert structures_of(again) == [structure_a]
    assert not is_team(again)


def test_the_command_opens_invites_and_refuses_what_it_cannot_do(
    platform: object, communes: dict[str, Commune], mail_queue: type[Email]
) -> None:
    out = StringIO()
    call_command(
        "open_space", name="CCAS de Nevers", commune="58194", kind="ccas", email="marie@example.org", stdout=out
    )
    assert "opened: CCAS de Nevers" in out.getvalue()
    assert mail_queue.objects.get().to == ["marie@example.org"]
    before = rows()
    for words, said in (
        ({"name": "CCAS de Nevers", "commune": "58194"}, "already"),
        ({"name": "Ailleurs", "commune": "99999"}, "no commune 99999"),
    ):
        with pytest.raises(CommandError, match=said):
            call_command("open_space", **words)
    assert rows() == before


def test_the_team_opens_a_space_and_the_person_comes_in_by_the_link(
    client_of: ClientOf, moderator: User, communes: dict[str, Commune], mail_queue: type[Email]
) -> None:
    team = client_of(moderator)
    assert "Ouvrir l’espace" in team.get("/equipe/structures/ouvrir/").content.decode()
    data = {
        "name": "Fablab du Canal", "kind": "fablab", "commune": "58194", "summary": "On fabrique.",
        "phone": "03 53 01 00 09",
        "email": "fablab@example.org", "person_email": "jo@example.org", "person_first_name": "Jo",
        "person_last_name": "Roux",
    }  # fmt: skip
    assert team.post("/equipe/structures/ouvrir/", data).status_code == 302
    structure = StructurePage.objects.get(title="Fablab du Canal")
    assert (structure.live, structure.phone, structure.commune) == (True, "03 53 01 00 09", communes["Nevers"])
    mail = mail_queue.objects.get()
    assert mail.subject == "Votre espace est ouvert : Fablab du Canal"
    link = re.search(r"http://localhost:8000(/connexion/lien/\S+)", mail.message)
    assert link
    jo = Client()
    assert jo.post(link[1]).headers["Location"] == "/mon-espace/"
    assert "Fablab du Canal" in jo.get("/mon-espace/").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"commune": "99999"}, {"phone": "appelez-moi"}, {"person_email": "jo@"}]
)
def test_a_form_with_a_mistake_opens_nothing(
    wrong: dict[str, str], client_of: ClientOf, moderator: User, communes: dict[str, Commune]
) -> None:
    before = rows()
    data = {"name": "Neuve", "kind": "other", "commune": "58194", **wrong}
    assert client_of(moderator).post("/equipe/structures/ouvrir/", data).status_code == 422
    assert rows() == before


def test_only_the_team_opens_spaces(client_of: ClientOf, partner_a: User, communes: dict[str, Commune]) -> None:
    before = rows()
    a = client_of(partner_a)
    assert a.get("/equipe/structures/ouvrir/").status_code == 404
    assert a.get("/admin/structures/ouvrir/").status_code == 404
    a.post("/equipe/structures/ouvrir/", {"name": "Neuve", "kind": "other", "commune": "58194"})
    assert rows() == before
