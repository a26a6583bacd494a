"""Qui appeler."""

from dataclasses import dataclass
from datetime import UTC, datetime

from agenda.places.contact import who_to_call


@dataclass
class Line:
    """What a Brand says of the hotline."""

    phone: str = "03 53 01 12 34"
    phone_hours: str = "Mo-Fr 09:00-12:00"
    phone_note: str = "Appel gratuit"


def test_the_number_says_whether_it_answers_now() -> None:
    morning = who_to_call(brand=Line(), now=datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    assert morning
    assert (morning.number_link, morning.answers_now, morning.note) == ("tel:+33353011234", True, "Appel gratuit")
    assert morning.number.replace("\u00a0", " ") == "03 53 01 12 34"
    assert morning.until is not None
    assert morning.until.hour == 12
    evening = who_to_call(brand=Line(), now=datetime(2026, 11, 23, 19, 0, tzinfo=UTC))
    assert evening.answers_now is False
    assert evening.next_open is not None
    assert evening.next_open.day == 24
    assert evening.hours_in_french == ("lundi au vendredi : 9\u00a0h – 12\u00a0h",)


def test_without_hours_nothing_is_said_about_now() -> None:
    contact = who_to_call(brand=Line(phone_hours=""), now=datetime(2026, 11, 23, tzinfo=UTC))
    assert contact
    assert (contact.answers_now, contact.now_in_french, contact.hours_in_french) == (None, "", ())


def test_without_a_number_there_is_nobody_to_call() -> None:
    assert not who_to_call(brand=Line(phone=""), now=datetime(2026, 11, 23, tzinfo=UTC))
