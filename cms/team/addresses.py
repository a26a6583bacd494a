"""Addresses that the moderation's mails and screens give: of the light form, and one that opens it from a mail."""

from datetime import datetime

from django.urls import NoReverseMatch, reverse
from wagtail.models import Page

from cms.accounts.models import User
from cms.desk.links import form_url_of
from cms.signin.links import link_for


def form_path(page: Page) -> str:
    """Return the path of the page's light form; of Wagtail's editor for a page that has none."""
    try:
        return form_url_of(page)
    except (KeyError, NoReverseMatch):
        return reverse("wagtailadmin_pages:edit", args=[page.pk])


def opening_address(*, user: User, path: str, now: datetime) -> str:
    """Return an absolute address that opens `path` for the person who got it by mail."""
    return link_for(user=user, next_path=path, now=now)
