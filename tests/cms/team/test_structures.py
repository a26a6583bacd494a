"""The team's screens about structures: list, page, open, rename, trust, hand over, archive, reopen."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import Email

from agenda.catalogue.sweep import find_drift
from agenda.places.models import PlacePage
from cms.accounts.models import User
from cms.structures.actions import open_space
from cms.structures.models import StructurePage
from cms.structures.people import Membership, Role, Space
from cms.structures.queries import role_in
from cms.structures.spaces import archive_space, trust_space
from cms.territories.models import Commune
from tests.cast import make_partner, make_user, publish_event

ClientOf = Callable[[User], Client]
LIST = "/equipe/structures/"


def many(count: int, communes: dict[str, Commune]) -> None:
    """Open that many spaces."""
    for number in range(count):
        open_space(
            name=f"Structure numéro {number}", kind="other", commune=communes["Nevers"], by=None, now=timezone.now()
        )


def queries(client: Client, path: str) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


def test_the_list_is_searched_and_filtered(
    client_of: ClientOf, moderator: User, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    team = client_of(moderator)
    trust_space(structure=structure_a, by=moderator, now=timezone.now())
    archive_space(structure=structure_b, by=moderator, now=timezone.now())

    def listed(query: str) -> set[str]:
        return {structure.title for structure in team.get(LIST + query).context["page"]}

    assert listed("") == {structure_a.title}
    assert listed("?etat=archivees") == {structure_b.title}
    assert listed("?etat=confiance") == listed("?q=NEVERS") == listed("?etat=sans-referent") == {structure_a.title}
    assert listed("?etat=archivees&q=mediatheque") == {structure_b.title}
    assert listed("?q=rien") == set()
    assert listed("?etat=inconnu&page=999") == {structure_a.title}


def test_the_list_takes_as_many_queries_for_many_structures(
    client_of: ClientOf, moderator: User, communes: dict[str, Commune], structure_a: StructurePage
) -> None:
    team = client_of(moderator)
    queries(team, LIST)
    few = queries(team, LIST)
    many(30, communes)
    assert queries(team, LIST) == few
    assert len(team.get(LIST).context["page"]) == 25


def test_the_page_of_a_structure_tells_people_and_history(
    client_of: ClientOf, moderator: User, structure_a: StructurePage, partner_a: User
) -> None:
    team = client_of(moderator)
    team.post(f"{LIST}{structure_a.pk}/confiance/", {"trust": "yes"})
    page = team.get(f"{LIST}{structure_a.pk}/").content.decode()
    assert "Alice Martin" in page
    assert "Personne ajoutée&nbsp;: Alice Martin" in page
    assert "Publication aussitôt" in page
    assert "par Camille Roy" in page
    few = queries(team, f"{LIST}{structure_a.pk}/")
    for number in range(12):
        user = make_user(f"p{number}@example.org", "P", str(number))
        Membership.objects.create(structure=structure_a, user=user, since_at=timezone.now())
    assert queries(team, f"{LIST}{structure_a.pk}/") == few


def test_the_team_opens_a_space_and_its_first_person_looks_after_it(
    client_of: ClientOf, moderator: User, communes: dict[str, Commune], mail_queue: type[Email]
) -> None:
    data = {
        "name": "Fablab du Canal", "kind": "fablab", "commune": "58194", "person_email": "jo@example.org",
        "person_first_name": "Jo", "person_last_name": "Roux",
    }  # fmt: skip
    team = client_of(moderator)
    answer = team.post(f"{LIST}ouvrir/", data)
    structure = StructurePage.objects.get(title="Fablab du Canal")
    assert answer.headers["Location"] == f"{LIST}{structure.pk}/"
    assert role_in(User.objects.get(email="jo@example.org"), structure) == Role.REFERENT
    assert mail_queue.objects.get().to == ["jo@example.org"]
    again = team.post(f"{LIST}ouvrir/", data)
    assert again.status_code == 422
    assert StructurePage.objects.filter(title="Fablab du Canal").count() == 1


def test_renaming_says_what_changes_and_does_it(
    client_of: ClientOf, moderator: User, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    team, path = client_of(moderator), f"{LIST}{structure_a.pk}/renommer/"
    assert "Les adresses ne changent pas" in team.get(path).content.decode()
    assert team.post(path, {"name": structure_b.title}).status_code == 422
    assert team.post(path, {"name": "Le Fil d’Ariane"}).status_code == 302
    assert StructurePage.objects.get(pk=structure_a.pk).title == "Le Fil d’Ariane"


def test_archiving_shows_what_it_does_and_reopening_undoes_it(
    client_of: ClientOf, moderator: User, structure_a: StructurePage, partner_a: User
) -> None:
    publish_event(structure_a)
    team, page = client_of(moderator), f"{LIST}{structure_a.pk}/"
    said = team.get(f"{page}archiver/").content.decode()
    assert "son événement à venir" in said
    team.post(f"{page}archiver/")
    assert Space.objects.get(structure=structure_a).is_archived
    assert "Rouvrir l’espace" in team.get(page).content.decode()
    team.post(f"{page}rouvrir/")
    assert StructurePage.objects.get(pk=structure_a.pk).live
    assert len(find_drift(thorough=True)) == 0


def test_a_structure_whose_places_others_meet_at_is_not_archived_before_they_go_elsewhere(
    client_of: ClientOf, moderator: User, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    place = PlacePage(title="Espace du Fil", commune=structure_a.commune)
    StructurePage.objects.get(pk=structure_a.pk).add_child(instance=place)
    place.save_revision().publish()
    publish_event(structure_b, place=place, title="Chez les voisins")
    team, path = client_of(moderator), f"{LIST}{structure_a.pk}/archiver/"
    assert "Chez les voisins" in team.get(path).content.decode()
    assert team.post(path).status_code == 409
    assert not Space.objects.get(structure=structure_a).is_archived


def test_a_space_is_handed_over_to_somebody_of_it_or_somebody_new(
    client_of: ClientOf, moderator: User, structure_a: StructurePage, partner_a: User, mail_queue: type[Email]
) -> None:
    team, path = client_of(moderator), f"{LIST}{structure_a.pk}/confier/"
    member = Membership.objects.get(user=partner_a)
    assert team.post(path, {"to": str(member.pk), "former": "stays"}).status_code == 302
    assert role_in(partner_a, structure_a) == Role.REFERENT
    assert team.post(path, {"to": "new", "former": "leaves"}).status_code == 422
    new = {"email": "lea@example.org", "first_name": "Léa", "last_name": "Blanc"}
    assert team.post(path, {"to": "new", "former": "leaves", **new}).status_code == 302
    assert role_in(User.objects.get(email="lea@example.org"), structure_a) == Role.REFERENT
    assert role_in(partner_a, structure_a) is None
    assert mail_queue.objects.get().to == ["lea@example.org"]
    assert team.post(path, {"to": "999999", "former": "stays"}).status_code == 422


def test_the_former_address_of_the_form_leads_to_the_new_one(client_of: ClientOf, moderator: User) -> None:
    answer = client_of(moderator).get("/admin/structures/ouvrir/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/equipe/structures/ouvrir/")


@pytest.mark.parametrize("end", ["", "renommer/", "archiver/", "rouvrir/", "confiance/", "confier/"])
def test_for_others_none_of_it_exists(
    end: str, client_of: ClientOf, structure_a: StructurePage, partner_a: User, moderator: User
) -> None:
    Membership.objects.filter(user=partner_a).update(role=Role.REFERENT)
    client, before = client_of(partner_a), StructurePage.objects.get(pk=structure_a.pk).title
    path = f"{LIST}{structure_a.pk}/{end}"
    posts_only = end in {"rouvrir/", "confiance/"}
    assert client.get(path).status_code == (405 if posts_only else 404)
    if end:
        assert client.post(path, {"name": "Pris", "trust": "yes", "to": "new", "former": "leaves"}).status_code == 404
    assert client.get(LIST).status_code == 404
    space = Space.objects.get(structure=structure_a)
    assert (space.is_archived, space.is_trusted) == (False, False)
    assert StructurePage.objects.get(pk=structure_a.pk).title == before
    assert client_of(moderator).get(f"{LIST}{'9' * 30}/").status_code == 404
    register = StructurePage.objects.get(is_register=True)
    assert client.get(f"{LIST}{register.pk}/{end}").status_code in {404, 405}


def test_the_people_of_a_space_are_told_once_what_becomes_of_it(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage, mail_queue: type[Email]
) -> None:
    gone = make_partner(structure_a, "parti@example.org", "Paul", "Parti")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    mail_queue.objects.all().delete()
    team, page = client_of(moderator), f"{LIST}{structure_a.pk}/"
    steps: tuple[tuple[str, dict[str, str], str], ...] = (
        ("confiance/", {"trust": "yes"}, "Association Le Fil : ce que vous envoyez paraît aussitôt"),
        ("confiance/", {"trust": "no"}, "Association Le Fil : ce que vous envoyez est relu avant de paraître"),
        ("archiver/", {}, "Espace fermé : Association Le Fil"),
        ("rouvrir/", {}, "Espace rouvert : Association Le Fil"),
    )
    for end, sent, subject in steps:
        for _twice in range(2):
            team.post(page + end, sent)
        (mail,) = mail_queue.objects.all()
        assert (mail.to, mail.subject.replace("\u00a0", " ")) == ([partner_a.email], subject)
        assert mail.headers["Auto-Submitted"] == "auto-generated"
        assert "Bonjour Alice" in mail.message
        mail.delete()
    assert team.post(f"{page}confiance/", {"trust": "perhaps"}).status_code == 302
    assert not mail_queue.objects.exists()
