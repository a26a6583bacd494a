"""What the team's screens share: the way from one to the other."""

from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from cms.structures.queries import is_team

register = template.Library()

# (name of the address, words, whether the whole team's people only)
ENTRIES = (
    ("team:queue", "File d’attente", False),
    ("team:structures", "Structures", True),
    ("team:people", "Personnes", True),
    ("team:proposals", "Propositions", True),
    ("team:programme", "Programme", True),
    ("desk:tools", "Outils", True),
    ("pages:agenda", "L’agenda", False),
)


@dataclass(frozen=True)
class Entry:
    """One way of the team's navigation."""

    label: str
    url: str
    here: bool
    exactly: bool


@register.simple_tag
def team_entries(request: HttpRequest) -> list[Entry]:
    """Return where the person may go from here: a limited moderator reads the queue, the team everything."""
    whole = is_team(request.user)
    found = []
    for name, label, of_team in ENTRIES:
        if of_team and not whole:
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        exactly = request.path == url
        # The queue stands at the root of the team's addresses: everything would lie below it.
        below = name != "team:queue" and request.path.startswith(url)
        found.append(Entry(label, url, exactly or below, exactly))
    return found
