"""The mail server itself: it answers, encrypts, takes a letter's size, and bears what French providers ask."""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from cryptography import x509
from django.conf import settings

from newsletter.delivery.message import envelope_sender
from newsletter.doctor.checks.setup import sender_domain
from newsletter.doctor.findings import Check, Context, Finding, fail, not_checked, ok, warn
from newsletter.returns.models import MailboxLook

TIMEOUT_SECONDS = 8
FEW_DAYS = 14
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
# For the Postfix in front: Orange and Wanadoo take two connections, a hundred mails on each (newsletter.md §3.5).
POSTFIX_LINES = """/etc/postfix/transport :  orange.fr slow:   wanadoo.fr slow:   (une ligne chacun)
     /etc/postfix/master.cf :  slow unix - - n - - smtp
     postconf -e transport_maps=hash:/etc/postfix/transport slow_destination_concurrency_limit=2
     postconf -e slow_destination_rate_delay=1s smtp_connection_reuse_count_limit=100
     postmap /etc/postfix/transport && postfix reload"""


@contextmanager
def connected() -> Iterator[smtplib.SMTP]:
    """Greet the server as the settings say; with encryption where asked, or where it offers it.

    Raises:
        OSError, smtplib.SMTPException: it does not answer as it should.
    """
    context = ssl.create_default_context()
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    if settings.EMAIL_USE_SSL:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    try:
        smtp.ehlo()
        yield smtp
    finally:
        with suppress(OSError, smtplib.SMTPException):
            smtp.quit()
        smtp.close()


def answers(_context: Context) -> Finding:
    """The server takes our sender, with the login given."""
    try:
        with connected() as smtp:
            if settings.EMAIL_USE_TLS:
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if settings.EMAIL_HOST_USER:
                smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
            code, reply = smtp.mail(envelope_sender("<2026-01.essai@essai>"))
            smtp.rset()
    except (OSError, smtplib.SMTPException) as error:
        return fail(server=settings.EMAIL_HOST, error=f"{type(error).__name__}: {error}")
    words = reply.decode("utf-8", "replace")
    return ok(server=settings.EMAIL_HOST) if code == 250 else fail("sender", error=f"{code} {words}")


def encryption(context: Context) -> Finding:
    """The way to the server is encrypted and its certificate is good; inside one machine it need not be."""
    inside = settings.EMAIL_HOST in LOCAL
    asked = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    try:
        with connected() as smtp:
            if not settings.EMAIL_USE_SSL and not smtp.has_extn("starttls"):
                return ok("inside") if inside and not asked else fail("none")
            if not settings.EMAIL_USE_SSL:
                smtp.starttls(context=ssl.create_default_context())
            days = _days_left(smtp, context.now)
    except ssl.SSLCertVerificationError as error:
        # Postfix makes a certificate for itself; on one machine nobody stands between.
        return ok("inside") if inside and not asked else fail("certificate", error=error.verify_message)
    except (OSError, smtplib.SMTPException) as error:
        return not_checked("no_server", error=f"{type(error).__name__}: {error}")
    if days < FEW_DAYS:
        return warn("soon", days=days)
    return ok() if asked or inside else warn("unused")


def _days_left(smtp: smtplib.SMTP, now: datetime) -> int:
    """Return how many days the server's certificate is still good."""
    raw = smtp.sock.getpeercert(binary_form=True) if isinstance(smtp.sock, ssl.SSLSocket) else None
    return (x509.load_der_x509_certificate(raw).not_valid_after_utc - now).days if raw else FEW_DAYS


def size(_context: Context) -> Finding:
    """The server takes mails of the size of a letter."""
    try:
        with connected() as smtp:
            offered = smtp.esmtp_features.get("size", "")
    except (OSError, smtplib.SMTPException) as error:
        return not_checked("no_server", error=f"{type(error).__name__}: {error}")
    most = int(offered) if re.fullmatch(r"[0-9]{1,12}", offered) else 0
    return fail(most=most) if 0 < most < 300_000 else ok()


def own_name(_context: Context) -> Finding:
    """The name with which this machine greets is a full one."""
    name = socket.getfqdn()
    if settings.EMAIL_HOST in LOCAL:
        return ok("inside")
    return ok(name=name) if "." in name and not name.startswith(("localhost", "127.")) else warn(name=name)


def orange(_context: Context) -> Finding:
    """Orange and Wanadoo bear two connections: with a Postfix of one's own, it has to be told."""
    if settings.EMAIL_HOST in LOCAL or settings.NEWSLETTER_MAIL_LOG:
        return warn("postfix", lines=POSTFIX_LINES)
    return ok("relay")


def mailbox(context: Context) -> Finding:
    """The technical mailbox was read lately."""
    if not settings.NEWSLETTER_MAILBOX_HOST:
        return not_checked("off")
    name = f"{settings.NEWSLETTER_MAILBOX_USER}@{settings.NEWSLETTER_MAILBOX_HOST}"
    look = MailboxLook.objects.filter(name=name[:255]).first()
    if look is None:
        return fail("never")
    if look.reason:
        return fail("error", error=look.reason)
    age = (context.now - look.read_at).total_seconds() if look.read_at else 0
    return fail("old", minutes=round(age / 60)) if age > 3_600 else ok()


def role_addresses(_context: Context) -> Finding:
    """Postmaster and abuse (RFC 2142) exist at the letter's domain, as far as its own server tells without a mail."""
    domain = sender_domain()
    refused = []
    try:
        with connected() as smtp:
            for name in ("postmaster", "abuse"):
                smtp.mail("")
                if smtp.rcpt(f"{name}@{domain}")[0] >= 500:
                    refused.append(f"{name}@{domain}")
                smtp.rset()
    except (OSError, smtplib.SMTPException) as error:
        return not_checked("no_server", error=f"{type(error).__name__}: {error}")
    return warn(addresses=", ".join(refused)) if refused else ok(domain=domain)


CHECKS: dict[str, Check] = {
    "server_answers": answers,
    "encryption": encryption,
    "size": size,
    "own_name": own_name,
    "role_addresses": role_addresses,
    "orange": orange,
    "mailbox": mailbox,
}
