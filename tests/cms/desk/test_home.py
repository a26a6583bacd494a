"""The desk's home: what a partner finds on arriving, what the team finds, and nothing of the others."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from agenda.catalogue.sweep import find_drift
from agenda.places.models import PlacePage
from agenda.places.records import PlaceRecord
from agenda.rhythm.models import Attendance
from cms.accounts.models import User
from cms.foundation.wording import short_day
from cms.moderation.deadlines import answer_due
from cms.moderation.models import ModeratorScope
from cms.structures.actions import add_partner
from cms.structures.models import StructurePage
from cms.structures.people import Space
from newsletter.issues.models import Issue, IssueState
from tests.cast import draft_event, draft_news, make_user, next_week, publish_event, send_back, submit

ClientOf = Callable[[User], Client]


def html(client: Client, path: str = "/mon-espace/") -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_a_visitor_is_led_to_the_sign_in_page(client: Client, platform: object) -> None:
    response = client.get("/mon-espace/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/connexion/?next=/mon-espace/"


def test_a_partner_finds_what_comes_what_waits_and_what_came_back_with_the_reason(
    client_of: ClientOf, partner_a: User, moderator: User, structure_a: StructurePage
) -> None:
    public = publish_event(structure_a, title="Atelier public", by=partner_a)
    draft_event(structure_a, title="À peine commencé", by=partner_a)
    submit(draft_event(structure_a, title="Dans la file", by=partner_a), by=partner_a)
    back = draft_news(structure_a, title="Revenue", by=partner_a)
    submit(back, by=partner_a)
    send_back(back, by=moderator, reason="Dites plutôt où cela se passe.")
    page = html(client_of(partner_a))
    for words in ("Atelier public", "À peine commencé", "Dans la file", "Revenue", "Dites plutôt où cela se passe."):
        assert words in page
    for path in (
        f"/e/{public.entry.code}",
        f"/mon-espace/evenements/ajouter/?structure={structure_a.pk}",
        f"/mon-espace/actualites/ajouter/?structure={structure_a.pk}",
        f"/mon-espace/lieux/ajouter/?structure={structure_a.pk}",
        f'href="/mon-espace/evenements/{public.pk}/"',
        f'href="/mon-espace/actualites/{back.pk}/"',
        f"/mon-espace/evenements/ajouter/?comme={public.pk}",
        f"/mon-espace/evenements/{public.pk}/prevenir/",
        f"http://localhost:8000/flux/structure/{structure_a.pk}.ics",
        "http://localhost:8000/flux/commune/58194.ics",
    ):
        assert path in page, path


def test_what_is_over_is_told_by_the_hour_at_which_it_began(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    start = next_week(hour=14) - timedelta(days=21)
    publish_event(structure_a, title="Avant", start=start, by=partner_a)
    for path in ("/mon-espace/", f"/mon-espace/deja-passes/?structure={structure_a.pk}"):
        told = html(client_of(partner_a), path)
        assert f"{short_day(start.date()).capitalize()} à 14 h<" in told


def test_a_partner_never_reads_another_structures_desk(
    client_of: ClientOf, partner_a: User, partner_b: User, structure_a: StructurePage
) -> None:
    page = draft_event(structure_a, title="Brouillon de A", by=partner_a)
    submit(draft_event(structure_a, title="File de A", by=partner_a), by=partner_a)
    b = client_of(partner_b)
    told = html(b)
    assert "Brouillon de A" not in told
    assert "File de A" not in told
    for path in (
        f"/mon-espace/?structure={structure_a.pk}",
        f"/mon-espace/deja-passes/?structure={structure_a.pk}",
        f"/mon-espace/evenements/{page.pk}/copier/",
        f"/mon-espace/evenements/{page.pk}/prevenir/",
    ):
        assert b.get(path).status_code == 404, path


def test_a_person_of_several_structures_chooses_at_the_top(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    add_partner(structure=structure_b, email=partner_a.email, first_name="", last_name="", now=timezone.now())
    publish_event(structure_b, title="Atelier de B")
    a = client_of(partner_a)
    assert f"?structure={structure_b.pk}" in html(a)
    assert "Atelier de B" not in html(a)
    assert "Atelier de B" in html(a, f"/mon-espace/?structure={structure_b.pk}")


def test_an_account_without_structure_is_told_what_to_do(client_of: ClientOf, platform: object) -> None:
    assert "aucune structure" in html(client_of(make_user("seul@example.org", "Sam", "Seul")))


def test_who_moderates_is_led_to_the_queue(
    client_of: ClientOf, moderator: User, structure_a: StructurePage, platform: object
) -> None:
    limited = make_user("ines@example.org", "Inès", "Ici")
    ModeratorScope.objects.create(user=limited, structure=structure_a)
    for person in (moderator, limited):
        assert client_of(person).get("/mon-espace/").headers["Location"] == "/equipe/"


def test_the_team_looks_at_any_structures_desk(
    client_of: ClientOf, moderator: User, structure_a: StructurePage
) -> None:
    team = client_of(moderator)
    for path in ("/mon-espace/", "/mon-espace/deja-passes/"):
        assert structure_a.title in html(team, f"{path}?structure={structure_a.pk}")
        for wrong in ("999999", "x", "9" * 40):
            assert team.get(f"{path}?structure={wrong}").status_code == 404


def queries_of(client: Client, path: str) -> int:
    client.get(path)  # caches of content types and sites
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_home_costs_the_same_with_one_row_and_with_thirty(
    client_of: ClientOf, partner_a: User, moderator: User, structure_a: StructurePage
) -> None:
    def fill(number: int, rounds: int) -> None:
        for n in range(number):
            event = publish_event(structure_a, title=f"Public {n}", by=partner_a)
            Attendance.objects.create(event=event, original_start=timezone.now(), asked_at=timezone.now())
            draft_event(structure_a, title=f"Brouillon {n}", by=partner_a)
        for n in range(rounds):
            forget(draft_news(structure_a, title=f"Oublié {n}", by=partner_a))
            stale_place(structure_a, f"Lieu {n}")
            submit(draft_event(structure_a, title=f"File {n}", by=partner_a), by=partner_a)
            back = draft_event(structure_a, title=f"Retour {n}", by=partner_a)
            submit(back, by=partner_a)
            send_back(back, by=moderator)

    client = client_of(partner_a)
    fill(1, 1)
    few = queries_of(client, "/mon-espace/")
    fill(29, 5)
    assert queries_of(client, "/mon-espace/") == few
    assert few <= 40
    response = client.get("/mon-espace/")
    assert len(response.content) < 150_000


def test_reading_the_desk_changes_no_row(
    client_of: ClientOf, partner_a: User, moderator: User, structure_a: StructurePage
) -> None:
    event = publish_event(structure_a, by=partner_a)
    waiting = draft_event(structure_a, title="File", by=partner_a)
    submit(waiting, by=partner_a)
    a, team = client_of(partner_a), client_of(moderator)
    paths = [
        (a, "/mon-espace/"), (a, f"/mon-espace/evenements/{event.pk}/prevenir/"),
        (a, f"/mon-espace/evenements/{event.pk}/prevenir/cancelled/"),
        (a, f"/mon-espace/evenements/ajouter/?comme={event.pk}"),
        (a, f"/mon-espace/evenements/{waiting.pk}/"), (a, "/mon-espace/actualites/ajouter/"),
        (a, "/mon-espace/lieux/ajouter/"), (a, "/mon-espace/structure/"), (a, f"/mon-espace/retirer/{event.pk}/"),
        (a, "/mon-espace/retires/"), (a, "/mon-espace/pages/"), (a, f"/mon-espace/apercu/{structure_a.pk}/"),
        (team, f"/mon-espace/?structure={structure_a.pk}"), (team, "/mon-espace/outils/"),
    ]  # fmt: skip
    for client, path in paths:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200, path
        writes = [query["sql"] for query in captured if query["sql"].split(" ")[0] in {"INSERT", "UPDATE", "DELETE"}]
        assert writes == [], path


def test_the_admins_first_page_is_the_teams(
    client_of: ClientOf, client: Client, partner_a: User, moderator: User, structure_a: StructurePage
) -> None:
    assert client_of(partner_a).get("/admin/").headers["Location"] == "/mon-espace/"
    assert client.get("/admin/").headers["Location"].startswith("/connexion/")
    page = html(client_of(moderator), "/admin/")
    assert "w-summary" not in page


def test_the_teams_tools_lead_straight_to_the_letter_that_is_being_made(
    client_of: ClientOf, moderator: User, structure_a: StructurePage
) -> None:
    Issue.objects.create(period="2026-10", slug="octobre-2026", subject="Octobre", state=IssueState.SENT)
    assert "/admin/la-lettre/" not in html(client_of(moderator), "/mon-espace/outils/")
    issue = Issue.objects.create(period="2026-11", slug="novembre-2026", subject="Novembre")
    assert f'href="/admin/la-lettre/{issue.pk}/"' in html(client_of(moderator), "/mon-espace/outils/")


def forget(page: Page) -> None:
    Page.objects.filter(pk=page.pk).update(latest_revision_created_at=timezone.now() - timedelta(days=40))


def stale_place(structure: StructurePage, title: str = "Salle des fêtes") -> PlacePage:
    place = PlacePage(title=title, commune=structure.commune, address="1 rue Haute")
    StructurePage.objects.get(pk=structure.pk).add_child(instance=place)
    place.save_revision().publish()
    long_ago = timezone.now() - timedelta(days=400)
    PlaceRecord.objects.filter(page=place).update(first_published_at=long_ago, confirmed_at=None)
    return PlacePage.objects.get(pk=place.pk)


def test_what_came_back_is_read_first_and_what_waits_says_when_it_is_answered(
    client_of: ClientOf, partner_a: User, moderator: User, structure_a: StructurePage
) -> None:
    publish_event(structure_a, title="Public")
    back = draft_news(structure_a, title="Revenue", by=partner_a)
    submit(back, by=partner_a)
    send_back(back, by=moderator)
    submit(draft_news(structure_a, title="En attente", by=partner_a), by=partner_a)
    page = html(client_of(partner_a))
    headings = [page.index(f">{words}</h2>") for words in ("À corriger", "À venir", "En relecture")]
    assert headings == sorted(headings)
    assert f"Réponse {short_day(answer_due(timezone.now()))} au plus tard." in page


def test_each_event_says_where_it_is_shown(client_of: ClientOf, partner_a: User, structure_a: StructurePage) -> None:
    event = publish_event(structure_a)
    line = {"title": "x", "show": True, "line": "", "by": "", "code": event.entry.code, "url": ""}
    blocks = [{"type": "agenda", "value": {"heading": "h", "entries": [line]}}]
    Issue.objects.create(period="2026-12", slug="decembre-2026", subject="D", content=blocks)
    told = html(client_of(partner_a)).replace("&nbsp;", " ")
    assert "dans 3 communes à 15 km à la ronde, chez Nevers Agglomération" in told
    assert "bientôt dans la lettre de décembre 2026" in told
    hidden = [{"type": "agenda", "value": {"heading": "h", "entries": [line | {"show": False}]}}]
    Issue.objects.update(content=hidden)
    assert "décembre 2026" not in html(client_of(partner_a))


def test_what_is_out_of_date_is_asked_about_and_a_place_is_confirmed_by_one_button(
    client_of: ClientOf, partner_a: User, partner_b: User, structure_a: StructurePage
) -> None:
    place = stale_place(structure_a)
    forget(draft_news(structure_a, title="Oublié depuis longtemps", by=partner_a))
    a = client_of(partner_a)
    asked = html(a).split("À vérifier")[1].split("</section>")[0]
    assert "Salle des fêtes" in asked
    assert "Oublié depuis longtemps" in asked
    path = f"/mon-espace/lieux/{place.pk}/confirmer/"
    assert client_of(partner_b).post(path).status_code == 404
    assert a.get(path).status_code == 405
    assert a.post(path).status_code == 302
    assert "Salle des fêtes" not in html(a).split("À vérifier")[1].split("</section>")[0]


def test_an_archived_space_is_told_kindly_and_closed(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    event = publish_event(structure_a)
    Space.objects.filter(structure=structure_a).update(archived_at=timezone.now())
    a = client_of(partner_a)
    assert "Votre espace est fermé" in html(a)
    assert "Votre espace est fermé" in html(a, f"/mon-espace/?structure={structure_a.pk}")
    for path in (
        f"/mon-espace/?structure={structure_b.pk}", f"/mon-espace/evenements/{event.pk}/prevenir/",
        "/mon-espace/actualites/ajouter/", f"/mon-espace/retirer/{event.pk}/",
    ):  # fmt: skip
        assert a.get(path).status_code == 404, path


@pytest.mark.parametrize(("role", "admin", "people"), [("contributor", 0, 0), ("editor", 1, 0), ("referent", 1, 1)])
def test_the_home_offers_what_the_role_opens(
    role: str, admin: int, people: int, client_of: ClientOf, structure_a: StructurePage
) -> None:
    person = add_partner(
        structure=structure_a, email="r@example.org", first_name="R", last_name="R", now=timezone.now(), role=role
    )
    page = html(client_of(person))
    assert (page.count(f"/admin/pages/{structure_a.pk}/"), page.count("/mon-espace/equipe/")) == (admin, people)


def test_a_draft_is_deleted_and_a_public_page_taken_down_with_its_consequences_told(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    draft, event = draft_news(structure_a, by=partner_a), publish_event(structure_a)
    a = client_of(partner_a)
    assert "jamais été publié" in html(a, f"/mon-espace/retirer/{draft.pk}/")
    assert a.post(f"/mon-espace/retirer/{draft.pk}/").status_code == 302
    assert not Page.objects.filter(pk=draft.pk).exists()
    path = f"/mon-espace/retirer/{event.pk}/"
    assert f"/mon-espace/evenements/{event.pk}/prevenir/" in html(a, path)
    assert a.post(path).status_code == 302
    assert a.post(path).status_code == 302
    page = Page.objects.get(pk=event.pk)
    assert not page.live
    assert PageLogEntry.objects.filter(page=event.pk, action="cms.desk.withdraw_page", user=partner_a).count() == 1
    assert event.title in html(a, "/mon-espace/retires/")
    assert "/mon-espace/retires/" in html(a)
    assert len(find_drift(thorough=True)) == 0


def test_a_place_with_events_says_first_where_they_go_and_one_that_others_use_is_the_teams(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    mine, shared = stale_place(structure_a, "À nous"), stale_place(structure_a, "À plusieurs")
    publish_event(structure_a, place=mine)
    draft_event(structure_b, title="Secret de B", place=shared)
    a = client_of(partner_a)
    for place in (mine, shared):
        led = a.get(f"/mon-espace/retirer/{place.pk}/")
        assert led.headers["Location"] == f"/mon-espace/lieux/{place.pk}/fermer/"
    a.post(f"/mon-espace/lieux/{mine.pk}/fermer/", {"way-all": "address"})
    assert not PlacePage.objects.get(pk=mine.pk).live
    for told in (
        html(a, f"/mon-espace/lieux/{shared.pk}/fermer/"),
        a.post(f"/mon-espace/lieux/{shared.pk}/fermer/", {"way-all": "address"}).content.decode(),
    ):
        assert "D’autres structures utilisent ce lieu" in told
        assert "Secret de B" not in told
    assert PlacePage.objects.get(pk=shared.pk).live
