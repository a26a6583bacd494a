"""What the answering machine says on a day: the team's text, else one composed of hours, workshops and numbers."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils import timezone

from agenda.catalogue.queries import public_entries
from agenda.contacts.chain import answer_from, hour_or_midnight
from agenda.contacts.load import Facts, Hotline, load_facts
from agenda.contacts.minutes import DAY_MINUTES, hours_of_day
from agenda.contacts.models import LineKind
from agenda.contacts.openings import open_minutes, usual_hours
from agenda.contacts.queries import written_text
from agenda.guidance.workshops import Workshop, first_words, running_workshop, starting, workshops_to_come
from agenda.places.hours import moment_in_french

# 45 seconds at 150 words a minute.
MOST_WORDS = 110
WORKSHOPS = 3
# Among so many that come first, what is going on is found.
RUNNING = 6
TITLE_WORDS = 8
_HOUR = re.compile(r"(\d{1,2})\s?h(?:\s?(\d{2}))?\b")
_SPAN = re.compile(r"(\d{1,2}\s?h(?:\s?\d{2})?|minuit)\s?–\s?(\d{1,2}\s?h(?:\s?\d{2})?|minuit)")


def machine_text(*, day: date, now: datetime, brand: Hotline) -> str:
    """Return the text of a day: what the team wrote for it, else the composed one (110 words at most, 45 seconds)."""
    return written_text(day=day) or composed_text(day=day, now=now, brand=brand)


def composed_text(*, day: date, now: datetime, brand: Hotline) -> str:
    """Return the text made of what is known: the same all day long, written to be spoken."""
    morning = timezone.make_aware(datetime.combine(day, time.min))
    facts = load_facts(commune=None, need="", today=day, brand=brand)
    called = answer_from(facts.chain, facts.board, now=morning)
    since = now if timezone.localdate(now) == day else morning
    workshops = list(workshops_to_come(starting(public_entries(), since)[:WORKSHOPS], since))
    running = running_workshop(public_entries().upcoming(since)[:RUNNING], since)
    single = next((step for step in called.steps if step.kind == LineKind.SINGLE), None)
    head = [f"Bonjour. Vous appelez {first_words(brand.programme_name, 10)}."]
    if single:
        if single.hours_in_french:
            head.append(f"Nous répondons {_spoken_week(single.hours_in_french)}.")
        if single.next_open and single.next_open.date() != day:
            moment = spoken(moment_in_french(single.next_open, day))
            head.append(f"Aujourd’hui, personne ne peut vous répondre : rappelez {moment}.")
        elif fewer := _fewer_hours(facts, day):
            head.append(f"Aujourd’hui, nous répondons seulement {fewer}.")
    others = [step for step in called.steps if step.kind != LineKind.MACHINE and step is not single]
    going_on = _going_on(running)
    tail = [f"Vous pouvez aussi appeler {first_words(s.name, TITLE_WORDS)}, au {s.number}." for s in others[:1]]
    for count in range(len(workshops), -1, -1):
        text = " ".join([*head, *going_on, *_told(workshops[:count], day), *tail, "Merci."])
        if len(text.split()) <= MOST_WORDS:
            return text
    return first_words(" ".join([head[0], *tail, "Merci."]), MOST_WORDS)


def _fewer_hours(facts: Facts, day: date) -> str:
    """Return "de 13 heures 30 à 17 heures 30" where turns leave hours of the day unheld, as the public page says."""
    single = next(line for line in facts.chain if line.kind == LineKind.SINGLE)
    who = facts.board.answering_on(single, day)
    held = open_minutes(who, day, facts.board.rota) if who else ()
    if who is None or not held or held == hours_of_day(usual_hours(who), day):
        return ""
    return " et ".join(spoken(f"{_clock(start)} – {_clock(end)}") for start, end in held)


def _clock(minute: int) -> str:
    return "minuit" if minute in {0, DAY_MINUTES} else f"{minute // 60} h {minute % 60:02d}"


def _told(workshops: Sequence[Workshop], day: date) -> list[str]:
    """Return "Prochains rendez-vous." and a sentence for each: when and where first, as one listens for these."""
    if not workshops:
        return []
    return ["Prochain rendez-vous." if len(workshops) == 1 else "Prochains rendez-vous.",
            *(_told_one(workshop, day) for workshop in workshops)]  # fmt: skip


def _going_on(workshop: Workshop | None) -> list[str]:
    """Return "Aujourd’hui, jusqu’à 12 heures 30, à Nevers : …": true whenever it is heard that day."""
    if workshop is None or workshop.end is None:
        return []
    at = f", {workshop.at}" if workshop.at else ""
    until = spoken(hour_or_midnight(workshop.end))
    return [f"Aujourd’hui, jusqu’à {until}{at} : {first_words(workshop.title, TITLE_WORDS)}."]


def _told_one(workshop: Workshop, day: date) -> str:
    title = first_words(workshop.title, TITLE_WORDS)
    at = workshop.at_unless_named if title == workshop.title else workshop.at
    when = spoken(workshop.when(day))
    told = f"{when[:1].upper()}{when[1:]}{f', {at}' if at else ''} : {title}"
    return told if told[-1] in ".!?…" else f"{told}."


def _spoken_week(lines: Sequence[str]) -> str:
    """Return "du lundi au vendredi de 9 heures à 12 heures, et le samedi de 9 heures à 12 heures"."""
    told = []
    for line in lines:
        days, colon, hours = line.partition(" : ")
        if not colon:
            continue  # "Horaires différents certaines semaines…"
        before = "" if days.startswith("tous") else "du " if " au " in days else "le "
        told.append(f"{before}{days} {spoken(hours)}")
    return ", et ".join(told) if len(told) < 3 else ", ".join(told)


def spoken(text: str) -> str:
    """Return a text with hours as they are said: "9 h – 12 h 30" → "de 9 heures à 12 heures 30"."""
    return _HOUR.sub(_said, _SPAN.sub(r"de \1 à \2", text)).replace("\N{NO-BREAK SPACE}", " ")


def _said(match: re.Match[str]) -> str:
    count, minutes = match.groups()
    word = "heure" if int(count) < 2 else "heures"
    return f"{count} {word} {int(minutes)}" if minutes and int(minutes) else f"{count} {word}"
