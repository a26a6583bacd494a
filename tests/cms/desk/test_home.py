"""The desk's home: what a partner finds on arriving, what the team finds, and nothing of the others."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.accounts.models import User
from cms.structures.actions import add_partner
from cms.structures.models import StructurePage
from newsletter.issues.models import Issue, IssueState
from tests.cast import approve, draft_event, draft_news, make_user, next_week, publish_event, send_back, submit

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
        f"/admin/pages/add/agenda/eventpage/{structure_a.pk}/",
        f"/admin/pages/add/cms/newspage/{structure_a.pk}/",
        f"/admin/pages/add/agenda/placepage/{structure_a.pk}/",
        f"/admin/pages/{public.pk}/edit/",
        f"/mon-espace/evenements/{public.pk}/copier/",
        f"/mon-espace/evenements/{public.pk}/prevenir/",
        f"http://localhost:8000/flux/structure/{structure_a.pk}.ics",
        "http://localhost:8000/flux/commune/58194.ics",
    ):
        assert path in page, path


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
        f"/mon-espace/relire/{page.pk}/",
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


def test_the_team_reads_first_what_starts_first(
    client_of: ClientOf, partner_a: User, moderator: User, structure_a: StructurePage
) -> None:
    for title, days in (("Dans un mois", 30), ("Demain", 1), ("Dans dix jours", 10)):
        submit(draft_event(structure_a, title=title, start=next_week(days=days), by=partner_a), by=partner_a)
    submit(draft_news(structure_a, title="Sans date", by=partner_a), by=partner_a)
    page = html(client_of(moderator))
    places = [page.index(f">{title}</a>") for title in ("Demain", "Dans dix jours", "Dans un mois", "Sans date")]
    assert places == sorted(places)
    assert "4 textes à relire" in page
    assert "/admin/structures/ouvrir/" in page


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


@pytest.mark.parametrize("who", ["partner", "team"])
def test_the_home_costs_the_same_whatever_its_length(
    who: str, client_of: ClientOf, partner_a: User, moderator: User, structure_a: StructurePage
) -> None:
    def fill(number: int) -> None:
        for n in range(number):
            publish_event(structure_a, title=f"Public {n}", by=partner_a)
            draft_event(structure_a, title=f"Brouillon {n}", by=partner_a)
            submit(draft_event(structure_a, title=f"File {n}", by=partner_a), by=partner_a)
            back = draft_event(structure_a, title=f"Retour {n}", by=partner_a)
            submit(back, by=partner_a)
            send_back(back, by=moderator)

    client = client_of(partner_a if who == "partner" else moderator)
    fill(2)
    few = queries_of(client, "/mon-espace/")
    fill(6)
    assert queries_of(client, "/mon-espace/") == few
    assert few <= 30


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
        (a, f"/mon-espace/evenements/{event.pk}/copier/"),
        (team, "/mon-espace/"), (team, f"/mon-espace/relire/{waiting.pk}/"),
    ]  # fmt: skip
    for client, path in paths:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200, path
        writes = [query["sql"] for query in captured if query["sql"].split(" ")[0] in {"INSERT", "UPDATE", "DELETE"}]
        assert writes == [], path


def test_an_approved_event_leaves_the_queue_and_stands_in_what_comes(
    client_of: ClientOf, partner_a: User, moderator: User, structure_a: StructurePage
) -> None:
    page = draft_event(structure_a, title="Enfin là", by=partner_a)
    submit(page, by=partner_a)
    approve(page, by=moderator)
    assert "Tout est relu" in html(client_of(moderator))
    assert f"/mon-espace/evenements/{page.pk}/prevenir/" in html(client_of(partner_a))


def test_the_admins_first_page_is_the_teams(
    client_of: ClientOf, client: Client, partner_a: User, moderator: User, structure_a: StructurePage
) -> None:
    assert client_of(partner_a).get("/admin/").headers["Location"] == "/mon-espace/"
    assert client.get("/admin/").headers["Location"].startswith("/connexion/")
    page = html(client_of(moderator), "/admin/")
    assert "w-summary" not in page


def test_the_team_goes_straight_to_the_letter_that_is_being_made(
    client_of: ClientOf, moderator: User, structure_a: StructurePage
) -> None:
    Issue.objects.create(period="2026-10", slug="octobre-2026", subject="Octobre", state=IssueState.SENT)
    assert "/admin/la-lettre/" not in html(client_of(moderator))
    issue = Issue.objects.create(period="2026-11", slug="novembre-2026", subject="Novembre")
    assert f'href="/admin/la-lettre/{issue.pk}/"' in html(client_of(moderator))
