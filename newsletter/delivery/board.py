"""The board of a letter, for the team: how far it is, what to do next, who did not receive it and why."""

from datetime import datetime

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from branding.models import Brand
from cms.accounts.models import User
from newsletter.delivery import actions
from newsletter.delivery.buttons import do, letter_action, team_only
from newsletter.delivery.overview import rows_of, warnings_of
from newsletter.delivery.queries import progress, room_again_at
from newsletter.issues import actions as issue_actions
from newsletter.issues.called_off import called_off
from newsletter.issues.changes import changes_since
from newsletter.issues.checklist import examine
from newsletter.issues.letters import RenderedEdition, digest_of_editions, render_editions, render_issue
from newsletter.issues.models import Issue, IssueState, Rendition
from newsletter.issues.period import offered_periods
from newsletter.issues.previews import ChosenMail, preview_response
from newsletter.permissions import require_team
from newsletter.rendering.render import SLOT, LetterRefused
from newsletter.reviews.queries import is_called_good, reviews_of
from newsletter.subscribers.models import Subscriber


class SendAtForm(forms.Form):
    """When to start."""

    send_at = forms.DateTimeField(
        label=gettext_lazy("Send on"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_send_at(self) -> datetime:
        """Refuse a moment that is over."""
        value: datetime = self.cleaned_data["send_at"]
        if value <= timezone.now():
            raise forms.ValidationError(_("This moment is over: choose a later one, or send now."))
        return value


@team_only
def compose(request: HttpRequest) -> HttpResponse:
    """Ask, then compose the coming letter; show it if it exists already."""
    offered = offered_periods(timezone.now(), Brand.load().compose_day)
    sent = set(
        Issue.objects.filter(period__in=[period.key for period in offered], state=IssueState.SENT).values_list(
            "period", flat=True
        )
    )
    # This month's while it was not sent; the next month's after it.
    period = next((period for period in offered if period.key not in sent), offered[-1])
    existing = Issue.objects.filter(period=period.key).first()
    if request.method == "POST":
        issue = existing or issue_actions.compose_period(period=period, by=require_team(request), now=timezone.now())
        return redirect("letter:board", issue.pk)
    return render(request, "newsletter/admin/compose.html", {"period": period, "existing": existing})


@require_safe
@team_only
def board(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Show how far the letter is and the one thing to do next."""
    return _board(request, get_object_or_404(Issue, pk=issue_id), SendAtForm())


def _board(request: HttpRequest, issue: Issue, form: SendAtForm) -> HttpResponse:
    problem, digest = "", ""
    rendered: list[RenderedEdition] = []
    approved: list[Rendition] = []
    if issue.is_editable:
        approved = list(issue.renditions.all())
        try:
            rendered = render_editions(issue)
            digest = digest_of_editions(rendered)
        except LetterRefused as error:
            problem = str(error)
    context = {
        "issue": issue,
        "problem": problem,
        "warnings": warnings_of(rendered),
        "findings": examine(issue, rendered, now=timezone.now()) if rendered else [],
        "changes": changes_since(approved, rendered) if rendered else [],
        "last_approved_at": max((item.made_at for item in approved), default=None),
        "editions": rows_of(rendered),
        "called_off": list(called_off(issue).values()),
        "digest": digest,
        "subscribers": Subscriber.objects.confirmed().count(),
        "progress": progress(issue),
        "reviews": reviews_of(issue, digest, now=timezone.now()) if issue.is_editable else [],
        "again_at": room_again_at(issue, now=timezone.now()),
        "form": form,
        "edit_url": reverse(issue.snippet_viewset.get_url_name("edit"), args=[issue.pk]),
    }
    return render(request, "newsletter/admin/board.html", context, status=422 if form.errors else 200)


@require_safe
@team_only
def preview(request: HttpRequest, issue_id: int, mode: str) -> HttpResponse:
    """Show the mail of an edition, or its plain text."""
    issue = get_object_or_404(Issue, pk=issue_id)
    chosen = ChosenMail.of(request.GET)
    return preview_response(issue, text=mode == "texte", chosen=chosen, dark=mode == "sombre")


@letter_action
def untick(user: User, issue: Issue) -> str:
    """Leave aside what does not take place any more."""
    count = issue_actions.untick_called_off(issue_id=issue.pk, by=user, now=timezone.now())
    if not count:
        return _("There is nothing to untick.")
    return ngettext("%(count)d line was unticked.", "%(count)d lines were unticked.", count) % {"count": count}


@require_POST
def approve(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Freeze the letter as it reads now; what was called off since must be ticked as seen."""
    seen, read = request.POST.get("seen") == "yes", request.POST.get("read", "")

    def freeze(user: User, issue: Issue) -> str:
        issue_actions.approve_issue(
            issue_id=issue.pk,
            by=user,
            read=read,
            called_off_seen=seen,
            agreed=is_called_good(issue, read),
            now=timezone.now(),
        )
        return _("The letter is approved. What is sent will be exactly what you have just approved.")

    return do(request, issue_id, freeze)


@letter_action
def send(user: User, issue: Issue) -> str:
    """Start now."""
    actions.start_sending(issue_id=issue.pk, by=user, now=timezone.now())
    return _("The sending has begun.")


@require_POST
@team_only
def send_later(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Set the moment at which the letter leaves."""
    issue = get_object_or_404(Issue, pk=issue_id)
    form = SendAtForm(request.POST)
    if not form.is_valid():
        return _board(request, issue, form)
    try:
        send_at = form.cleaned_data["send_at"]
        issue_actions.schedule_issue(issue_id=issue_id, send_at=send_at, by=require_team(request), now=timezone.now())
        messages.success(request, _("The letter will leave at the moment you chose."))
    except issue_actions.NotNow:
        messages.error(request, _("Only an approved letter can be sent."))
    return redirect("letter:board", issue_id)


@letter_action
def unschedule(user: User, issue: Issue) -> str:
    """Forget the moment set."""
    issue_actions.schedule_issue(issue_id=issue.pk, send_at=None, by=user, now=timezone.now())
    return _("The letter will not leave by itself any more.")


@require_POST
def send_test(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Send one edition of the letter as it reads now to the person who asks."""
    chosen = ChosenMail.of(request.POST)
    return do(request, issue_id, lambda user, issue: _test(user, issue, chosen))


def _test(user: User, issue: Issue, chosen: ChosenMail) -> str:
    rendered = render_issue(issue, chosen.edition, chosen.form)
    sender = actions.letter_sender(Brand.load())
    page = settings.PUBLIC_URL + reverse("newsletter:subscribe")
    message = EmailMultiAlternatives(
        subject=f"[{_('Test')}] {rendered.subject}",
        body=rendered.text.replace(f"{SLOT}/abonnement", page).replace(SLOT, page),
        from_email=sender.mailbox,
        to=[user.email],
        reply_to=[sender.reply_to],
    )
    message.attach_alternative(rendered.html.replace(f"{SLOT}/abonnement", page).replace(SLOT, page), "text/html")
    message.send()
    return _("The test is on its way to %(email)s.") % {"email": user.email}
