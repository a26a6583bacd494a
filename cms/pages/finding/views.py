"""The agenda's addresses: list, month, map, alert. All read the same filters and answer in the same canonical form."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agenda.catalogue.spans import local_day
from cms.pages.contact import phone_box
from cms.pages.finding.agenda import agenda_context
from cms.pages.finding.alert import alert_context
from cms.pages.finding.filters import PARAMETERS, Filters, read_filters, unread_dates
from cms.pages.finding.map import map_context
from cms.pages.finding.month import month_context
from cms.pages.finding.typed import understand
from cms.pages.month import read_month
from cms.pages.search import Found, find_commune


class Asked:
    """A request's filters; `moved` is the canonical address where the request's is another."""

    def __init__(self, request: HttpRequest, page: str, *, more: tuple[str, ...] = ()) -> None:
        """Read the address. `lieu` is typed by people and becomes `commune`; `more` are kept behind the filters."""
        self.now = timezone.now()
        today = local_day(self.now)
        given = {name: request.GET.get(name, "") for name in PARAMETERS}
        self.text = request.GET.get("lieu", "").strip()[:80]
        self.found = Found()
        filters = read_filters(given, today)
        if "lieu" in request.GET:
            filters = self._placed(filters)
        typed = understand(filters)
        self.filters, self.offered, self.rest = typed.filters, typed.offered, typed.rest
        self.unread = unread_dates(given, today)
        self.moved = self._canonical(request, page, given, more)

    def _placed(self, filters: Filters) -> Filters:
        """Return the filters with the commune that was typed; without one where the field is empty."""
        values = vars(filters)
        if filters.commune and self.text == filters.commune.name:
            self.text = ""
            return filters
        self.found = find_commune(self.text) if self.text else Found()
        if self.found.commune:
            return Filters(**(values | {"commune": self.found.commune, "epci": None}))
        return Filters(**(values | {"commune": None, "km": None}))

    def _canonical(self, request: HttpRequest, page: str, given: dict[str, str], more: tuple[str, ...]) -> str:
        """Return where the filters have their canonical address; "" where the request is there, or must ask."""
        if self.unread or (self.text and not self.found.commune):
            return ""
        asked = [(name, value) for name, value in request.GET.items() if name in PARAMETERS or name == "lieu"]
        if asked == [(name, value) for name, value in self.filters.values.items() if value]:
            return ""
        kept = {name: request.GET[name] for name in more if request.GET.get(name)}
        return self.filters.url(page, **kept)

    def context(self, request: HttpRequest, page: str) -> dict[str, Any]:
        """Return what each of the pages says besides what it found."""
        choices = self.found.choices or self.found.nearest
        return {
            "text": self.text,
            "place_text": self.text or (self.filters.commune.name if self.filters.commune else ""),
            "found": self.found,
            "choices": [(commune, self.filters.url(page, commune=commune.pk, epci="")) for commune in choices],
            "offered": self.offered,
            "offered_url": self.filters.url(page, commune=self.offered.pk, q=self.rest) if self.offered else "",
            "unread": self.unread,
            "call": phone_box(request, self.now),
        }


@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """List what is asked for, by day."""
    asked = Asked(request, "pages:agenda")
    if asked.moved:
        return HttpResponseRedirect(asked.moved)
    context = agenda_context(asked.filters, request.GET.get("page", "1"), asked.now)
    return render(request, "pages/agenda.html", context | asked.context(request, "pages:agenda"))


@require_safe
def agenda_month(request: HttpRequest) -> HttpResponse:
    """Show a month of what is asked for; `mois` is its name, `2026-12`."""
    asked = Asked(request, "pages:agenda_month", more=("mois",))
    if asked.moved:
        return HttpResponseRedirect(asked.moved)
    month = _month(request.GET.get("mois", ""), asked)
    context = month_context(asked.filters, month, asked.now)
    return render(request, "pages/agenda_month.html", context | asked.context(request, "pages:agenda_month"))


def _month(text: str, asked: Asked) -> date:
    """Return the month asked for, else that of the days asked for, else this one; none before this one."""
    today = local_day(asked.now)
    first = asked.filters.days(today).first
    month = read_month(text, today) if text or first is None else first.replace(day=1)
    return max(month, today.replace(day=1))


@require_safe
def agenda_map(request: HttpRequest) -> HttpResponse:
    """Show on a map, and in a list, in which communes there is what is asked for."""
    asked = Asked(request, "pages:agenda_map")
    if asked.moved:
        return HttpResponseRedirect(asked.moved)
    context = map_context(asked.filters, request.GET.get("page", "1"), asked.now)
    return render(request, "pages/agenda_map.html", context | asked.context(request, "pages:agenda_map"))


@require_safe
def agenda_alert(request: HttpRequest) -> HttpResponse:
    """Explain how to be told of what is added."""
    asked = Asked(request, "pages:agenda_alert")
    if asked.moved:
        return HttpResponseRedirect(asked.moved)
    context = alert_context(asked.filters, asked.now) | asked.context(request, "pages:agenda_alert")
    return render(request, "pages/agenda_alert.html", context)
