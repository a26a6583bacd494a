"""The moderation's single mails: a decision told to who sent the page, and the team woken for what cannot wait."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from branding.models import Brand
from cms.accounts.models import User
from cms.desk.addresses import standing_of
from cms.moderation.deadlines import before_next_digest_helps
from cms.moderation.models import Decision, DecisionKind, Waiting
from cms.moderation.permissions import moderators_of
from cms.moderation.reasons import full_reason
from cms.moderation.signals import decision_taken, decision_undone, page_waits
from cms.structures.queries import mail_addresses
from cms.team.addresses import form_path, opening_address

TEMPLATES = {DecisionKind.APPROVED: "published", DecisionKind.SENT_BACK: "sent_back"}
# Wagtail's own notifiers: (signal, sender, dispatch_uid). Ours speak instead.
SEATS = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
)


def send_mail(name: str, address: str, context: dict[str, Any]) -> None:
    """Queue one plain mail made of the templates `team/mail/<name>.txt` and `<name>_subject.txt`."""
    context = {"brand": Brand.load(), "public_url": settings.PUBLIC_URL, **context}
    subject = render_to_string(f"team/mail/{name}_subject.txt", context)
    EmailMessage(
        # Line breaks go, no-break spaces stay: a title from outside must not make the mail unsendable.
        subject=" ".join(" ".join(subject.splitlines()).split(" ")).strip(),
        body=render_to_string(f"team/mail/{name}.txt", context),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()


def author_of(decision: Decision) -> User | None:
    """Return who sent what was decided about; None when nobody with an address is known."""
    state = TaskState.objects.filter(revision_id=decision.revision_id).order_by("-started_at", "-pk").first()
    # What a trusted structure publishes goes through no round.
    user = state.workflow_state.requested_by if state else None
    if decision.kind == DecisionKind.TRUSTED:
        user = decision.by
    return user if user is not None and user.is_active and user.email else None


def tell_decision(decision: Decision, now: datetime, **_kwargs: Any) -> None:
    """Tell who sent the page, with a link to the form; a trusted structure has read it on its screen."""
    name = TEMPLATES.get(DecisionKind(decision.kind))
    user = author_of(decision) if name else None
    if name is None or user is None or user.pk == decision.by_id:
        return
    _tell(name, decision, user, now, full_reason(decision.reason_code, decision.sentence))


def tell_undone(decision: Decision, now: datetime, reason: str = "", **_kwargs: Any) -> None:
    """Tell who was told of a decision that it was taken back: a link they gave around may lead nowhere now."""
    user = author_of(decision)
    told_before = decision.by_id if decision.kind != DecisionKind.TRUSTED else None
    if user is None or user.pk in {told_before, decision.undone_by_id}:
        return
    _tell("undone", decision, user, now, reason)


def _tell(name: str, decision: Decision, user: User, now: datetime, reason: str) -> None:
    page = Page.objects.select_related("content_type").get(pk=decision.page_id)
    send_mail(
        name,
        user.email,
        {
            "user": user,
            "page": page,
            "title": page.draft_title or page.title,
            "reason": reason,
            "standing": standing_of(page),
            "was_direct": decision.kind == DecisionKind.TRUSTED,
            "was_published": decision.kind != DecisionKind.SENT_BACK,
            "waits": Waiting.objects.filter(page=page).first(),
            "form_address": opening_address(form_path(page)),
            "desk_address": opening_address(reverse("desk:home")),
        },
    )


def wake_team(waiting: Waiting, now: datetime, **_kwargs: Any) -> None:
    """Write at once about what begins before the next digest would help; everything else stands in the digest."""
    if waiting.starts_at is None or not now <= waiting.starts_at < before_next_digest_helps(now):
        return
    address = settings.PUBLIC_URL + reverse("team:review", args=[waiting.page_id])
    context = {"row": waiting, "structure": waiting.structure, "address": address}
    for to in sorted(mail_addresses(moderators_of(waiting.structure), but=waiting.requested_by)):
        send_mail("soon", to, context)


def _silent(**_kwargs: Any) -> None:
    """Sit where Wagtail's notifier would."""


def connect() -> None:
    """Listen to decisions; take the seats of Wagtail's notifiers, whose app may be ready before or after ours."""
    decision_taken.connect(tell_decision, sender=Decision, dispatch_uid="team-tell-decision")
    decision_undone.connect(tell_undone, sender=Decision, dispatch_uid="team-tell-undone")
    page_waits.connect(wake_team, sender=Waiting, dispatch_uid="team-wake")
    for signal, sender, uid in SEATS:
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(_silent, sender=sender, dispatch_uid=uid)
