"""Ce qui sera dit de nous: a structure reads its lines of the letter, rewords one, or has nothing said of it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.accounts.models import User
from cms.desk.links import add_urls
from cms.desk.permissions import chosen_structure, moderated_structure
from cms.signin.decorators import desk_required
from cms.structures.models import StructurePage
from cms.structures.queries import structures_of
from newsletter.issues.period import parse_period
from newsletter.month import wishing
from newsletter.month.current import current_month, extensions_of, last_day
from newsletter.month.placing import placed_elsewhere, waiting_titles
from newsletter.month.said import said_of


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def letter(request: HttpRequest, structure_id: int) -> HttpResponse:
    """Show what the letter being prepared says of a structure; take what it changes."""
    user: User = request.user  # type: ignore[assignment]
    structure = _structure(user, structure_id)
    if request.method == "POST":
        _take(request, user, structure)
        return redirect(request.path)
    now = timezone.now()
    said = said_of(structure, current_month(now), now)
    context = {
        "structure": structure,
        "said": said,
        "month": said.month,
        "elsewhere": placed_elsewhere(structure, said, now),
        "waiting": waiting_titles(structure),
        "add": add_urls(structure),
        "draft_coming": timezone.localdate(now) < said.month.dates.compose,
        "proposals_open": timezone.localdate(now) <= said.propose_until,
    }
    return render(request, "desk/letter.html", context)


def letter_on_home(structure: StructurePage, now: datetime) -> dict[str, Any]:
    """Return what the desk's home says of the letter being prepared. Four queries."""
    month = current_month(now)
    until = last_day(month, extensions_of(month.period).get(structure.pk))
    return {"letter_month": month, "letter_until": until, "letter_open": timezone.localdate(now) <= until}


def _structure(user: User, structure_id: int) -> StructurePage:
    mine = [one for one in structures_of(user) if one.pk == structure_id]
    return chosen_structure(mine, "") if mine else moderated_structure(user, str(structure_id))


def _take(request: HttpRequest, user: User, structure: StructurePage) -> None:
    # The month of the page that was read: on the day the letters change over, nothing lands in the wrong one.
    period, key = parse_period(request.POST.get("mois", "")), request.POST.get("ligne", "")[:400]
    verb, now = request.POST.get("faire", ""), timezone.now()
    if period is None or not key:
        return
    try:
        if verb == "dire":
            sentence = request.POST.get("phrase", "")
            wishing.reword_line(structure=structure, period=period, key=key, sentence=sentence, by=user, now=now)
            messages.success(request, _("Your sentence is in the letter. The team rereads it before sending."))
        elif verb in {"taire", "redire"}:
            silent = verb == "taire"
            wishing.silence_line(structure=structure, period=period, key=key, silent=silent, by=user, now=now)
            words = _("The letter will not mention it. It stays on the site.") if silent else _("It is in the letter.")
            messages.success(request, words)
    except wishing.Closed:
        messages.warning(request, _("The letter cannot be changed any more. Below it says why."))
    except wishing.NotYours as error:
        raise Http404 from error
