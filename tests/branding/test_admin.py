"""The team edits the record in the admin, which carries the brand's name."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text

from branding.actions import ensure_brand
from branding.models import Brand

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.branding.urls")]


@pytest.fixture
def team(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("equipe", "equipe@example.org", "x"))
    return client


def edit(team: Client, **changes: str) -> str:
    address = reverse("wagtailsettings:edit", args=["branding", "brand", ensure_brand().pk])
    form = team.get(address).context["form"]
    values = {name: form[name].value() or "" for name in form.fields if name != "logo"}
    values |= {name: rich_text(values[name]) for name in ("legal_text", "privacy_text", "accessibility_text")}
    return team.post(address, {**values, **changes}, follow=True).content.decode()


def test_the_settings_page_opens_on_the_one_row(team: Client) -> None:
    ensure_brand()
    page = team.get(reverse("wagtailsettings:edit", args=["branding", "brand"]), follow=True)
    assert page.status_code == 200
    assert page.content.decode().count('type="color"') == 4


def test_a_readable_colour_is_saved(team: Client) -> None:
    edit(team, colour_primary="#123456")
    assert Brand.load().colour_primary == "#123456"


def test_an_unreadable_colour_is_refused_with_a_sentence(team: Client) -> None:
    page = edit(team, colour_primary="#ffeeaa")
    assert "#ffeeaa" in page
    assert "4.5" in page or "4,5" in page
    assert Brand.load().colour_primary != "#ffeeaa"


def test_the_admin_carries_our_name_and_sheet(team: Client) -> None:
    page = team.get(reverse("wagtailadmin_home")).content.decode()
    assert "Relais numérique</title>" in page
    assert "branding/admin.css" in page
    assert "branding/icon.svg" in page
