"""Everything that the newsletter holds about one person, for that person: the same data as a page and as JSON."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from post_office.models import Email

from newsletter.delivery.models import Delivery
from newsletter.delivery.queries import reason_of
from newsletter.subscribers.assisted import AssistedSignup
from newsletter.subscribers.changes import AddressChange
from newsletter.subscribers.models import Subscriber

# Far more than thirteen months of letters, or than anybody clicks: a bound, not a limit.
MOST = 1000


def holdings(subscriber: Subscriber) -> dict[str, Any]:
    """Return every stored fact about the person, in words of everyday use. Six queries, whatever the number of rows.

    Shapes: dates in ISO 8601 with zone, or None; `consents` and `letters` newest first.
    """
    return {
        "subscription": _subscription(subscriber),
        "consents": _consents(subscriber),
        "counter": _counter(subscriber),
        "letters": _letters(subscriber),
        "mails": _mails(subscriber),
        "new_address": AddressChange.objects.filter(subscriber=subscriber).values_list("email", flat=True).first(),
    }


def _subscription(subscriber: Subscriber) -> dict[str, Any]:
    commune = subscriber.commune
    return {
        "email": subscriber.email,
        "commune": commune.name,
        "commune_insee": commune.pk,
        "intercommunality": commune.epci.name if commune.epci else None,
        "form": subscriber.get_form_display(),
        "state": subscriber.get_state_display(),
        "asked_at": _iso(subscriber.asked_at),
        "confirmed_at": _iso(subscriber.confirmed_at),
        "left_at": _iso(subscriber.unsubscribed_at),
        "last_mail_at": _iso(subscriber.mailed_at),
        "reminders": subscriber.reminders,
        "keyed_hash": subscriber.email_hash,
    }


def _consents(subscriber: Subscriber) -> list[dict[str, Any]]:
    rows = subscriber.consents.select_related("text", "commune").order_by("-at", "-pk")[:MOST]
    return [
        {
            "event": row.get_event_display(),
            "at": _iso(row.at),
            "page": row.source,
            "commune": row.commune.name if row.commune else None,
            "text_version": row.text.version if row.text else None,
            "text": row.text.text if row.text else None,
        }
        for row in rows
    ]


def _counter(subscriber: Subscriber) -> list[dict[str, Any]]:
    rows = AssistedSignup.objects.filter(subscriber=subscriber).order_by("-at", "-pk")[:MOST]
    return [
        {"structure": row.structure_name, "proof": row.get_proof_display(), "at_once": row.at_once, "at": _iso(row.at)}
        for row in rows
    ]


def _letters(subscriber: Subscriber) -> list[dict[str, Any]]:
    rows = Delivery.objects.filter(subscriber=subscriber).select_related("issue").order_by("-pk")[:MOST]
    return [
        {
            "letter": str(row.issue),
            "email": row.email,
            "state": row.get_state_display(),
            "reason": reason_of(row) or None,
            "attempts": row.attempts,
            "noted_at": _iso(row.made_at),
            "changed_at": _iso(row.changed_at),
            "server_answer": row.reply,
            "message_id": row.message_id,
        }
        for row in rows
    ]


def _mails(subscriber: Subscriber) -> list[dict[str, Any]]:
    """Single mails, such as the confirmation: kept for some days after they were sent."""
    rows = Email.objects.filter(to=subscriber.email).order_by("-pk").values("subject", "created")[:MOST]
    return [{"subject": row["subject"], "at": _iso(row["created"])} for row in rows]


def _iso(at: Any) -> str | None:
    return timezone.localtime(at).isoformat() if at else None


def document(subscriber: Subscriber) -> dict[str, Any]:
    """Return `holdings` with what makes the file understandable on its own."""
    return {"about": "newsletter", "site": settings.PUBLIC_URL, **holdings(subscriber)}
