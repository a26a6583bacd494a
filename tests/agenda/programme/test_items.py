"""Items are read by the partners whom they concern, keep their identity, and leave a tombstone."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Collection, Page

from agenda.programme import queries
from agenda.programme.actions import TITLE, ChangedMeanwhile, ItemValues, publish_item, remove_item
from agenda.programme.dates import ItemDate, parse_dates
from agenda.programme.models import ProgrammeDate, ProgrammeItem
from agenda.programme.pages import Audience, ProgrammeIndexPage, ProgrammePage
from agenda.programme.projection import project_item, repair_programme
from cms.accounts.models import User
from cms.structures.actions import Platform
from cms.structures.models import StructurePage
from tests.factories.programme import add_item, change_item, hours_on, in_days


def titles(structure: StructurePage) -> list[str]:
    """Return what comes for a structure."""
    return [row.item.title for row in queries.coming(structure, timezone.now())]


def test_prepare_platform_gives_an_existing_installation_its_index_once(platform: Platform) -> None:
    index = ProgrammeIndexPage.objects.get()
    # An installation of before: neither page nor collection.
    index.delete()
    Collection.objects.get(name=TITLE).delete()
    for _run in range(2):
        call_command("prepare_platform")
    index = ProgrammeIndexPage.objects.get()
    assert index.live
    assert index.get_parent().pk == platform.home.pk
    assert [one.restriction_type for one in index.get_view_restrictions()] == ["groups"]
    assert Collection.objects.filter(name=TITLE).count() == 1
    assert Page.find_problems() == ([], [], [], [], [])


def test_an_item_concerns_all_some_epci_or_named_structures(
    moderator: User, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    assert structure_b.epci
    add_item(moderator, title="Pour tous")
    add_item(moderator, title="Pour l’EPCI de B", audience=Audience.EPCI, epcis=[structure_b.epci])
    add_item(moderator, title="Pour A", audience=Audience.NAMED, structures=[structure_a])
    add_item(moderator, title="Pour A et B", audience=Audience.NAMED, structures=[structure_a, structure_b])
    assert titles(structure_a) == ["Pour tous", "Pour A", "Pour A et B"]
    assert titles(structure_b) == ["Pour tous", "Pour l’EPCI de B", "Pour A et B"]


def test_an_audience_is_of_its_kind_only(
    moderator: User, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    page = add_item(moderator, audience=Audience.NAMED, structures=[structure_a])
    dates = parse_dates(page.dates)
    change_item(page, moderator, dates, audience=Audience.EPCI, epcis=[structure_b.epci], structures=[structure_a])
    assert (titles(structure_a), titles(structure_b)) == ([], ["Comité technique"])


def test_only_the_team_publishes_and_removes(moderator: User, partner_a: User) -> None:
    page = add_item(moderator)
    with pytest.raises(PermissionDenied):
        add_item(partner_a)
    with pytest.raises(PermissionDenied):
        remove_item(page=page, by=partner_a, now=timezone.now())
    assert ProgrammePage.objects.count() == 1


def test_a_page_without_readable_dates_is_refused_and_nothing_is_left(moderator: User) -> None:
    values = ItemValues(title="Sans date", kind="committee", dates=[])
    with pytest.raises(ValidationError):
        publish_item(page=None, values=values, by=moderator, now=timezone.now())
    assert not ProgrammePage.objects.exists()
    assert not ProgrammeItem.objects.exists()


def test_who_saw_another_version_is_told(moderator: User) -> None:
    page = add_item(moderator)
    values = ItemValues(title="Autre", kind="committee", dates=parse_dates(page.dates))
    assert page.latest_revision_id
    publish_item(page=page, values=values, by=moderator, now=timezone.now(), seen=page.latest_revision_id)
    with pytest.raises(ChangedMeanwhile):
        publish_item(page=page, values=values, by=moderator, now=timezone.now(), seen=page.latest_revision_id)


def test_a_date_keeps_its_uid_and_its_sequence_moves_only_when_something_differs(moderator: User) -> None:
    first, second = hours_on(in_days(7)), hours_on(in_days(21))
    page = add_item(moderator, first, second)
    rows = {row.key: row for row in ProgrammeDate.objects.all()}
    project_item(page_id=page.pk, now=timezone.now())
    change_item(page, moderator, [first, second])
    assert {row.key: row.sequence for row in ProgrammeDate.objects.all()} == {first.id: 0, second.id: 0}
    moved = ItemDate(second.start + timedelta(days=1), second.end + timedelta(days=1), False, second.id)
    change_item(page, moderator, [first, moved])
    assert {row.key: (row.sequence, row.uid) for row in ProgrammeDate.objects.all()} == {
        first.id: (0, rows[first.id].uid),
        second.id: (1, rows[second.id].uid),
    }
    change_item(page, moderator, [first, moved], is_cancelled=True)
    assert {row.key: row.sequence for row in ProgrammeDate.objects.all()} == {first.id: 1, second.id: 2}


def test_a_date_left_out_is_buried_and_comes_back_under_its_uid(moderator: User, structure_a: StructurePage) -> None:
    first, second = hours_on(in_days(7)), hours_on(in_days(21))
    page = add_item(moderator, first, second)
    uid = ProgrammeDate.objects.get(key=second.id).uid
    change_item(page, moderator, [first])
    assert len(titles(structure_a)) == 1
    assert ProgrammeDate.objects.get(key=second.id).gone_at
    change_item(page, moderator, [first, second])
    again = ProgrammeDate.objects.get(key=second.id)
    assert (again.uid, again.gone_at, again.sequence) == (uid, None, 2)


def test_a_copied_page_is_another_item(moderator: User, structure_a: StructurePage) -> None:
    page = add_item(moderator)
    page.copy(update_attrs={"title": "Copie", "slug": "copie"}, keep_live=True).get_latest_revision().publish()
    assert sorted(titles(structure_a)) == ["Comité technique", "Copie"]
    assert len(set(ProgrammeDate.objects.values_list("uid", flat=True))) == 2


@pytest.mark.parametrize("way", ["action", "page", "queryset", "unpublish", "parent"])
def test_whatever_takes_a_page_away_takes_the_item_off_the_desks(
    moderator: User, structure_a: StructurePage, way: str
) -> None:
    page = add_item(moderator)
    if way == "action":
        remove_item(page=page, by=moderator, now=timezone.now())
    elif way == "page":
        page.delete()
    elif way == "queryset":
        ProgrammePage.objects.filter(pk=page.pk).delete()
    elif way == "unpublish":
        page.unpublish()
    else:
        ProgrammeIndexPage.objects.get().delete()
    assert titles(structure_a) == []
    row = ProgrammeDate.objects.get()
    assert row.gone_at
    assert row.item.gone_at
    assert row.sequence == 1


def test_the_sweep_repairs_what_no_signal_said(moderator: User, structure_a: StructurePage) -> None:
    kept, lost = add_item(moderator), add_item(moderator, title="Autre")
    assert repair_programme(now=timezone.now()) == 0
    ProgrammePage.objects.filter(pk=lost.pk).update(live=False)
    ProgrammeItem.objects.filter(page=kept).delete()
    assert repair_programme(now=timezone.now()) == 2
    assert titles(structure_a) == ["Comité technique"]
    assert repair_programme(now=timezone.now()) == 0
