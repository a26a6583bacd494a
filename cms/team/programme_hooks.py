"""Leads whoever opens an item of the programme in Wagtail's editor to the light form, which alone reads its dates."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Page

from agenda.programme.pages import ProgrammePage


def lead_to_light_form(_request: HttpRequest, page: Page) -> HttpResponse | None:
    """Redirect from the editor (hook `before_edit_page`)."""
    return redirect("team:programme_item", page_id=page.pk) if isinstance(page, ProgrammePage) else None
