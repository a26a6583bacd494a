"""Components say in words what they show, and escape what people wrote."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string

from branding.phone import PhoneState
from branding.templatetags.typography import qr

STARTS = datetime(2026, 12, 8, 14, tzinfo=ZoneInfo("Europe/Paris"))


def card(**values: object) -> str:
    context = {
        "title": "Atelier",
        "url": "/e/abc",
        "starts_at": STARTS,
        "place": "Mairie, Varzy",
        **values,
    }
    return " ".join(render_to_string("components/event_card.html", context).split())


@pytest.mark.parametrize(("status", "word"), [("cancelled", "Annulé"), ("full", "Complet"), ("postponed", "Reporté")])
def test_a_state_is_said_in_words(status: str, word: str) -> None:
    assert word in card(status=status)
    assert "badge" not in card(status="scheduled")


def test_an_event_card_tells_day_hour_place_and_distance() -> None:
    html = card(distance_km=12.4)
    for part in ("mar.", ">8<", "déc.", "14\xa0h", "Mairie, Varzy", "12\xa0km"):
        assert part in html.replace("14 h", "14\xa0h").replace("12 km", "12\xa0km")
    assert "moins de 1" in card(distance_km=0)
    assert "km" not in card()


def test_what_people_wrote_is_escaped() -> None:
    assert "<b>" not in card(title="<b>x</b>", place="<b>y</b>")


def test_the_number_is_a_link_and_says_whether_somebody_answers() -> None:
    html = render_to_string(
        "components/phone_box.html",
        {"phone": "03 53 01 00 00", "state": PhoneState(is_open=True, sentence="On répond.")},
    )
    assert 'href="tel:+33353010000"' in html
    assert "On répond." in html
    assert render_to_string("components/phone_box.html", {"phone": ""}).strip() == ""


def test_pagination_keeps_the_other_parameters_and_hides_when_useless() -> None:
    html = render_to_string(
        "components/pagination.html", {"page": Paginator(range(30), 10).page(2), "query": "theme=a"}
    )
    assert "?theme=a&amp;page=3" in html
    assert "?theme=a&amp;page=1" in html
    assert not render_to_string("components/pagination.html", {"page": Paginator([], 10).page(1)}).strip()


class Sample(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="Pour confirmer.")
    themes = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)
    agree = forms.BooleanField(label="D’accord")


def test_a_mistake_stands_at_its_field_and_in_the_summary() -> None:
    form = Sample({"email": "x"})
    html = "".join(render_to_string("components/field.html", {"field": field}) for field in form)
    assert html.count('id="id_email_error"') == 1
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described
    assert all(f'id="{name}"' in html for name in described[1].split())
    summary = render_to_string("components/form_errors.html", {"form": form})
    assert 'href="#id_email"' in summary
    assert 'href="#id_agree"' in summary


def test_the_printed_code_leads_to_the_address() -> None:
    address = "https://example.org/e/k7m2pq"
    html = render_to_string("components/qr.html", {"address": address})
    assert f">{address}<" in html
    assert html.count("data:image/svg+xml") == 1
    assert qr(address) != qr(address + "x")
