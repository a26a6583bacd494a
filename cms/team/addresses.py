"""Addresses that the moderation's mails and screens give: of the light form, and one that opens it from a mail."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from wagtail.models import Page

from cms.desk.links import form_url_of


def form_path(page: Page) -> str:
    """Return the path of the page's light form; of Wagtail's editor for a page that has none."""
    try:
        return form_url_of(page)
    except (KeyError, NoReverseMatch):
        return reverse("wagtailadmin_pages:edit", args=[page.pk])


def opening_address(path: str) -> str:
    """Return the absolute address of a page, for a mail.

    A plain one: who is still signed in is there at once, others get their link from the sign-in page and land there.
    A link that signs in would let in whoever the mail is forwarded to, and be dead by the time most mails are read.
    """
    return settings.PUBLIC_URL + path
