"""Notices never wait and are told to who moderates: given and taken back, while a draft waits, in three taps."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from agenda.events.models import EventPage, Notice
from cms.accounts.models import User
from cms.moderation.actions import look
from cms.moderation.models import Look, ModeratorScope
from cms.structures.models import StructurePage
from tests.cast import approve, make_user, next_week, publish_event, submit

ClientOf = Callable[[User], Client]

MOST_TAPS = 3
VERBS = {
    "cancelled": {},
    "full": {},
    "postponed": {},
    "moved": {"new_date": next_week(days=15).date().isoformat(), "new_start": "10:00", "new_end": "12:00"},
}


def link(html: str, pattern: str) -> str:
    found = re.search(rf'href="({pattern})"', html)
    assert found, pattern
    return found[1].replace("&amp;", "&")


@pytest.mark.parametrize("kind", VERBS)
@pytest.mark.parametrize("dates", [1, 3])
def test_every_verb_takes_three_taps_from_the_desks_home(
    kind: str, dates: int, client_of: ClientOf, contributor: User, structure_a: StructurePage
) -> None:
    publish_event(structure_a, start=next_week(), more=tuple(next_week(days=14 * n) for n in range(1, dates)))
    desk = client_of(contributor)
    html = desk.get("/mon-espace/").content.decode()
    taps, path = 0, ""
    for pattern in (r"/mon-espace/evenements/\d+/prevenir/", rf"[^\"]+/{kind}/[^\"]*"):
        path = link(html, pattern)
        html = desk.get(path).content.decode()
        taps += 1
    assert 'type="submit"' in html
    assert desk.post(path, VERBS[kind] | {"sentence": ""}).status_code == 302
    taps += 1
    assert taps <= MOST_TAPS
    assert Notice.objects.get().kind == kind
    assert Notice.objects.get().original_start is not None


def test_a_notice_is_given_while_the_page_is_locked_and_outlives_the_draft(
    client_of: ClientOf, contributor: User, moderator: User, structure_a: StructurePage
) -> None:
    event = publish_event(structure_a)
    event.title = "Un autre titre"
    event.save_revision(user=contributor)
    submit(event, by=contributor)
    page = EventPage.objects.get(pk=event.pk)
    page.locked, page.locked_by, page.locked_at = True, moderator, timezone.now()
    page.save(clean=False)
    assert page.get_lock().for_user(contributor)
    path = f"/mon-espace/evenements/{event.pk}/prevenir/cancelled/"
    assert client_of(contributor).post(path, {"sentence": "Panne"}).status_code == 302
    assert EventPage.objects.get(pk=event.pk).entry.status == "cancelled"
    EventPage.objects.filter(pk=event.pk).update(locked=False, locked_by=None, locked_at=None)
    approve(page, by=moderator)
    after = EventPage.objects.get(pk=event.pk)
    assert (after.title, after.entry.status) == ("Un autre titre", "cancelled")


def test_a_notice_given_or_taken_back_is_left_for_the_team_to_look_at(
    client_of: ClientOf, contributor: User, moderator: User, structure_a: StructurePage
) -> None:
    event = publish_event(structure_a, title="Atelier tablette")
    desk = client_of(contributor)
    desk.post(f"/mon-espace/evenements/{event.pk}/prevenir/cancelled/", {"sentence": ""})
    told = Look.objects.get()
    assert (told.reference, told.by, told.looked_at) == (Notice.objects.get().pk, contributor, None)
    look(look=told, by=moderator, now=timezone.now())
    undo = f"/mon-espace/avis/{Notice.objects.get().pk}/retirer/"
    assert [desk.post(undo).status_code, desk.post(undo).status_code] == [302, 302]
    told = Look.objects.get()
    assert (told.by, told.looked_at) == (contributor, None)


def test_what_a_moderator_announces_needs_no_look(
    client_of: ClientOf, moderator: User, structure_a: StructurePage
) -> None:
    event = publish_event(structure_a)
    client_of(moderator).post(f"/mon-espace/evenements/{event.pk}/prevenir/full/", {"sentence": ""})
    assert Notice.objects.exists()
    assert not Look.objects.exists()


def test_a_limited_moderator_gives_notices_in_scope_only(
    client_of: ClientOf, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    here, there = make_user("ici@example.org", "Inès", "Ici"), make_user("ailleurs@example.org", "Ali", "Loin")
    ModeratorScope.objects.create(user=here, epci=structure_a.epci)
    ModeratorScope.objects.create(user=there, structure=structure_b)
    path = f"/mon-espace/evenements/{publish_event(structure_a).pk}/prevenir/full/"
    assert client_of(there).post(path, {"sentence": "Non"}).status_code == 404
    assert client_of(here).post(path, {"sentence": ""}).status_code == 302
    assert Notice.objects.get().author == here
