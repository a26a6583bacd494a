"""The team's screens of the month: the days of the next letters, and what happens around one of them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from branding.models import Brand
from cms.foundation.wording import short_day
from newsletter.issues.actions import NotNow
from newsletter.issues.calendar import MonthDates, default_dates, quiet_day
from newsletter.issues.models import Issue
from newsletter.issues.period import Period, parse_period
from newsletter.issues.plans import MonthPlan
from newsletter.issues.wishes import LineWish
from newsletter.month import actions
from newsletter.month.afterwards import add_late_line, changed_lines, late_lines, refresh_line
from newsletter.month.current import Month, coming_months, current_month, month_of
from newsletter.month.forms import DatesForm
from newsletter.month.proposed import count_proposed
from newsletter.permissions import require_team

# Far more than structures ask in a month.
MOST_WISHES = 200
NAMES = ("close", "compose", "review", "send")


def period_or_404(month: str) -> Period:
    """Return the month of an address."""
    period = parse_period(month)
    if period is None:
        raise Http404
    return period


@require_safe
def months(request: HttpRequest) -> HttpResponse:
    """Show the days of the next letters in one table."""
    require_team(request)
    now = timezone.now()
    found = coming_months(now)
    kept = set(MonthPlan.objects.filter(period__in=[one.period.key for one in found]).values_list("period", flat=True))
    rows = [{"month": one, "days": _days(one.dates), "is_kept": one.period.key in kept} for one in found]
    current = current_month(now)
    context = {"rows": rows, "current": current, "tally": count_proposed(current.period, now)}
    return render(request, "newsletter/admin/months.html", context)


def _days(dates: MonthDates) -> list[tuple[str, str]]:
    """Return (day in words, why offices are closed) of the four days; a machine makes the draft on any."""
    days = [getattr(dates, name) for name in NAMES]
    return [
        (short_day(day), "" if name == "compose" else quiet_day(day)) for name, day in zip(NAMES, days, strict=True)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def month(request: HttpRequest, month: str) -> HttpResponse:
    """Show one month, and change its days."""
    user = require_team(request)
    period, now = period_or_404(month), timezone.now()
    dates = month_of(period).dates
    form = DatesForm(initial={name: getattr(dates, name) for name in NAMES})
    if request.method == "POST":
        if "restore" in request.POST:
            actions.restore_dates(period=period, by=user, now=now)
            messages.success(request, _("The usual dates hold again."))
            return redirect("letter:month", month)
        form = DatesForm(request.POST)
        if form.is_valid():
            try:
                plan = actions.set_dates(period=period, dates=form.dates(), by=user, now=now)
            except actions.WrongDates as error:
                for name, sentence in error.faults.items():
                    form.add_error(name, sentence)
            else:
                _say_kept(request, plan.dates)
                return redirect("letter:month", month)
    return render(request, "newsletter/admin/month.html", _context(period, form), status=422 if form.errors else 200)


def _say_kept(request: HttpRequest, dates: MonthDates) -> None:
    messages.success(request, _("The dates are kept."))
    for name in NAMES:
        day = getattr(dates, name)
        if name != "compose" and (why := quiet_day(day)):
            words = _("%(day)s: offices are closed (%(why)s). Is this what you want?")
            messages.warning(request, words % {"day": short_day(day).capitalize(), "why": why})


def _context(period: Period, form: DatesForm) -> dict[str, object]:
    now, found = timezone.now(), month_of(period)
    usual = default_dates(period, Brand.load().compose_day)
    return {
        "month": found,
        "form": form,
        "is_kept": MonthPlan.objects.filter(period=period.key).exists(),
        "usual": dict(zip(NAMES, (short_day(getattr(usual, name)) for name in NAMES), strict=True)),
        "tally": count_proposed(period, now),
        "late": _late(found),
        "changed": changed_lines(found, now),
        "wishes": LineWish.objects.filter(period=period.key).select_related("structure").order_by("-at")[:MOST_WISHES],
    }


def _late(found: Month) -> list[dict[str, str]]:
    """Return what came after the draft, each thing once."""
    lines: dict[str, dict[str, str]] = {}
    for kind, _heading, line in late_lines(found, timezone.now()):
        key = line["code"] or line["url"]
        lines.setdefault(key, {"key": key, "title": line["title"], "line": line["line"], "by": line["by"] or _heading})
        if kind == "proposals":
            lines[key]["line"] = line["line"]
    return list(lines.values())


@require_POST
def add_late(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Put what came after the draft into it; with a `kind`, write a line as its page says it now."""
    user = require_team(request)
    issue = get_object_or_404(Issue, pk=issue_id)
    key, kind, now = request.POST.get("key", "")[:400], request.POST.get("kind", ""), timezone.now()
    try:
        if kind:
            if refresh_line(issue_id=issue.pk, key=key, kind=kind, by=user, now=now):
                messages.success(request, _("The line is up to date. An approved letter has to be approved again."))
        elif add_late_line(issue_id=issue.pk, key=key, by=user, now=now):
            messages.success(
                request, _("It stands in the letter now. If it was approved, it has to be approved again.")
            )
    except NotNow:
        messages.error(request, _("This letter is being sent or was sent: it cannot be changed any more."))
    return redirect("letter:month", issue.period)
