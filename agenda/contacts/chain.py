"""Qui appeler: the lines of a commune in the order in which they are tried, and who answers now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.contacts.load import Hotline, load_facts
from agenda.contacts.models import LineKind
from agenda.contacts.openings import Board, Closed, LineFacts, LineState, usual_hours
from agenda.places.hours import hours_in_french, moment_in_french
from agenda.places.phones import PhoneError, display_phone, normalise_phone, phone_link
from cms.foundation.wording import hour
from cms.territories.models import Commune


@dataclass(frozen=True)
class Step:
    """One link of the chain at an instant: whom its callers reach. Times are local.

    `answers_now` is None when the hours are not known; `until` is told when it answers, `next_open` when it does not
    (both None when nothing changes within 400 days). `sentence` says the same in French, with the reason of a closure.
    `line_id` is the row of the link itself, None for the number of the brand alone and for a France Services found.
    """

    kind: str
    name: str
    number: str
    number_link: str
    answers_now: bool | None
    until: datetime | None
    next_open: datetime | None
    sentence: str
    hours_in_french: tuple[str, ...]
    note: str
    line_id: int | None
    # The page of its place, "" for none.
    url: str = ""

    @property
    def is_machine(self) -> bool:
        """Whether nobody answers there, only the machine, at any time."""
        return self.kind == LineKind.MACHINE


@dataclass(frozen=True)
class PaperLink:
    """The first link of the chain as paper may say it for weeks: its own number and usual hours, nobody's state.

    `closures` are the days on which nobody answers there, past ones left out; where its callers go meanwhile is not
    told, for a referral ends and paper stays.
    """

    name: str
    number: str
    number_link: str
    hours_in_french: tuple[str, ...]
    note: str
    closures: tuple[Closed, ...] = ()


@dataclass(frozen=True)
class Answer:
    """Who to call. `now` is who answers now; without, `next` is who does first. False without any number.

    The answering machine is a step and never `now` nor `next`: it answers nobody's question.
    """

    now: Step | None
    steps: tuple[Step, ...]
    next: Step | None
    # For a commune outside the département: whose number this is; else "".
    whose: str
    # What paper says, whatever the minute; None without any number.
    paper: PaperLink | None = None

    def __bool__(self) -> bool:
        return bool(self.steps)

    @cached_property
    def lead(self) -> Step | None:
        """The number to show first: who answers now, else who does first, else the first link of the chain."""
        return self.now or self.next or (self.steps[0] if self.steps else None)

    @cached_property
    def others(self) -> tuple[Step, ...]:
        """The other links, "et sinon": each number once, the machine behind the main number not at all."""
        first = self.lead.number if self.lead else ""
        shown, found = {first}, []
        for step in self.steps:
            if step.number not in shown or (step.is_machine and step.number != first):
                shown.add(step.number)
                found.append(step)
        return tuple(found)

    @cached_property
    def machine_behind(self) -> str:
        """What to say under the main number when the machine answers that very number; else ""."""
        lead = self.lead
        if lead is None or lead.is_machine:
            return ""
        if not any(step.is_machine and step.number == lead.number for step in self.steps):
            return ""
        if lead.answers_now:
            return _("At other times, an answering machine tells the next dates.")
        return _("Closed: an answering machine tells the next dates, day and night.")


def answer(*, commune: Commune | None, need: str, now: datetime, brand: Hotline) -> Answer:
    """Return who to call for a commune (None: the whole département) and a need ("": any) at an aware instant.

    Ten queries at most, whatever the number of lines and places.
    """
    facts = load_facts(commune=commune, need=need, today=timezone.localdate(now), brand=brand)
    return answer_from(facts.chain, facts.board, now=now, whose=_whose(commune, brand))


def answer_from(chain: Iterable[LineFacts], board: Board, *, now: datetime, whose: str = "") -> Answer:
    """Return the answer of lines in their order: the rule of the chain, without the database."""
    lines = tuple(chain)
    steps = tuple(step_of(line, board.state(line, now), now) for line in lines)
    people = [step for step in steps if not step.is_machine]
    present = next((step for step in people if step.answers_now), None)
    waiting = [step for step in people if step.next_open is not None]
    following = None if present else min(waiting, key=lambda step: step.next_open, default=None)  # type: ignore[arg-type,return-value]
    return Answer(present, steps, following, whose, paper_link(lines))


def paper_link(lines: Sequence[LineFacts]) -> PaperLink | None:
    """Return the first line that people answer as paper tells it, the machine only where there is nothing else."""
    line = next((line for line in lines if line.kind != LineKind.MACHINE), lines[0] if lines else None)
    if line is None:
        return None
    number, link = spoken_number(line.phone)
    hours = tuple(hours_in_french(usual_hours(line))) if usual_hours(line) else ()
    return PaperLink(line.name, number, link, hours, line.note, line.closures)


def step_of(line: LineFacts, state: LineState, now: datetime) -> Step:
    """Return the link of the chain for a line in a state: the number is that of who takes its calls."""
    who = state.line
    number, link = spoken_number(who.phone)
    return Step(
        kind=line.kind,
        name=who.name,
        number=number,
        number_link=link,
        answers_now=state.answers,
        until=state.until,
        next_open=state.next_open,
        sentence=_sentence(line, state, now),
        hours_in_french=tuple(hours_in_french(usual_hours(who))) if usual_hours(who) else (),
        note=who.note,
        line_id=line.id,
        url=who.url,
    )


def spoken_number(phone: str) -> tuple[str, str]:
    """Return (number as it is read, its `tel:` address); what is no number is still better shown than hidden."""
    try:
        kept = normalise_phone(phone)
    except PhoneError:
        return phone, ""
    return display_phone(kept), phone_link(kept)


def _sentence(line: LineFacts, state: LineState, now: datetime) -> str:
    """Return "Quelqu’un répond maintenant, jusqu’à 12 h.", the reason of a closure before it."""
    if line.kind == LineKind.MACHINE and state.answers:
        return _("At any time: a message tells what comes next.")
    if state.line.id != line.id:
        return _referral_sentence(line, state, now)
    told = _state_sentence(state, now)
    reason = state.closure.sentence.strip() if state.closure else ""
    if reason and reason[-1] not in ".!?…":
        reason += "."
    return " ".join(part for part in (reason, told) if part)


def _referral_sentence(line: LineFacts, state: LineState, now: datetime) -> str:
    """Return who does not answer and why, then who does instead and when: the name shown is that of the other one."""
    reason = state.closure.sentence.strip().rstrip(".") if state.closure else ""
    name = state.line.name
    if state.answers:
        until = f", jusqu’à {hour_or_midnight(state.until)}" if state.until and (state.until - now).days < 1 else ""
        name = f"{name}, maintenant{until}"
    elif state.next_open:
        name = f"{name}, {moment_in_french(state.next_open, timezone.localdate(now))}"
    return _("%(line)s does not answer%(reason)s. Instead: %(other)s.") % {
        "line": line.name[:1].upper() + line.name[1:],
        "reason": f" ({reason})" if reason else "",
        "other": name,
    }


def _state_sentence(state: LineState, now: datetime) -> str:
    if state.answers is None:
        return ""
    if state.answers:
        if state.until and (state.until - now).days < 1:
            return _("Somebody answers now, until %(hour)s.") % {"hour": hour_or_midnight(state.until)}
        return _("Somebody answers now.")
    if state.next_open is None:
        return _("Closed for now.")
    moment = moment_in_french(state.next_open, timezone.localdate(now))
    return _("Closed for now. Call back %(moment)s.") % {"moment": moment}


def hour_or_midnight(moment: datetime) -> str:
    """Return "12 h", or "minuit"."""
    return "minuit" if (moment.hour, moment.minute) == (0, 0) else hour(moment)


def _whose(commune: Commune | None, brand: Hotline) -> str:
    if commune is None or commune.departement == settings.DEPARTEMENT:
        return ""
    return _("Your commune is in another département (%(code)s). This number is that %(of)s.") % {
        "code": commune.departement,
        "of": after_of(brand.departement_the),
    }


def after_of(name: str) -> str:
    """Return a name with its article after "de": "le Nord" → "du Nord", "les Landes" → "des Landes"."""
    for article, joined in (("le ", "du "), ("les ", "des ")):
        if name.lower().startswith(article):
            return joined + name[len(article) :]
    return f"de {name}"
