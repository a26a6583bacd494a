"""The queue: what starts soon first, then by age; filters; a fixed number of queries; nobody sees beyond their part."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agenda.events.actions import give_notice
from agenda.events.coorganising import ask_to_join
from cms.accounts.models import User
from cms.moderation.models import Look, ModeratorScope, Waiting
from cms.moderation.waiting import repair_waiting
from cms.structures.actions import open_space
from cms.structures.joining import ask_to_join_structure
from cms.structures.models import StructureKind, StructurePage
from cms.team.queue import Filters, queue_keys
from cms.templatetags.desk import moment
from cms.territories.models import Commune
from tests.cast import approve, draft_event, draft_news, make_user, next_week, publish_event, submit

ClientOf = Callable[[User], Client]


def waits(structure: StructurePage, by: User, title: str, days: int = 30) -> int:
    page = draft_event(structure, title=title, start=next_week(days=days), by=by)
    submit(page, by=by)
    return page.pk


def limited(structure: StructurePage) -> User:
    user = make_user("limite@example.org", "Lina", "Limite")
    ModeratorScope.objects.create(user=user, structure=structure)
    return user


def test_what_starts_soon_comes_first_then_the_longest_waiting(
    moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    far, later = waits(structure_a, partner_a, "Loin"), waits(structure_a, partner_a, "Plus tard", 40)
    soon = waits(structure_a, partner_a, "Demain", 1)
    keys = [key for _what, key, _rank, _moment in queue_keys(moderator, Filters(), timezone.now())]
    assert keys == [soon, far, later]


def test_pages_looks_and_filters_stand_in_one_list(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    waits(structure_a, partner_a, "Atelier en attente")
    news = draft_news(structure_a, title="Le bus repart", by=partner_a)
    submit(news, by=partner_a)
    shown = publish_event(structure_a, title="Déjà publié", by=partner_a)
    give_notice(event=shown, kind="full", by=partner_a, now=timezone.now())
    team = client_of(moderator)
    html = team.get("/equipe/").content.decode()
    assert all(title in html for title in ("Atelier en attente", "Le bus repart", "Déjà publié"))
    html = team.get("/equipe/?quoi=news").content.decode()
    assert "Le bus repart" in html
    assert "Atelier en attente" not in html
    html = team.get("/equipe/?quoi=notice").content.decode()
    assert "Déjà publié" in html
    assert "Le bus repart" not in html
    Waiting.objects.filter(page=news).update(due_date=timezone.localdate() - timedelta(days=1))
    html = team.get("/equipe/?retard=1").content.decode()
    assert "Le bus repart" in html
    assert "Atelier en attente" not in html
    for odd in ("quoi=x", "structure=abc", "epci=²", "page=99999", "structure=" + "9" * 40, "moi=1"):
        assert team.get(f"/equipe/?{odd}").status_code == 200


def test_a_limited_moderator_sees_and_decides_their_part_only(
    client_of: ClientOf, partner_a: User, partner_b: User, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    mine, other = waits(structure_a, partner_a, "De A"), waits(structure_b, partner_b, "De B")
    client = client_of(limited(structure_a))
    html = client.get("/equipe/").content.decode()
    assert "De A" in html
    assert "De B" not in html
    row = Waiting.objects.get(page_id=other)
    for path in ("", "histoire/"):
        assert client.get(f"/equipe/relire/{other}/{path}").status_code == 404
    for path in ("publier/", "renvoyer/", "je-lis/"):
        assert client.post(f"/equipe/relire/{other}/{path}", {"revision": row.revision}).status_code == 404
    client.post("/equipe/publier-ensemble/", {"item": [f"{other}:{row.revision}"]})
    assert Waiting.objects.filter(page_id=other).exists()
    client.post(f"/equipe/relire/{mine}/publier/", {"revision": Waiting.objects.get(page_id=mine).revision})
    assert not Waiting.objects.filter(page_id=mine).exists()


def test_the_queue_does_not_exist_for_partners(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    for path in ("/equipe/", "/equipe/decisions/"):
        assert client_of(partner_a).get(path).status_code == 404
        assert Client().get(path).status_code == 302


def test_the_sweep_finds_what_a_signal_missed(moderator: User, partner_a: User, structure_a: StructurePage) -> None:
    page_id = waits(structure_a, partner_a, "Perdu")
    Waiting.objects.all().delete()
    assert repair_waiting(now=timezone.now()) == 1
    assert Waiting.objects.get().page_id == page_id
    assert repair_waiting(now=timezone.now()) == 0


@pytest.mark.postgres
def test_the_queue_asks_as_much_of_ten_structures_as_of_many(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage, communes: dict[str, Commune]
) -> None:
    shown = publish_event(structure_a, title="Visible", by=partner_a)
    give_notice(event=shown, kind="full", by=partner_a, now=timezone.now())
    page_id = waits(structure_a, partner_a, "Modèle")
    team = client_of(moderator)
    team.get("/equipe/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        team.get("/equipe/")
    model = Waiting.objects.get(page_id=page_id)
    for number in range(12):
        space = open_space(
            name=f"Structure {number}",
            kind=StructureKind.OTHER,
            commune=communes["Nevers"],
            by=None,
            now=timezone.now(),
        )
        for n in range(4):
            page = draft_event(space, title=f"Atelier {number}-{n}", by=partner_a)
            Waiting.objects.create(
                page_id=page.pk, structure=space, kind="eventpage", title=page.title, revision=page.latest_revision_id,
                is_live=False, requested_by=partner_a, sent_at=model.sent_at, due_date=model.due_date,
            )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        html = team.get("/equipe/").content.decode()
    assert len(many) == len(few)
    assert html.count('name="item"') <= 40
    assert "Page 1 sur 2" in html


def test_looking_ends_a_look_and_reading_it_twice_changes_nothing(
    client_of: ClientOf, moderator: User, second_moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    shown = publish_event(structure_a, title="Visible", by=partner_a)
    give_notice(event=shown, kind="full", by=partner_a, now=timezone.now())
    look = Look.objects.get()
    for user in (moderator, second_moderator):
        assert client_of(user).post(f"/equipe/vu/{look.pk}/").status_code == 302
    look.refresh_from_db()
    assert look.looked_by == moderator
    assert approve is not None


def test_a_notice_is_a_badge_beside_the_title_with_its_sitting(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    start = next_week(days=20)
    shown = publish_event(structure_a, title="Visible", by=partner_a, start=start, more=(next_week(days=27),))
    first = shown.entry.occurrences.order_by("starts_at").first()
    give_notice(
        event=shown, kind="cancelled", by=partner_a, now=timezone.now(), original_start=first.starts_at,
        sentence="L’animatrice est malade.",
    )  # fmt: skip
    html = client_of(moderator).get("/equipe/").content.decode()
    assert 'mod-word">annulé</span>' in html
    assert "<p>«&nbsp;L’animatrice est malade.&nbsp;»</p>" in html
    assert f"Séance du {moment(first.starts_at)}" in html


def test_soon_is_said_of_what_is_to_come_only(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    page_id, now = waits(structure_a, partner_a, "Atelier", 1), timezone.now()
    team = client_of(moderator)
    assert "Bientôt" in team.get("/equipe/").content.decode()
    Waiting.objects.filter(page_id=page_id).update(starts_at=now - timedelta(days=2))
    html = team.get("/equipe/").content.decode()
    assert "Déjà passé" in html
    assert "Bientôt" not in html


def test_a_request_to_organise_together_says_what_is_asked(
    client_of: ClientOf, moderator: User, partner_b: User, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    shown = publish_event(structure_a, title="Visible")
    ask_to_join(event=shown, structure=structure_b, by=partner_b, now=timezone.now(), message="Nous venons.")
    html = client_of(moderator).get("/equipe/").content.decode().replace("&nbsp;", " ")
    assert "Médiathèque de Clamecy demande à être affiché comme co-organisateur de « Visible »." in html
    assert "« Nous venons. »" in html


def test_who_asks_to_join_is_counted_with_a_link_for_who_answers(
    client_of: ClientOf, moderator: User, structure_a: StructurePage
) -> None:
    ask_to_join_structure(
        structure=structure_a, email="lou@example.org", first_name="Lou", last_name="Noir", message="",
        now=timezone.now(),
    )  # fmt: skip
    html = client_of(moderator).get("/equipe/").content.decode()
    assert '/equipe/structures/?etat=demandes">1 demande pour rejoindre une structure</a>' in html
    assert "Lou Noir" not in html
    part = make_user("limite@example.org", "Lina", "Limite")
    ModeratorScope.objects.create(user=part, structure=structure_a)
    assert "demande pour rejoindre" not in client_of(part).get("/equipe/").content.decode()
