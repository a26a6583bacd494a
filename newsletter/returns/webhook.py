"""Where a mail server pushes what came back, a whole report or notices as JSON; the secret in the address opens it."""

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from newsletter.delivery.events import EventKind, EventSource
from newsletter.returns import verdict
from newsletter.returns.events import find_delivery, note_event
from newsletter.returns.intake import take_in
from newsletter.returns.reading import TOKEN

SHORTEST_TOKEN = 32
LARGEST_MAIL = 1_000_000
LARGEST_JSON = 500_000
MOST_NOTICES = 500
# A notice names one of these; anything else (accepted, delivered, opened…) is passed over.
BOUNCED = frozenset({"bounced", "bounce", "failed", "rejected", "hard_bounce", "soft_bounce", "dropped"})
COMPLAINED = frozenset({"complained", "complaint", "spam", "spam_complaint"})
DELAYED = frozenset({"deferred", "delayed"})
LEFT = frozenset({"unsubscribed", "unsubscribe"})


@csrf_exempt
@never_cache
@require_POST
def returned(request: HttpRequest, token: str) -> HttpResponse:
    """Take in a report (message/rfc822) or notices (application/json); 404 without the secret.

    A notice: {"message_id": "<…>", "event": "bounced | complained | deferred | unsubscribed", "status": "5.1.1",
    "description": "550 …", "id": "optional, tells one notice from another"}; one, or a list of up to 500. What is about
    no mail of ours is passed over: the answer is the same, so it tells nothing about who receives the letter.
    """
    secret = settings.NEWSLETTER_WEBHOOK_TOKEN
    if len(secret) < SHORTEST_TOKEN or not constant_time_compare(token, secret):
        raise Http404
    kind = request.content_type
    most = LARGEST_JSON if kind == "application/json" else LARGEST_MAIL
    body = _body(request, most=most)
    if body is None:
        return HttpResponse(status=413)
    if kind == "message/rfc822":
        if body:
            take_in(raw=body, source=EventSource.WEBHOOK, now=timezone.now())
        return HttpResponse(status=204)
    if kind != "application/json":
        return HttpResponse(status=415)
    try:
        notices = json.loads(body)
    except (ValueError, RecursionError):
        return HttpResponse(status=400)
    notices = notices if isinstance(notices, list) else [notices]
    if len(notices) > MOST_NOTICES:
        return HttpResponse(status=413)
    for notice in notices:
        if isinstance(notice, dict):
            _take_notice(notice)
    return HttpResponse(status=204)


def _body(request: HttpRequest, *, most: int) -> bytes | None:
    """Return the body, at most `most` bytes; None when it is longer, whatever length it claims."""
    try:
        body = request.read(most + 1)
    except (OSError, RequestDataTooBig):
        return None
    return body if len(body) <= most else None


def _text(notice: dict[str, Any], name: str, length: int) -> str:
    value = notice.get(name, "")
    text = value if isinstance(value, str) else ""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:length]


def _take_notice(notice: dict[str, Any]) -> None:
    event = _text(notice, "event", 40).strip().lower()
    status = verdict.status_of(_text(notice, "status", 20), _text(notice, "description", 1_000))
    words = " ".join(_text(notice, "description", 1_000).split())
    if event in BOUNCED:
        kind = verdict.judge(status, words)
    elif event in COMPLAINED:
        kind = EventKind.COMPLAINT
    elif event in DELAYED:
        kind = EventKind.DELAYED
    elif event in LEFT:
        kind = EventKind.LEFT
    else:
        return
    tokens = tuple(found.lower() for found in TOKEN.findall(_text(notice, "message_id", 300)))[:1]
    delivery = find_delivery(tokens)
    if delivery is None:
        return
    key = f"{kind}:{_text(notice, 'id', 60) or status or event}"
    note_event(
        delivery=delivery,
        kind=kind,
        source=EventSource.WEBHOOK,
        key=key,
        status=status,
        words=words,
        now=timezone.now(),
    )
