"""What must not happen to a place: a year mistyped, a link that outlives its owner, a flood, a draft overwritten."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from agenda.contacts.actions import LineRefused, close_line
from agenda.contacts.models import Line, LineClosure
from agenda.places.closures import ClosureRefused, close_place
from agenda.places.corrections import MAILED_A_DAY, correct_place, undo_correction
from agenda.places.freshness import DeadLink, confirmation_token, place_of_token
from agenda.places.handover import hand_over_place
from agenda.places.models import PlacePage
from agenda.places.records import CorrectionOrigin, PlaceClosure, PlaceCorrection, PlaceRecord
from cms.accounts.models import User
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cast import submit
from tests.factories.places_life import make_place

NOW = timezone.now()
LAST_DAY = date.max
PUBLIC = ("/commune/58194/", "/lieux/", "/qui-appeler/?commune=58194")


def asked(place: PlacePage) -> str:
    """Return the token of the link, as if the place had just been asked."""
    PlaceRecord.objects.filter(page=place).update(asked_at=timezone.now())
    return confirmation_token(PlacePage.objects.get(pk=place.pk))


def test_a_closure_more_than_two_years_ahead_is_refused(structure_a: StructurePage) -> None:
    """Of a place and of a line: the year was mistyped."""
    place, line = make_place(structure_a), Line.objects.create(kind="counsellor", name="L", phone="+33199000005")
    with pytest.raises(ClosureRefused):
        close_place(place=place, start_date=LAST_DAY, end_date=LAST_DAY, sentence="", by=None, now=NOW)
    with pytest.raises(LineRefused):
        close_line(
            line=line, start_date=timezone.localdate(NOW), end_date=LAST_DAY, sentence="", referral=None, by=None,
            now=NOW,
        )  # fmt: skip


def test_a_closure_at_the_end_of_time_breaks_no_page(
    structure_a: StructurePage, communes: dict[str, Commune], client: Client
) -> None:
    """One that stands in the database already, whoever wrote it."""
    place = make_place(structure_a, hours="Mo-Su 09:00-12:00")
    line = Line.objects.create(kind="counsellor", name="L", phone="+33199000005", hours="Mo-Su 09:00-12:00")
    for first in (date.min, timezone.localdate(NOW), LAST_DAY):
        PlaceClosure.objects.create(place=place, start_date=first, end_date=LAST_DAY, at=NOW)
        LineClosure.objects.create(line=line, start_date=first, end_date=LAST_DAY)
    for address in (*PUBLIC, place.url):
        assert client.get(address).status_code == 200, address


def test_the_link_of_a_mail_dies_when_the_place_is_handed_over(structure_a: StructurePage) -> None:
    """The register's former address must not change what is the structure's now."""
    place = make_place(StructurePage.objects.get(is_register=True), commune=structure_a.commune)
    token = asked(place)
    assert place_of_token(token) == place
    hand_over_place(place=place, structure=structure_a, by=None, now=NOW)
    with pytest.raises(DeadLink):
        place_of_token(token)


def test_a_few_corrections_a_day_come_through_the_link_of_a_mail(
    structure_a: StructurePage, moderator: User, client: Client
) -> None:
    """Then it says whom to write to, and no mail leaves; the reception desk still corrects."""
    place = make_place(structure_a)
    address = f"/lieux/confirmer/{asked(place)}/?corriger=1"
    for number in range(10, 20):
        answer = client.post(address, {"phone": f"01 99 00 00 {number}", "hours": "", "email": "", "website": ""})
    assert answer.status_code == 422
    assert "écrivez à l’équipe" in answer.content.decode()
    assert PlaceCorrection.objects.count() == MAILED_A_DAY
    sent = len(mail.outbox)
    client.post(address, {"phone": "01 99 00 00 33", "hours": "", "email": "", "website": ""})
    assert len(mail.outbox) == sent
    values = {"phone": "01 99 00 00 44"}
    assert correct_place(place=place, values=values, origin=CorrectionOrigin.RECEPTION, by=None, now=timezone.now())
    later = timezone.now() + timedelta(days=2)
    values = {"phone": "01 99 00 00 45"}
    assert correct_place(place=place, values=values, origin=CorrectionOrigin.MAIL, by=None, now=later)


def test_taking_a_correction_back_leaves_a_later_draft_its_own_values(
    structure_a: StructurePage, partner_a: User
) -> None:
    """Field by field: the phone typed since stays in the draft, its hours go back with the published ones."""
    place = make_place(structure_a)
    values = {"phone": "01 99 00 00 22", "hours": "lundi 9h-12h"}
    correction = correct_place(place=place, values=values, origin=CorrectionOrigin.RECEPTION, by=None, now=NOW)
    assert correction
    draft = PlacePage.objects.get(pk=place.pk)
    draft.phone = "+33199000033"
    draft.save_revision(user=partner_a)
    submit(draft, by=partner_a)
    undo_correction(correction=correction, by=None, now=timezone.now())
    page = PlacePage.objects.get(pk=place.pk)
    waiting = page.get_latest_revision_as_object()
    assert (page.phone, page.hours) == ("+33199000001", "")
    assert (waiting.phone, waiting.hours) == ("+33199000033", "")
