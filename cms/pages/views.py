"""The public pages that Wagtail does not serve; each reads its address and hands over to the module of its subject."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agenda.catalogue.models import EntryState
from agenda.contacts.chain import after_of, answer
from branding.models import Brand
from cms.news.models import NewsPage
from cms.pages import codes
from cms.pages import news as news_page
from cms.pages import places as places_page
from cms.pages import structure as structure_page
from cms.pages.commune import around_context, commune_context
from cms.pages.contact import phone_box
from cms.pages.finding.agenda import next_events
from cms.pages.finding.filters import read_filters
from cms.pages.month import month_context, read_month
from cms.pages.search import Found, find_commune
from cms.pages.sitemap import sitemap_entries
from cms.pages.texts import closed_days
from cms.structures.models import StructurePage
from cms.territories.models import Commune

NEXT_AFTER_GONE = 5


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Lead from what somebody typed to their commune's page, or show what it may mean."""
    text = request.GET.get("q", "").strip()
    found = find_commune(text) if text else Found()
    if found.commune:
        return redirect("pages:commune", found.commune.pk)
    here = after_of(Brand.load(request).departement_the or "le département")
    context = {"text": text, "found": found, "of_departement": here, "call": phone_box(request, timezone.now())}
    return render(request, "pages/search.html", context)


@require_safe
def commune(request: HttpRequest, insee: str) -> HttpResponse:
    """Show who to call and where to go in a commune."""
    found = Commune.objects.select_related("epci").filter(pk=insee.upper()).first()
    if found is None:
        return unknown_commune(request, insee)
    now = timezone.now()
    return render(request, "pages/commune.html", commune_context(found, now, Brand.load(request)))


@require_safe
def commune_month(request: HttpRequest, insee: str) -> HttpResponse:
    """Show a commune's month, made to be printed."""
    found = Commune.objects.filter(pk=insee.upper()).first()
    if found is None:
        return unknown_commune(request, insee)
    now = timezone.now()
    month = read_month(request.GET.get("mois", ""), timezone.localdate(now))
    called = answer(commune=found, need="", now=now, brand=Brand.load(request))
    context = {"call": called.paper, "whose": called.whose, **month_context(found, month, now)}
    context["closed"] = [words for words, _last in closed_days(called.paper, timezone.localdate(now))]
    return render(request, "pages/commune_month.html", context)


def unknown_commune(request: HttpRequest, text: str) -> HttpResponse:
    """Answer 404 with what the address may have meant: a postal code, a name, a spelling."""
    text = text[:80].replace("-", " ")
    found = find_commune(text)
    near = [found.commune] if found.commune else found.choices or found.nearest
    context = {"text": text, "near": near, "call": phone_box(request, timezone.now())}
    return render(request, "pages/unknown_commune.html", context, status=404)


@require_safe
def event_code(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to an event's page, or say that it is gone (410) and what comes next nearby."""
    goal = codes.event_goal(code, request)
    return HttpResponseRedirect(goal.url) if goal.url else _gone(request, goal, "event")


@require_safe
def event_calendar(_request: HttpRequest, code: str) -> HttpResponse:
    """Give one event for somebody's own calendar."""
    entry = codes.entry_of(code)
    if entry.state != EntryState.PUBLIC:
        return HttpResponse(
            _("This event is no longer announced."), status=410, content_type="text/plain; charset=utf-8"
        )
    response = HttpResponse(codes.calendar_of(entry), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{entry.code}.ics"'
    return response


@require_safe
def place_code(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to a place's page, or say that it is gone (410)."""
    goal = codes.place_goal(code, request)
    return HttpResponseRedirect(goal.url) if goal.url else _gone(request, goal, "place")


def _gone(request: HttpRequest, goal: codes.Goal, kind: str) -> HttpResponse:
    now = timezone.now()
    context = {"goal": goal, "kind": kind, "call": phone_box(request, now)}
    context |= around_context(goal.commune, now) if goal.commune else {"cards": next_events(now, NEXT_AFTER_GONE)}
    return render(request, "pages/gone.html", context, status=410)


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """List the places, nearest to a commune first when one is given."""
    text = request.GET.get("lieu", "").strip()
    found = find_commune(text) if text else Found()
    if found.commune:
        return HttpResponseRedirect(f"{request.path}?{urlencode({'commune': found.commune.pk})}")
    filters = read_filters({"commune": request.GET.get("commune", "")}, timezone.localdate())
    page = Paginator(places_page.places_near(filters.commune), places_page.PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "commune": filters.commune,
        "query": filters.query(),
        "page": page,
        "cards": places_page.place_cards(list(page), timezone.now(), commune=filters.commune),
        "text": text,
        "choices": [
            (choice, f"{request.path}?{urlencode({'commune': choice.pk})}") for choice in found.choices or found.nearest
        ],
        "found": found,
        "call": phone_box(request, timezone.now()),
    }
    return render(request, "pages/places.html", context)


@require_safe
def structures(request: HttpRequest) -> HttpResponse:
    """List the partner structures by name."""
    partners = (
        StructurePage.objects.live().public().filter(is_register=False).select_related("commune").order_by("title")
    )
    page = Paginator(partners, structure_page.PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "pages/structures.html", {"page": page})


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """List the news, latest first."""
    page = Paginator(NewsPage.objects.published(), news_page.PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "pages/news_list.html", {"page": page, "items": news_page.news_items(page)})


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Let everybody read what is public."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /mon-espace/",
        f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the addresses that search engines should know."""
    return render(request, "pages/sitemap.xml", {"entries": sitemap_entries()}, content_type="application/xml")
