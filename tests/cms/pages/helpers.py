"""Verbs of the public pages' tests."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from django.test import Client

from agenda.catalogue.models import Entry
from agenda.events.models import EventPage
from agenda.places.models import PlacePage
from cms.structures.models import StructurePage


def publish_place(structure: StructurePage, **fields: Any) -> PlacePage:
    """Publish a place in the structure's commune."""
    values = {
        "title": "Espace numérique du Banlay", "commune": structure.commune, "postal_code": "58000",
        "address": "3 rue de l’Exemple", "phone": "+33199001234", "hours": "Mo-Fr 09:00-12:00",
        "services": ["quotidien"], "access_modes": ["venir"],
    }  # fmt: skip
    page = PlacePage(**{**values, **fields})
    StructurePage.objects.get(pk=structure.pk).add_child(instance=page)
    page.save_revision().publish()
    return PlacePage.objects.get(pk=page.pk)


def entry_of(page: EventPage) -> Entry:
    """Return the entry of an event."""
    return Entry.objects.get(page=page)


def words_of(html: str) -> str:
    """Return a page's words on one line, without tags, with plain spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\N{NO-BREAK SPACE}", " ").split())


def read(client: Client, url: str, *, status: int = 200) -> str:
    """Return the words of a page, redirects followed."""
    response = client.get(url, follow=True)
    assert response.status_code == status, (url, response.status_code)
    return words_of(response.content.decode())


def dead_ends(client: Client, codes: Iterable[str]) -> list[str]:
    """Return the communes whose page lacks a number, a place or an event that takes place."""
    found = []
    for insee in codes:
        html = client.get(f"/commune/{insee}/").content.decode()
        standing = re.findall(r'<article class="event(?! event--cancelled| event--postponed)', html)
        if not ('class="phone-box__number"' in html and 'class="place__name"' in html and standing):
            found.append(insee)
    return found
