"""What a mail of ours looks like when it leaves, and when it has arrived with its signature (`--mail FILE`)."""

import re
from email import message_from_bytes
from email.message import Message

from django.utils import timezone

from branding.models import Brand
from newsletter.delivery.actions import letter_sender
from newsletter.delivery.message import FrozenMail, Recipient
from newsletter.doctor.findings import Check, Context, Finding, fail, not_checked, ok, warn
from newsletter.issues.letters import build_letter
from newsletter.issues.models import Issue
from newsletter.rendering.letter import Letter
from newsletter.rendering.render import REFUSED_BYTES, WARNED_BYTES, LetterRefused, render_letter
from newsletter.subscribers.tokens import unsubscribe_url

MUST_BE_SIGNED = ("from", "to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post")
ONE_CLICK = "List-Unsubscribe=One-Click"


def own_mail() -> "Message[str, str]":
    """Return a mail as the pump would hand it over."""
    frozen = FrozenMail(
        subject="Essai", html="<p>Essai</p>", text="Essai", period="2026-01", edition="essai",
        sender=letter_sender(Brand.load()), date=timezone.now(),
    )  # fmt: skip
    raw = frozen.bytes_for(Recipient("essai@example.org", "<2026-01.essai@example.org>", unsubscribe_url(1)))
    return message_from_bytes(raw)


def one_click(context: Context) -> Finding:
    """Both headers of RFC 8058, with exactly one https address; in the mail given, else in one made now."""
    mail = context.sample if context.sample is not None else own_mail()
    addresses = re.findall(r"<([^>]*)>", " ".join(str(mail.get("List-Unsubscribe", "")).split()))
    secure = [address for address in addresses if address.startswith("https://")]
    if str(mail.get("List-Unsubscribe-Post", "")).strip() != ONE_CLICK or not addresses:
        return fail("missing")
    return ok() if len(secure) == 1 else fail("insecure", addresses=", ".join(addresses))


def feedback_id(context: Context) -> Finding:
    """Feedback-ID has its four fields: Gmail and Orange group complaints by it."""
    mail = context.sample if context.sample is not None else own_mail()
    value = str(mail.get("Feedback-ID", "")).strip()
    fields = value.split(":")
    return ok(value=value) if len(fields) == 4 and all(fields) else fail(value=value or "—")


def signature(context: Context) -> Finding:
    """The signature of a mail that arrived covers what RFC 8058 §4 and good sense ask for."""
    if context.sample is None:
        return not_checked("no_sample")
    signatures = context.sample.get_all("DKIM-Signature") or []
    if not signatures:
        return fail("missing")
    covered: set[str] = set()
    for value in signatures:
        found = re.search(r"(?:^|;)\s*h\s*=\s*([^;]*)", " ".join(str(value).split()))
        covered |= {name.strip().lower() for name in (found[1] if found else "").split(":")}
    forgotten = [name for name in MUST_BE_SIGNED if name not in covered]
    if forgotten:
        return fail("uncovered", headers=", ".join(forgotten))
    if any(re.search(r"(?:^|;)\s*l\s*=", " ".join(str(value).split())) for value in signatures):
        return warn("length")
    return ok()


def delivered_as(context: Context) -> Finding:
    """The receiver of the mail given found SPF, DKIM and DMARC right."""
    if context.sample is None:
        return not_checked("no_sample")
    results = " ".join(" ".join(str(value).split()) for value in context.sample.get_all("Authentication-Results") or [])
    if not results:
        return not_checked("no_results")
    wrong = [name for name in ("spf", "dkim", "dmarc") if not re.search(rf"\b{name}\s*=\s*pass\b", results)]
    return fail(wrong=", ".join(wrong).upper()) if wrong else ok()


def templates(_context: Context) -> Finding:
    """The latest letter, or an empty one, becomes a mail within the size that mail programs show whole."""
    brand = Brand.load()
    issue = Issue.objects.order_by("-period").first()
    letter = (
        build_letter(issue, brand)
        if issue is not None
        else Letter(
            subject="Essai", title="Essai", month="janvier", programme="Essai", editorial="<p>Essai</p>", sections=(),
            url="https://example.org/", agenda_url="https://example.org/", address=(), contact_email="",
        )
    )  # fmt: skip
    try:
        size = render_letter(letter, brand).size
    except LetterRefused as error:
        return fail(error=error)
    if size > WARNED_BYTES:
        return warn(size=round(size / 1000), most=REFUSED_BYTES // 1000)
    return ok(size=round(size / 1000), most=REFUSED_BYTES // 1000)


CHECKS: dict[str, Check] = {
    "one_click": one_click,
    "feedback_id": feedback_id,
    "signature": signature,
    "delivered_as": delivered_as,
    "templates": templates,
}
