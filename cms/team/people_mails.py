"""The mail that tells a person what they do across structures from now on, with a link that opens the right page."""

from datetime import datetime

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse

from branding.models import Brand
from cms.accounts.links import INVITATION_LIFETIME, link_for
from cms.accounts.models import User
from cms.team.people_forms import Task


def welcome(*, user: User, task: Task, now: datetime) -> None:
    """Queue the mail."""
    context = {
        "user": user,
        "task": str(task.value),
        "brand": Brand.load(),
        "address": link_for(user=user, next_path=_first_page(task), now=now, lifetime=INVITATION_LIFETIME),
    }
    subject = render_to_string("team/mail/welcome_subject.txt", context)
    EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string("team/mail/welcome.txt", context),
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()


def _first_page(task: Task) -> str:
    if task is Task.RECEPTION:
        return reverse("reception:home")
    try:
        return reverse("team:queue")
    except NoReverseMatch:
        return reverse("desk:home")
