"""What becomes of a space: renamed, trusted, handed over, archived and reopened, each of it in the history."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from agenda.catalogue.models import Entry, EntryState
from agenda.catalogue.sweep import find_drift
from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.structures.actions import SpaceExists, add_partner, open_space
from cms.structures.models import StructureKind, StructurePage
from cms.structures.people import Membership, Role, Space
from cms.structures.queries import role_in, structures_of
from cms.structures.spaces import (
    RegisterStays,
    SpaceArchived,
    archive_space,
    distrust_space,
    hand_over_space,
    rename_space,
    reopen_space,
    trust_space,
)
from tests.cast import draft_event, make_user, publish_event, submit


def logged(structure: StructurePage) -> list[str]:
    """What the history of the structure says of our actions, in order."""
    found = PageLogEntry.objects.filter(page_id=structure.pk, action__startswith="cms.structures.")
    return [action.removeprefix("cms.structures.") for action in found.order_by("pk").values_list("action", flat=True)]


def referent(structure: StructurePage, email: str = "rosa@example.org") -> User:
    """Somebody who looks after the people of the space."""
    return add_partner(
        structure=structure, email=email, first_name="Rosa", last_name="Faure", now=timezone.now(), role=Role.REFERENT
    )


def test_an_archived_space_is_not_public_and_neither_are_its_events(
    structure_a: StructurePage, partner_a: User, moderator: User
) -> None:
    event = publish_event(structure_a)
    entry = Entry.objects.get(page=event)
    archive_space(structure=structure_a, by=moderator, now=timezone.now())
    assert not StructurePage.objects.get(pk=structure_a.pk).live
    assert EventPage.objects.get(pk=event.pk).live  # not touched: its parent hides it
    assert Entry.objects.get(pk=entry.pk).state == EntryState.WITHDRAWN
    assert Client().get(structure_a.url).status_code == 404
    assert Client().get(event.url).status_code == 404
    assert len(find_drift(thorough=True)) == 0
    assert logged(structure_a)[-1] == "archive_space"


def test_nobody_writes_in_an_archived_space(structure_a: StructurePage, partner_a: User, moderator: User) -> None:
    archive_space(structure=structure_a, by=moderator, now=timezone.now())
    assert structures_of(partner_a) == []
    assert role_in(partner_a, structure_a) is None
    assert not partner_a.groups.exists()
    client = Client()
    client.force_login(partner_a)
    assert client.get(f"/admin/pages/{structure_a.pk}/edit/").status_code in {302, 403, 404}


def test_reopening_puts_back_exactly_what_was_public_and_everybodys_role(
    structure_a: StructurePage, partner_a: User, moderator: User
) -> None:
    shown, hidden = publish_event(structure_a), draft_event(structure_a, title="Brouillon")
    contributor = add_partner(
        structure=structure_a, email="c@example.org", first_name="C", last_name="D", now=timezone.now(),
        role=Role.CONTRIBUTOR,
    )  # fmt: skip
    entry = Entry.objects.get(page=shown)
    before = set(Page.objects.filter(live=True).values_list("pk", flat=True))
    archive_space(structure=structure_a, by=moderator, now=timezone.now())
    reopen_space(structure=structure_a, by=moderator, now=timezone.now())
    assert set(Page.objects.filter(live=True).values_list("pk", flat=True)) == before
    assert not EventPage.objects.get(pk=hidden.pk).live
    again = Entry.objects.get(pk=entry.pk)
    assert (again.state, again.code, again.uid) == (EntryState.PUBLIC, entry.code, entry.uid)
    assert (role_in(partner_a, structure_a), role_in(contributor, structure_a)) == (Role.EDITOR, Role.CONTRIBUTOR)
    assert list(structure_a.space.group.user_set.all()) == [partner_a]
    assert Client().get(structure_a.url).status_code == 200
    assert len(find_drift(thorough=True)) == 0


def test_a_page_that_was_not_public_is_not_public_after_reopening(structure_a: StructurePage, moderator: User) -> None:
    StructurePage.objects.get(pk=structure_a.pk).unpublish()
    archive_space(structure=structure_a, by=moderator, now=timezone.now())
    reopen_space(structure=structure_a, by=moderator, now=timezone.now())
    assert not StructurePage.objects.get(pk=structure_a.pk).live


def test_a_planned_publication_of_the_page_waits_while_the_space_is_archived(
    structure_a: StructurePage, moderator: User
) -> None:
    page = StructurePage.objects.get(pk=structure_a.pk)
    page.summary, page.go_live_at = "Bientôt.", timezone.now() + timedelta(days=2)
    revision = page.save_revision()
    revision.publish()
    planned = page.revisions.get(pk=revision.pk).approved_go_live_at
    assert planned is not None
    archive_space(structure=structure_a, by=moderator, now=timezone.now())
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()
    reopen_space(structure=structure_a, by=moderator, now=timezone.now())
    assert page.revisions.get(pk=revision.pk).approved_go_live_at == planned


def test_publishing_the_page_of_an_archived_space_does_not_open_it(
    structure_a: StructurePage, partner_a: User, moderator: User
) -> None:
    event = publish_event(structure_a)
    page = StructurePage.objects.get(pk=structure_a.pk)
    page.save_revision(user=partner_a)
    archive_space(structure=structure_a, by=moderator, now=timezone.now())
    StructurePage.objects.get(pk=page.pk).get_latest_revision().publish(user=moderator)
    assert not StructurePage.objects.get(pk=structure_a.pk).live
    assert Entry.objects.get(page=event).state == EntryState.WITHDRAWN
    assert len(find_drift(thorough=True)) == 0


def test_archiving_and_reopening_twice_is_once(structure_a: StructurePage, moderator: User) -> None:
    now = timezone.now()
    first = archive_space(structure=structure_a, by=moderator, now=now)
    again = archive_space(structure=structure_a, by=moderator, now=now + timedelta(days=1))
    assert (again.archived_at, again.before_archive) == (first.archived_at, first.before_archive)
    reopen_space(structure=structure_a, by=moderator, now=now)
    reopen_space(structure=structure_a, by=moderator, now=now)
    assert logged(structure_a).count("archive_space") == logged(structure_a).count("reopen_space") == 1


def test_the_register_is_not_archived(platform: object, moderator: User) -> None:
    register = StructurePage.objects.get(is_register=True)
    with pytest.raises(RegisterStays):
        archive_space(structure=register, by=moderator, now=timezone.now())
    assert StructurePage.objects.get(pk=register.pk).live


def test_a_new_name_shows_everywhere_and_keeps_every_address(
    structure_a: StructurePage, partner_a: User, moderator: User
) -> None:
    event = publish_event(structure_a)
    entry = Entry.objects.get(page=event)
    rename_space(structure=structure_a, name="Le Fil d’Ariane", by=moderator, now=timezone.now())
    page = StructurePage.objects.get(pk=structure_a.pk)
    assert (page.title, page.slug, page.url) == ("Le Fil d’Ariane", structure_a.slug, structure_a.url)
    space = Space.objects.get(structure=page)
    assert space.group.name == f"Structure {page.pk} : Le Fil d’Ariane"
    assert space.collection.name == f"Le Fil d’Ariane ({page.pk})"
    again = Entry.objects.get(pk=entry.pk)
    assert (again.code, again.uid) == (entry.code, entry.uid)
    assert again.description["structure"]["name"] == "Le Fil d’Ariane"
    assert len(find_drift(thorough=True)) == 0
    assert PageLogEntry.objects.get(action="cms.structures.rename_space").data == {
        "former": "Association Le Fil", "name": "Le Fil d’Ariane",
    }  # fmt: skip


def test_a_draft_of_the_page_that_waits_goes_out_under_the_new_name(
    structure_a: StructurePage, partner_a: User, moderator: User
) -> None:
    page = StructurePage.objects.get(pk=structure_a.pk)
    page.summary = "Nouvelle phrase."
    page.save_revision(user=partner_a)
    submit(page, by=partner_a)
    rename_space(structure=structure_a, name="Le Fil d’Ariane", by=moderator, now=timezone.now())
    page = StructurePage.objects.get(pk=structure_a.pk)
    assert page.workflow_in_progress
    page.get_latest_revision().publish()
    page.refresh_from_db()
    assert (page.title, page.summary) == ("Le Fil d’Ariane", "Nouvelle phrase.")


def test_an_archived_space_can_be_renamed_and_comes_back_under_the_new_name(
    structure_a: StructurePage, moderator: User
) -> None:
    archive_space(structure=structure_a, by=moderator, now=timezone.now())
    rename_space(structure=structure_a, name="Autrefois", by=moderator, now=timezone.now())
    reopen_space(structure=structure_a, by=moderator, now=timezone.now())
    page = StructurePage.objects.get(pk=structure_a.pk)
    assert (page.title, page.live) == ("Autrefois", True)
    assert page.get_latest_revision_as_object().title == "Autrefois"


def test_a_name_taken_by_another_structure_is_refused(
    structure_a: StructurePage, structure_b: StructurePage, moderator: User
) -> None:
    with pytest.raises(SpaceExists):
        rename_space(structure=structure_a, name=structure_b.title.upper(), by=moderator, now=timezone.now())
    rename_space(structure=structure_a, name="ASSOCIATION LE FIL", by=moderator, now=timezone.now())


def test_group_and_collection_follow_a_name_changed_in_the_editor(structure_a: StructurePage) -> None:
    page = StructurePage.objects.get(pk=structure_a.pk)
    page.title = "Le Fil à la patte"
    page.save_revision().publish()
    space = Space.objects.get(structure=page)
    assert space.group.name == f"Structure {page.pk} : Le Fil à la patte"
    assert space.collection.name == f"Le Fil à la patte ({page.pk})"


def test_trust_is_given_and_taken_and_not_while_archived(structure_a: StructurePage, moderator: User) -> None:
    now = timezone.now()
    assert trust_space(structure=structure_a, by=moderator, now=now).trusted_at == now
    trust_space(structure=structure_a, by=moderator, now=now + timedelta(days=1))
    assert Space.objects.get(structure=structure_a).trusted_at == now
    assert not distrust_space(structure=structure_a, by=moderator, now=now).is_trusted
    archive_space(structure=structure_a, by=moderator, now=now)
    with pytest.raises(SpaceArchived):
        trust_space(structure=structure_a, by=moderator, now=now)
    assert logged(structure_a)[1:] == ["trust_space", "distrust_space", "archive_space"]


@pytest.mark.parametrize(("leaves", "left"), [(False, Role.EDITOR), (True, None)])
def test_a_space_handed_over_has_one_referent_and_the_former_stays_or_leaves(
    leaves: bool, left: Role | None, structure_a: StructurePage, moderator: User
) -> None:
    former, heir = referent(structure_a), make_user("lea@example.org", "Léa", "Blanc")
    hand_over_space(structure=structure_a, to_user=heir, by=moderator, now=timezone.now(), former_leave=leaves)
    assert (role_in(heir, structure_a), role_in(former, structure_a)) == (Role.REFERENT, left)
    assert former.groups.filter(pk=structure_a.space.group_id).exists() is (left is not None)
    assert heir.groups.filter(pk=structure_a.space.group_id).exists()
    assert User.objects.get(pk=former.pk).is_active


def test_a_referent_hands_over_but_renames_archives_and_trusts_nothing(
    structure_a: StructurePage, structure_b: StructurePage, partner_a: User
) -> None:
    rosa, now = referent(structure_a), timezone.now()
    for refused in (archive_space, reopen_space, trust_space, distrust_space):
        with pytest.raises(PermissionDenied):
            refused(structure=structure_a, by=rosa, now=now)
    with pytest.raises(PermissionDenied):
        rename_space(structure=structure_a, name="À moi", by=rosa, now=now)
    with pytest.raises(PermissionDenied):
        hand_over_space(structure=structure_b, to_user=rosa, by=rosa, now=now)
    with pytest.raises(PermissionDenied):
        hand_over_space(structure=structure_a, to_user=partner_a, by=partner_a, now=now)
    hand_over_space(structure=structure_a, to_user=partner_a, by=rosa, now=now)
    assert Membership.objects.get(structure=structure_a, user=rosa).role == Role.EDITOR


def test_a_space_that_is_opened_has_nothing_of_another(platform: object, structure_a: StructurePage) -> None:
    other = open_space(name="Autre", kind=StructureKind.OTHER, commune=None, by=None, now=timezone.now())
    assert other.space.group_id != structure_a.space.group_id
    assert not other.memberships.exists()
