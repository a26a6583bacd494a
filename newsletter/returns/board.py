"""The team's screen of what people wrote: read, answer, unsubscribe who asks for it, close."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from newsletter.delivery.buttons import team_only
from newsletter.returns import replies
from newsletter.returns.models import ReturnedMail

ROWS_A_PAGE = 20


@require_safe
@team_only
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what nobody has dealt with yet, the oldest first."""
    page = Paginator(replies.open_replies(), ROWS_A_PAGE).get_page(request.GET.get("p"))
    rows = list(page)
    context = {"page": page, "rows": rows, "subscribed": replies.writers_subscribed(rows)}
    return render(request, "newsletter/admin/replies.html", context)


@require_POST
@team_only
def close(request: HttpRequest, reply_id: int) -> HttpResponse:
    """Call a mail dealt with."""
    if not ReturnedMail.objects.filter(pk=reply_id).exists():
        raise Http404
    replies.close_reply(reply_id=reply_id, now=timezone.now())
    messages.success(request, _("This message is dealt with."))
    return redirect("letter:replies")


@require_POST
@team_only
def unsubscribe(request: HttpRequest, reply_id: int) -> HttpResponse:
    """Unsubscribe who wrote, because they asked for it."""
    try:
        email = replies.unsubscribe_writer(reply_id=reply_id, now=timezone.now())
    except ReturnedMail.DoesNotExist as error:
        raise Http404 from error
    except replies.NotSubscribed:
        messages.error(request, _("This address does not receive the letter: there is nothing to unsubscribe."))
    else:
        messages.success(request, _("%(email)s does not receive the letter any more.") % {"email": email})
    return redirect("letter:replies")
