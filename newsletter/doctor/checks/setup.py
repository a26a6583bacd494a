"""What the settings and the brand say: sender, reply, secrets, bounces, limits."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from branding.models import Brand
from newsletter.delivery import relay
from newsletter.doctor.findings import Check, Context, Finding, fail, ok, warn
from newsletter.returns.webhook import SHORTEST_TOKEN

SHORTEST_KEY = 40


def domain_of(address: str) -> str:
    """Return the domain of an address, lower case."""
    return address.rpartition("@")[2].strip("<> ").lower()


def sender_domain() -> str:
    """Return the domain that letters come from."""
    return domain_of(settings.NEWSLETTER_FROM_EMAIL)


def envelope_domain() -> str:
    """Return the domain that reports come back to."""
    return domain_of(settings.NEWSLETTER_BOUNCE_ADDRESS or settings.NEWSLETTER_FROM_EMAIL)


def same_organisation(one: str, other: str) -> bool:
    """Whether two domains are the same, or one stands below the other, or both below the same two or three labels."""
    a, b = one.lower().split("."), other.lower().split(".")
    if one.lower() == other.lower():
        return True
    kept = 3 if a[-2:] in (["gouv", "fr"], ["asso", "fr"], ["com", "fr"]) else 2
    return len(a) >= kept and a[-kept:] == b[-kept:]


def sender(_context: Context) -> Finding:
    """The letter's domain is the site's own, or one beside it."""
    site, own = (urlsplit(settings.PUBLIC_URL).hostname or ""), sender_domain()
    if own in {"", "localhost"} or "." not in own:
        return fail(domain=own or "?")
    return ok(domain=own) if same_organisation(site, own) else warn(domain=own, site=site)


def reply_mailbox(_context: Context) -> Finding:
    """What people answer reaches somebody."""
    to = settings.NEWSLETTER_REPLY_TO or Brand.load().contact_email
    if not to:
        return fail()
    if to.lower() in {settings.NEWSLETTER_FROM_EMAIL.lower(), settings.NEWSLETTER_MAILBOX_USER.lower()}:
        return warn(address=to)
    return ok(address=to)


def secrets_set(_context: Context) -> Finding:
    """The key that signs links is long, and a webhook's secret too."""
    if len(settings.SECRET_KEY) < SHORTEST_KEY or settings.SECRET_KEY.startswith("django-insecure-"):
        return fail()
    if settings.NEWSLETTER_WEBHOOK_TOKEN and len(settings.NEWSLETTER_WEBHOOK_TOKEN) < SHORTEST_TOKEN:
        return fail("webhook")
    return warn("debug") if settings.DEBUG else ok()


def bounces(_context: Context) -> Finding:
    """What comes back is read, over IMAP or through a webhook."""
    if settings.NEWSLETTER_MAILBOX_HOST or settings.NEWSLETTER_WEBHOOK_TOKEN:
        return ok()
    return fail()


def limits(_context: Context) -> Finding:
    """What the server allows is known."""
    try:
        found = relay.limits()
    except ImproperlyConfigured as error:
        return fail(error=error)
    return ok(limits=settings.NEWSLETTER_LIMITS) if found else warn()


def lease(_context: Context) -> Finding:
    """A worker that waits for the server is not taken for dead."""
    need = 6 * settings.EMAIL_TIMEOUT
    if need >= settings.NEWSLETTER_LEASE_SECONDS:
        return fail(lease=settings.NEWSLETTER_LEASE_SECONDS, need=need)
    return ok()


CHECKS: dict[str, Check] = {
    "sender_domain": sender,
    "reply_mailbox": reply_mailbox,
    "secrets": secrets_set,
    "bounces": bounces,
    "limits": limits,
    "lease": lease,
}
