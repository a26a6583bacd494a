"""What the desk's pages and the moderation mails ask of a page or a moment."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from wagtail.models import Page

from agenda.events.models import EventPage
from agenda.events.schedule import ScheduleError
from agenda.events.wording import when
from cms.desk.addresses import Standing, standing_of
from cms.foundation.wording import hour, short_day

register = template.Library()


@register.filter
def moment(value: datetime | None) -> str:
    """Write "mardi 1er décembre à 14 h", local time."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{short_day(local.date())} à {hour(local)}"


@register.filter
def sitting(value: datetime) -> str:
    """Write "mardi 1er décembre à 14 h" of a moment of a schedule, which is local already and has no offset."""
    return f"{short_day(value.date())} à {hour(value)}"


@register.filter
def dates_of(page: EventPage) -> str:
    """Write an event's dates as the public reads them; "" when they cannot be read."""
    try:
        return when(page.parsed_schedule)
    except ScheduleError:
        return ""


@register.filter
def answer_by(day: date) -> str:
    """Write when the team answers at the latest: "Réponse jeudi 26 novembre au plus tard."; late, say so."""
    if day < timezone.localdate():
        return "La réponse tarde : l’équipe est prévenue."
    return f"Réponse {short_day(day)} au plus tard."


@register.filter
def only_hour(value: datetime | None) -> str:
    """Write "14 h 30", local time."""
    return hour(timezone.localtime(value)) if value else ""


@register.filter
def seance(value: datetime) -> str:
    """Write the local minute by which an address names a sitting: "2026-11-24T14:00"."""
    return timezone.localtime(value).isoformat(timespec="minutes")[:16]


@register.simple_tag
def standing(page: Page) -> Standing:
    """Return where the page stands for the public now."""
    return standing_of(page)
