"""How a commune's facts become a text of 160, 300 or 1 200 characters, with the last day it is good for. Pure.

Nothing is ever cut: what does not fit is left out, the number last. A text is copied today and read for weeks, so it
says no "today", no "next" and no "open now".
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dateutil.relativedelta import relativedelta

from agenda.guidance.workshops import Workshop, at_town, first_words
from cms.foundation.wording import NBSP, day_and_month, hour, short_day
from cms.territories.names import of_name

LIMITS = (160, 300, 1200)
SIGN, NOTICE, BULLETIN = LIMITS
# A title as long as this fills a line by itself: only then it loses its last words.
LONG_TITLE = 120
TITLE_WORDS = 15
# What a luminous sign can show: Latin-1, so that capitals keep their length too.
_FOR_A_SIGN = str.maketrans(
    {
        "’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "‑": "-", "−": "-",
        NBSP: " ", "\u202f": " ", "œ": "oe", "Œ": "OE", "…": "...", "ÿ": "y", "ß": "ss", "µ": "u",
        "€": "euros", "•": "-",
    }
)  # fmt: skip
LAST_OF_LATIN = "ÿ"
_HOUR = re.compile(r"(\d{1,2})\s?h(?:\s?(\d{2}))?\b")


@dataclass(frozen=True)
class Told:
    """A text and the last day that it names, None when it names none."""

    text: str
    until: date | None = None


@dataclass(frozen=True)
class Facts:
    """What the texts say; `whose` tells a commune elsewhere that the number is not its département's.

    `closed` holds the days on which nobody answers the number, in French, with the last of them; `places` a place, its
    hours and the last day that these name.
    """

    commune: str
    number: str
    hours: tuple[str, ...]
    whose: str
    places: tuple[tuple[str, str, date | None], ...]
    workshops: tuple[Workshop, ...]
    address: str
    today: date
    closed: tuple[tuple[str, date], ...] = ()

    @property
    def until(self) -> date:
        """The last day of the month for which a text is written."""
        return last_day(self.today)


def last_day(today: date) -> date:
    """Return the same day of the next month: from the 24 November to the 24 December."""
    return today + relativedelta(months=1)


def for_a_sign(text: str) -> str:
    """Return a text in Latin-1: quotation marks and dashes made plain, accents it lacks and emoji dropped."""
    kept = "".join(_latin(character) for character in text.translate(_FOR_A_SIGN))
    return re.sub(r" +(?=[.,]|$)", "", re.sub(r" {2,}", " ", kept)).strip()


def _latin(character: str) -> str:
    folded = character if _is_latin(character) else unicodedata.normalize("NFKD", character)
    return "".join(part for part in folded if _is_latin(part) and part.isprintable())


def _is_latin(character: str) -> bool:
    return character <= LAST_OF_LATIN


def week_in_words(lines: Iterable[str]) -> str:
    """Return "du lundi au vendredi, 9 h – 12 h ; le samedi, 10 h – 12 h": hours as part of a sentence, no colon."""
    return f"{NBSP}; ".join(filter(None, map(_days_in_words, lines)))


def _days_in_words(line: str) -> str:
    days, colon, times = line.partition(" : ")
    if not colon:
        return line
    if days.startswith("Horaires"):  # "… différents certaines semaines : téléphonez avant de venir."
        return "d’autres horaires certaines semaines"
    if days.startswith("tous"):
        return f"{days}, {times}"
    before = "du" if " au " in days else "les" if " et " in days and "du mois" not in days else "le"
    return f"{before} {days}, {times}"


def _closely(text: str) -> str:
    """Return "9h-12h30" for "9 h – 12 h 30", as a sign writes it."""
    return _HOUR.sub(lambda found: f"{found[1]}h{found[2] or ''}", text).replace(" – ", "-")


def plain_sign_text(facts: Facts) -> Told:
    """Return 160 characters at most without any date: number and usual hours, good until these change."""
    return _sign(replace(facts, closed=()), ())


def sign_text(facts: Facts) -> Told:
    """Return 160 characters at most for a luminous sign: number, hours, one date; the same length in capitals."""
    first = facts.workshops[0] if facts.workshops else None
    if first is None:
        return _sign(facts, ())
    day = first.start.date()
    named = Told(f" {first.title}{NBSP}: {_when(first, told=first.title)}.", day)
    return _sign(facts, (named, Told(f" Atelier {_when(first)}.", day)))


def _sign(facts: Facts, tails: Sequence[Told]) -> Told:
    """Return the fullest text that a sign can show; days on which nobody answers are worth more than a workshop."""
    long, short = f"Besoin d’aide avec le numérique{NBSP}? {_call(facts)}", f"Aide au numérique{NBSP}: {facts.number}"
    hours = _closely(week_in_words(facts.hours))
    week = f", {hours}" if hours else ""
    heads = (long + week, short + week, long, short) if facts.number else (long,)
    shut = [Told(f"{NBSP}; {words}", last) for words, last in facts.closed[:1]]
    told = Told(short)
    for closure in (*shut, Told("")):
        for tail, head in [(tail, head) for head in heads for tail in tails] + [(Told(""), head) for head in heads]:
            told = Told(for_a_sign(f"{head}{closure.text}.{tail.text}"), _last(closure, tail))
            if max(len(told.text), len(told.text.upper())) <= SIGN:
                return told
    return told


def notice_text(facts: Facts) -> Told:
    """Return 300 characters at most for a notice on telephones: number, hours, the nearest place, dates, address."""
    call = f"Besoin d’aide avec un ordinateur, un téléphone, une démarche en ligne{NBSP}? {_call(facts)}"
    brief = f"Besoin d’aide avec le numérique{NBSP}? {_call(facts)}"
    week = week_in_words(facts.hours)
    hours = f", {week}" if week else ""
    whose = f" {facts.whose}" if facts.whose else ""
    shut = Told(f" {_capital(facts.closed[0][0])}.", facts.closed[0][1]) if facts.closed else Told("")
    more = f" {facts.address}"
    place = f" Près {of_name(facts.commune)}{NBSP}: {facts.places[0][0]}." if facts.places else ""
    dates = [_dates(facts.workshops[:count]) for count in (3, 2, 1) if len(facts.workshops) >= count]
    firsts = (f"{call}{hours}.{whose}", f"{brief}{hours}.{whose}", f"{brief}.{whose}", f"{brief}{hours}.", f"{brief}.")
    heads = [Told(first + shut.text, shut.until) for first in firsts]
    heads += [Told(first) for first in firsts] if shut.text else []
    # A notice that leads to the page is worth more than one that says everything.
    dated = [Told(f"{place}{told.text}{more}", told.until) for told in dates]
    dated += [Told(f"{told.text}{more}", told.until) for told in dates]
    bare = [Told(f"{place}{more}"), Told(more), *dates[-1:], Told("")]
    found = (
        Told(head.text + tail.text, _last(head, tail)) for tails in (dated, bare) for head in heads for tail in tails
    )
    return _first_that_fits(NOTICE, found)


def bulletin_text(facts: Facts) -> Told:
    """Return 1 200 characters at most for the bulletin: number, hours, places with hours, dates, address."""
    heads = [f"Aide au numérique {at_town(facts.commune)} et autour", f"{_call(facts)}."]
    foot = f"Les dates à jour{NBSP}: {facts.address}"
    in_time = [workshop for workshop in facts.workshops if workshop.start.date() <= facts.until]
    title = f"Du {_span(facts)}{NBSP}:" if in_time else f"Les rendez-vous annoncés{NBSP}:"
    dates = [
        Told(f"- {_title(workshop)}, {_when(workshop, told=workshop.title)}", workshop.start.date())
        for workshop in in_time or facts.workshops
    ]
    body = _Sheet(heads, foot)
    week = week_in_words(facts.hours)
    for told in (Told(facts.whose), Told(f"{_capital(week)}." if week else "")):
        if told.text:
            body.add("told", "", (told,))
    for words, last in facts.closed:
        body.add("told", "", (Told(f"{_capital(words)}.", last),))
    for number in range(max(len(facts.places), len(dates))):
        if number < len(facts.places):
            place, hours, named = facts.places[number]
            lines = (Told(f"- {place}{NBSP}: {hours}", named), Told(f"- {place}")) if hours else (Told(f"- {place}"),)
            body.add("places", f"Où aller{NBSP}:", lines)
        if number < len(dates):
            body.add("dates", title, (dates[number],))
    return body.told()


class _Sheet:
    """Lines of a bulletin in their sections; a line that would go beyond the limit stays out."""

    def __init__(self, heads: Sequence[str], foot: str) -> None:
        self.heads, self.foot = list(heads), foot
        self.sections: dict[str, list[Told]] = {"told": [], "places": [], "dates": []}
        self.titles = {"told": "", "places": "", "dates": ""}

    def add(self, section: str, title: str, variants: Iterable[Told]) -> None:
        """Take the first of the variants that fits."""
        self.titles[section] = title
        for line in variants:
            self.sections[section].append(line)
            if len(self.told().text) <= BULLETIN:
                return
            self.sections[section].pop()

    def told(self) -> Told:
        """Return head, sections and foot, an empty line between them."""
        lines = {key: [line.text for line in found] for key, found in self.sections.items()}
        blocks = ["\n".join([*self.heads, *lines["told"]])]
        blocks += ["\n".join([self.titles[key], *lines[key]]) for key in ("places", "dates") if lines[key]]
        return Told(
            "\n\n".join([*blocks, self.foot]), _last(*(line for found in self.sections.values() for line in found))
        )


def _first_that_fits(limit: int, texts: Iterable[Told]) -> Told:
    """Return the first text of at most `limit` characters; the last one is short."""
    told = Told("")
    for told in texts:
        if len(told.text) <= limit:
            break
    return told


def _last(*texts: Told) -> date | None:
    return max((told.until for told in texts if told.until), default=None)


def _call(facts: Facts) -> str:
    return f"Appelez le {facts.number}" if facts.number else "Renseignez-vous en mairie"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _title(workshop: Workshop) -> str:
    return workshop.title if len(workshop.title) <= LONG_TITLE else first_words(workshop.title, TITLE_WORDS)


def _when(workshop: Workshop, *, told: str = "") -> str:
    """Return "mardi 1er décembre à 14 h à Decize": a day, never "demain"; no town that was told already."""
    at = (
        ""
        if not workshop.remote and workshop.commune and workshop.commune.casefold() in told.casefold()
        else workshop.at
    )
    return " ".join(part for part in (f"{short_day(workshop.start)} à {hour(workshop.start)}", at) if part)


def _dates(workshops: Sequence[Workshop]) -> Told:
    word = "Atelier" if len(workshops) == 1 else "Ateliers"
    return Told(f" {word}{NBSP}: {f'{NBSP}; '.join(map(_when, workshops))}.", max(w.start.date() for w in workshops))


def _span(facts: Facts) -> str:
    """Return "24 novembre au 24 décembre", the span that the text is written for."""
    return f"{day_and_month(facts.today)} au {day_and_month(facts.until)}"
