"""The two sentences that the agent at the phone reads aloud: whom to call now, where to go next. Pure."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from agenda.catalogue.models import Entry
from agenda.contacts.chain import Answer, Step, hour_or_midnight
from agenda.contacts.openings import Board, Closed, LineFacts
from agenda.guidance.workshops import at_town, first_words, workshops_to_come
from agenda.places.closures import standing_closures
from agenda.places.hours import moment_in_french
from agenda.places.models import PlacePage
from agenda.places.queries import NearPlace
from cms.foundation.wording import NBSP, hour

# Neither sentence is longer; names are cut to a few words, and to fewer where the rest is long.
WORDS = 45
NAME_WORDS = 8
FEWEST_NAME_WORDS = 3


def two_sentences(
    called: Answer, places: Sequence[NearPlace], entries: Sequence[Entry], now: datetime, *, skipped: bool = False
) -> tuple[str, str]:
    """Return the sentence about the number and the one about places and workshops; 45 words each at most.

    `skipped`: nearer places exist that do not offer the need.
    """
    return _number_sentence(called, now), _where_sentence(places, entries, now, skipped=skipped)


def _number_sentence(called: Answer, now: datetime) -> str:
    lead = called.lead
    if lead is None:
        return "Aucun numéro n’est encore enregistré pour cette commune."
    whom = _whom(lead)
    if called.now:
        until = ""
        if lead.until and (lead.until - now).days < 1:
            until = f", jusqu’à {hour_or_midnight(lead.until)}"
        return f"Vous pouvez appeler tout de suite {whom}{until}."
    if lead.next_open:
        moment = moment_in_french(lead.next_open, timezone.localdate(now))
        return f"Personne ne répond en ce moment{NBSP}: vous pourrez appeler {whom}, {moment}."
    if lead.answers_now is None:
        return f"Vous pouvez essayer d’appeler {whom}{NBSP}: ses horaires ne sont pas connus."
    return f"Personne ne répond en ce moment au {lead.number}, {first_words(lead.name, NAME_WORDS)}."


def _whom(step: Step) -> str:
    return f"le {step.number}, {first_words(step.name, NAME_WORDS)}"


def _where_sentence(places: Sequence[NearPlace], entries: Sequence[Entry], now: datetime, *, skipped: bool) -> str:
    sentence = _where(places, entries, now, NAME_WORDS, skipped=skipped)
    too_many = len(sentence.split()) - WORDS
    if too_many <= 0:
        return sentence
    return _where(places, entries, now, max(NAME_WORDS - too_many, FEWEST_NAME_WORDS), skipped=skipped)


def _where(
    places: Sequence[NearPlace], entries: Sequence[Entry], now: datetime, name_words: int, *, skipped: bool
) -> str:
    today = timezone.localdate(now)
    parts = []
    if places:
        near = places[0]
        far = "" if near.km is None else " à moins de 1 km" if near.km < 1 else f" à environ {near.distance_km} km"
        nearest = "Le lieu le plus proche pour cela est" if skipped else "Le lieu le plus proche est"
        name = first_words(near.page.title, name_words)
        where = f"{nearest}{far}{NBSP}: {name}" if far else f"{nearest} {name}"
        parts.append(where.replace(" km", f"{NBSP}km") + _welcome(near, now))
    workshop = next(workshops_to_come(entries, now), None)
    if workshop:
        at = f" {workshop.at}" if workshop.at else ""
        parts.append(f"{'le' if parts else 'Le'} prochain atelier a lieu {workshop.when(today)}{at}")
    return f"{f'{NBSP}; '.join(parts)}." if parts else "Aucun lieu ni atelier n’est encore annoncé."


def _welcome(near: NearPlace, now: datetime) -> str:
    """Return ", où l’on vous reçoit mardi de 9 h à 12 h"; of a bus ", qui s’arrête à Arleuf jeudi 26 novembre de …"."""
    opening = reception_in_french(near, now)
    if near.stop:
        return f", qui s’arrête {at_town(near.stop.commune.name)} {opening}".rstrip()
    return f", où l’on vous reçoit {opening}" if opening else ""


def reception_in_french(near: NearPlace, now: datetime) -> str:
    """Return when a place next receives people: "maintenant, jusqu’à 12 h", "mardi de 9 h à 12 h", "" if unknown."""
    today = timezone.localdate(now)
    if near.visit:
        return near.visit.when(today)
    if near.stop:
        return ""
    return place_reception(near.page, now)


def place_reception(page: PlacePage, now: datetime) -> str:
    """Return the same for a place at its own address; no query for one fetched `with_opening()`."""
    closed = tuple(Closed(c.start_date, c.end_date) for c in standing_closures(page))
    line = LineFacts(None, "place", page.title, "", hours=page.hours, closures=closed)
    first = next(Board().stretches(line, now), None)
    if first is None:
        return ""
    start = timezone.localtime(first.start)
    end = timezone.localtime(first.end) if first.end else None
    if first.start <= now:
        return f"maintenant, jusqu’à {hour_or_midnight(end)}" if end and (end - now).days < 1 else "maintenant"
    moment = moment_in_french(start, timezone.localdate(now))
    if end is None or (end - start).days >= 1:
        return moment
    day = moment.removesuffix(f"à {hour(start)}").strip()
    return f"{day or 'aujourd’hui'} de {hour(start)} à {hour_or_midnight(end)}"
