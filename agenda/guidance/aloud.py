"""The two sentences that the agent at the phone reads aloud: whom to call now, where to go next. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from agenda.contacts.chain import Answer, Step, hour_or_midnight
from agenda.contacts.models import LineKind
from agenda.contacts.openings import Board, Closed, LineFacts
from agenda.guidance.workshops import Workshop, at_town, first_words
from agenda.places.closures import standing_closures
from agenda.places.hours import moment_in_french
from agenda.places.models import PlacePage
from agenda.places.nearest import NearPlace
from cms.foundation.wording import NBSP, hour

# Neither sentence is longer; names are cut to a few words, and to fewer where the rest is long.
WORDS = 45
NAME_WORDS = 8
FEWEST_NAME_WORDS = 3


@dataclass(frozen=True)
class Told:
    """What the second sentence speaks of; `starting` holds the first to start, `running` what is going on.

    `need`: one was asked for. `offered`: the first place announces it. `other_theme`: no workshop is about it.
    """

    places: Sequence[NearPlace]
    starting: Workshop | None
    running: Workshop | None
    need: bool = False
    offered: bool = False
    other_theme: bool = False


def two_sentences(called: Answer, told: Told, now: datetime, *, outside: str = "") -> tuple[str, str]:
    """Return the sentence about the number and the one about places and workshops; 45 words each at most.

    `outside`: what is said first to somebody from elsewhere.
    """
    for name_words in (NAME_WORDS, FEWEST_NAME_WORDS):
        first = " ".join(part for part in (outside, _number_sentence(called, now, name_words)) if part)
        if len(first.split()) <= WORDS:
            break
    return first, _where_sentence(told, now)


def sentences_at_desk(called: Answer, told: Told, now: datetime, *, outside: str = "") -> tuple[str, ...]:
    """Return the same for a caller who is on the single number already: who else is of use, then where to go."""
    first = " ".join(part for part in (outside, _other_number(called, now)) if part)
    return tuple(part for part in (first, _where_sentence(told, now)) if part)


def _other_number(called: Answer, now: datetime) -> str:
    others = [step for step in called.steps if not step.is_machine and step.kind != LineKind.SINGLE]
    for step in others:
        if step.answers_now:
            return f"{_who(step)} répond au {step.number}{_until(step, now)}."
    waiting = [step for step in others if step.next_open]
    first = min(waiting, key=lambda step: step.next_open or now, default=None)
    if first is None or first.next_open is None:
        return ""
    return f"{_who(first)} répond au {first.number}, {moment_in_french(first.next_open, timezone.localdate(now))}."


def _who(step: Step) -> str:
    name = first_words(step.name, NAME_WORDS)
    return name[:1].upper() + name[1:]


def _until(step: Step, now: datetime) -> str:
    return f", jusqu’à {hour_or_midnight(step.until)}" if step.until and (step.until - now).days < 1 else ""


def _number_sentence(called: Answer, now: datetime, name_words: int) -> str:
    lead = called.lead
    if lead is None:
        return "Aucun numéro n’est encore enregistré pour cette commune."
    whom = f"le {lead.number}, {first_words(lead.name, name_words)}"
    if called.now:
        return f"Vous pouvez appeler tout de suite {whom}{_until(lead, now)}."
    if lead.next_open:
        moment = moment_in_french(lead.next_open, timezone.localdate(now))
        return f"Personne ne répond en ce moment{NBSP}: vous pourrez appeler {whom}, {moment}."
    if lead.answers_now is None:
        return f"Vous pouvez essayer d’appeler {whom}{NBSP}: ses horaires ne sont pas connus."
    return f"Personne ne répond en ce moment au {lead.number}, {first_words(lead.name, name_words)}."


def _where_sentence(told: Told, now: datetime) -> str:
    """Return the fullest sentence of 45 words at most: names are cut first, then what is going on left out."""
    for running in (told.running, None):
        for name_words in range(NAME_WORDS, FEWEST_NAME_WORDS - 1, -1):
            sentence = _where(replace(told, running=running), now, name_words)
            if len(sentence.split()) <= WORDS:
                return sentence
    return first_words(sentence, WORDS)


def _where(told: Told, now: datetime, name_words: int) -> str:
    parts = []
    if told.places:
        near = told.places[0]
        far = "" if near.km is None else " à moins de 1 km" if near.km < 1 else f" à environ {near.distance_km} km"
        name = first_words(near.page.title, name_words)
        nearest = "Le lieu le plus proche est"
        if told.need:
            nearest = "Pour cela, le plus proche est" if told.offered else "Aucun lieu proche n’annonce cette aide"
        if told.need and not told.offered:
            far = f"{NBSP}; le plus proche est{far}"
        where = f"{nearest}{far}{NBSP}: {name}" if far else f"{nearest} {name}"
        parts.append(where.replace(" km", f"{NBSP}km") + _welcome(near, now))
    parts += _workshop_parts(told, now)
    sentence = f"{NBSP}; ".join(parts) or "Aucun lieu ni rendez-vous n’est encore annoncé"
    return f"{sentence[0].upper()}{sentence[1:]}."


def _workshop_parts(told: Told, now: datetime) -> list[str]:
    """Return "un rendez-vous a lieu en ce moment, jusqu’à 12 h 30, à Nevers" and "le suivant a lieu demain à 9 h"."""
    parts, following = [], "le prochain rendez-vous a lieu"
    if told.other_theme and (told.running or told.starting):
        parts.append("aucun rendez-vous annoncé sur ce sujet")
        following = "le prochain, sur un autre sujet, a lieu"
    if told.running and told.running.end:
        at = f", {told.running.at}" if told.running.at else ""
        what = "un autre" if told.other_theme else "un rendez-vous"
        parts.append(f"{what} a lieu en ce moment, jusqu’à {hour_or_midnight(told.running.end)}{at}")
        following = "le suivant a lieu"
    if told.starting:
        at = f" {told.starting.at}" if told.starting.at else ""
        parts.append(f"{following} {told.starting.when(timezone.localdate(now))}{at}")
    return parts


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
    # Hours that tell nothing are not looked for day by day, up to the horizon.
    first = next(Board().stretches(line, now), None) if line.is_known else None
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
