"""Two people on one event, a page in the team's hands, previews and drafts thrown away."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry

from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.desk.once import new_key
from cms.structures.actions import add_partner
from cms.structures.models import StructurePage
from tests.cast import draft_event, next_week, publish_event, send_back, submit
from tests.cms.desk.events.test_form import add_url, typed

ClientOf = Callable[[User], Client]


@pytest.fixture
def colleague(structure_a: StructurePage) -> User:
    """Somebody else of structure A."""
    return add_partner(
        structure=structure_a, email="denis@example.org", first_name="Denis", last_name="Leroy", now=timezone.now()
    )


def test_the_second_of_two_is_told_who_changed_what_and_chooses(
    client_of: ClientOf, partner_a: User, colleague: User, structure_a: StructurePage
) -> None:
    event = draft_event(structure_a, title="Avant", bring="")
    url, seen = f"/mon-espace/evenements/{event.pk}/", event.latest_revision_id
    a, b = client_of(partner_a), client_of(colleague)
    first = typed(action="save", title="Titre d’Alice", bring="Un sac", seen=seen)
    assert a.post(url, first).status_code == 302
    second = typed(action="save", title="Titre de Denis", bring="", seen=seen, audience="Tous")
    response = b.post(url, second)
    page = response.content.decode()
    assert response.status_code == 409
    for told in ("Alice Martin", "Titre d’Alice", "Titre de Denis", "Un sac"):
        assert told in page, told
    latest = EventPage.objects.get(pk=event.pk).latest_revision_id
    choices = {**second, "seen": latest, "pick-title": "mine", "pick-practical": "theirs", "once": new_key()}
    assert b.post(url, choices).status_code == 302
    event = EventPage.objects.get(pk=event.pk).get_latest_revision_as_object()
    assert (event.title, event.bring, event.audience) == ("Titre de Denis", "Un sac", "Tous")


def test_a_page_in_the_teams_hands_is_taken_back_with_one_tap(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    event = draft_event(structure_a, by=partner_a)
    submit(event, by=partner_a)
    a, url = client_of(partner_a), f"/mon-espace/evenements/{event.pk}/"
    page = a.get(url).content.decode()
    assert "Reprendre pour corriger" in page
    assert 'name="title"' not in page
    assert a.post(f"{url}reprendre/").headers["Location"] == url
    assert EventPage.objects.get(pk=event.pk).current_workflow_state is None
    assert 'name="title"' in a.get(url).content.decode()
    assert PageLogEntry.objects.filter(page=event.pk, action="cms.desk.take_back", user=partner_a).exists()


def test_what_was_typed_while_a_colleague_sent_it_is_not_lost(
    client_of: ClientOf, partner_a: User, colleague: User, structure_a: StructurePage
) -> None:
    event = draft_event(structure_a, by=partner_a)
    submit(event, by=colleague)
    a, url = client_of(partner_a), f"/mon-espace/evenements/{event.pk}/"
    seen = EventPage.objects.get(pk=event.pk).latest_revision_id
    response = a.post(url, typed(title="Le mien", seen=seen))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Le mien" in page
    assert 'name="take_back"' in page
    assert a.post(url, typed(title="Le mien", seen=seen, take_back="1")).status_code == 302
    event = EventPage.objects.get(pk=event.pk)
    assert event.get_latest_revision_as_object().title == "Le mien"
    state = event.current_workflow_state
    assert state.current_task_state.revision_id == event.latest_revision_id


def test_an_approval_for_a_later_day_is_taken_back_too(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    event = draft_event(structure_a, by=partner_a)
    revision = event.get_latest_revision()
    revision.approved_go_live_at = timezone.now() + timedelta(days=3)
    revision.save()
    a, url = client_of(partner_a), f"/mon-espace/evenements/{event.pk}/"
    assert "il paraîtra" in a.get(url).content.decode()
    a.post(f"{url}reprendre/")
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None
    assert 'name="title"' in a.get(url).content.decode()


def test_a_lock_of_the_team_is_told_in_a_sentence(
    client_of: ClientOf, partner_a: User, moderator: User, structure_a: StructurePage
) -> None:
    event = draft_event(structure_a, by=partner_a)
    EventPage.objects.filter(pk=event.pk).update(locked=True, locked_by=moderator, locked_at=timezone.now())
    a, url = client_of(partner_a), f"/mon-espace/evenements/{event.pk}/"
    assert "verrouillé" in a.get(url).content.decode()
    response = a.post(url, typed(title="Quand même", seen=event.latest_revision_id))
    assert response.status_code == 422
    assert "Quand même" in response.content.decode()
    assert EventPage.objects.get(pk=event.pk).get_latest_revision_as_object().title != "Quand même"


def test_the_preview_shows_page_calendar_and_letter_without_saving(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    a = client_of(partner_a)
    data = typed(
        action="preview", newsletter_proposed="on", newsletter_sentence="Venez nombreux.", body="Un long texte."
    )
    page = a.post(add_url(structure_a), data).content.decode()
    assert EventPage.objects.count() == 0
    for told in (
        "<h1>Atelier photo</h1>",
        "agenda abonné",
        "Salle des fêtes, 58000 Nevers",
        "Venez nombreux.",
        "Un long texte.",
    ):
        assert told in page, told
    assert 'name="title" value="Atelier photo"' in page
    again = a.post(add_url(structure_a), {**data, "action": "edit"}).content.decode()
    assert "Un long texte." in again
    assert "À corriger" not in again
    assert a.post(add_url(structure_a), {**data, "action": "send"}).status_code == 302


def test_the_preview_says_what_becomes_of_it_in_the_newsletter(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    a, said = client_of(partner_a), "n’est pas cochée&nbsp;: l’événement ne sera pas mis en avant dans la lettre"
    without = a.post(add_url(structure_a), typed(action="preview")).content.decode()
    assert said in without
    # The letter lists every event of its month: the line of the agenda is shown all the same.
    assert "À ne pas manquer" not in without
    assert "– Salle des fêtes" in without.split("Dans la lettre du mois")[1]
    assert said not in a.post(add_url(structure_a), typed(action="preview", newsletter_proposed="on")).content.decode()


def test_a_change_of_a_published_event_is_previewed_too(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    event = publish_event(structure_a, title="Avant")
    data = typed(action="preview", title="Après", seen=event.latest_revision_id)
    page = client_of(partner_a).post(f"/mon-espace/evenements/{event.pk}/", data).content.decode()
    assert "<h1>Après</h1>" in page


def test_a_preview_without_dates_says_so(client_of: ClientOf, partner_a: User, structure_a: StructurePage) -> None:
    data = {"action": "preview", "title": "Sans date", "schedule-way": "days"}
    page = client_of(partner_a).post(add_url(structure_a), data).content.decode()
    assert "Il manque les dates" in page


def test_a_draft_of_ones_own_is_deleted_after_a_question(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    event = draft_event(structure_a, title="À jeter", by=partner_a)
    a, url = client_of(partner_a), f"/mon-espace/evenements/{event.pk}/supprimer/"
    assert "À jeter" in a.get(url).content.decode()
    assert EventPage.objects.filter(pk=event.pk).exists()
    assert a.post(url).status_code == 302
    assert not EventPage.objects.filter(pk=event.pk).exists()
    log = PageLogEntry.objects.get(page=structure_a.pk, action="cms.desk.delete_draft")
    assert (log.user, log.data["title"]) == (partner_a, "À jeter")


def test_a_published_event_is_never_deleted_here(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    event = publish_event(structure_a)
    url = f"/mon-espace/evenements/{event.pk}/supprimer/"
    assert client_of(partner_a).post(url).status_code == 404
    assert EventPage.objects.filter(pk=event.pk).exists()


def test_a_trusted_structure_publishes_at_once(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    structure_a.space.trusted_at = timezone.now()
    structure_a.space.save()
    a = client_of(partner_a)
    assert "Publier</button>" in a.get(add_url(structure_a)).content.decode()
    response = a.post(add_url(structure_a), typed())
    assert EventPage.objects.get().live
    assert "C’est publié" in a.get(response.headers["Location"]).content.decode()


def test_what_the_team_asked_stands_above_the_form_and_sending_resumes_the_round(
    client_of: ClientOf, partner_a: User, moderator: User, structure_a: StructurePage
) -> None:
    event = draft_event(structure_a, by=partner_a)
    submit(event, by=partner_a)
    send_back(event, by=moderator, reason="Il manque l’heure de fin.")
    a, url = client_of(partner_a), f"/mon-espace/evenements/{event.pk}/"
    assert "Il manque l’heure de fin." in a.get(url).content.decode()
    seen = EventPage.objects.get(pk=event.pk).latest_revision_id
    assert a.post(url, typed(seen=seen)).status_code == 302
    assert EventPage.objects.get(pk=event.pk).current_workflow_state.status == "in_progress"


def test_another_structures_event_at_the_same_place_and_hour_is_offered_to_join(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    other = publish_event(structure_b, title="Atelier de B", address_commune=structure_a.commune, start=next_week())
    a = client_of(partner_a)
    page = a.get(a.post(add_url(structure_a), typed()).headers["Location"]).content.decode()
    assert f"/mon-espace/evenements/{other.pk}/rejoindre/" in page


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_instant_one_saves_and_the_other_is_told(
    client_of: ClientOf, partner_a: User, colleague: User, structure_a: StructurePage
) -> None:
    event = draft_event(structure_a, title="Avant")
    url = f"/mon-espace/evenements/{event.pk}/"
    people = [(client_of(partner_a), "Titre d’Alice"), (client_of(colleague), "Titre de Denis")]

    def post(person: tuple[Client, str]) -> int:
        try:
            client, title = person
            return client.post(url, typed(action="save", title=title, seen=event.latest_revision_id)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(post, people))
    assert answers == [302, 409]


def test_only_what_the_other_changed_is_taken_over_by_itself(
    client_of: ClientOf, partner_a: User, colleague: User, structure_a: StructurePage
) -> None:
    event = draft_event(structure_a, title="Atelier photo", bring="")
    url, seen = f"/mon-espace/evenements/{event.pk}/", event.latest_revision_id
    same = {"summary": event.summary, "address_street": event.address_street, "registration_phone": ""}
    b = client_of(colleague)
    client_of(partner_a).post(url, typed(action="save", bring="Un sac", seen=seen, **same))
    page = b.post(url, typed(action="save", audience="Tous", seen=seen, **same)).content.decode()
    assert 'name="pick-practical" value="theirs" checked' in page
    assert "pick-title" not in page
    assert "pick-audience" not in page
