"""Writes the mail of one subscriber: frozen bytes with that person's own address spliced in.

The two parts are encoded once for an issue; a mail then costs two joins and its headers (newsletter.md §4.2). The
slot stands on a line of its own in quoted-printable: a soft line break can never cut it, which replacing would miss.
"""

import base64
import hashlib
import hmac
import quopri
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr

from django.conf import settings

from newsletter.delivery.models import Delivery
from newsletter.rendering.render import SLOT

SOFT_BREAK = b"=\r\n"


@dataclass(frozen=True)
class Sender:
    """Who the letter comes from; the same for every subscriber."""

    name: str
    email: str
    reply_to: str
    list_name: str
    archive_url: str

    @property
    def domain(self) -> str:
        """The domain that Message-ID and List-Id stand under."""
        return self.email.rpartition("@")[2]

    @property
    def mailbox(self) -> str:
        """Name and address for a single mail's From."""
        return formataddr((self.name, self.email))


@dataclass(frozen=True)
class Recipient:
    """What differs from one mail to the next."""

    email: str
    message_id: str
    unsubscribe_url: str


def make_message_id(*, period: str, issue_id: int, subscriber_id: int, domain: str, key: str | None = None) -> str:
    """Return the Message-ID of this issue for this subscriber: the same at every attempt, telling nothing of them."""
    secret = (settings.SECRET_KEY if key is None else key).encode()
    digest = hmac.new(secret, f"newsletter.message-id:{issue_id}|{subscriber_id}".encode(), hashlib.sha256).digest()
    return f"<{period}.{base64.b32encode(digest[:20]).decode().lower()}@{domain}>"


def is_message_id_of(delivery: Delivery) -> bool:
    """Whether the row's Message-ID was made by us for it, also under an old key; a purged row has none."""
    if delivery.subscriber_id is None:
        return False
    period, _dot, _rest = delivery.message_id.lstrip("<").partition(".")
    domain = delivery.message_id.rstrip(">").rpartition("@")[2]
    return any(
        hmac.compare_digest(
            delivery.message_id,
            make_message_id(
                period=period,
                issue_id=delivery.issue_id,
                subscriber_id=delivery.subscriber_id,
                domain=domain,
                key=str(key),
            ),
        )
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )


def envelope_sender(message_id: str) -> str:
    """Return where a report about this mail comes back to: one address for all, or with VERP one for each mail.

    The local part of the Message-ID is the token: already keyed, lower case, and short enough (RFC 5321: 64).
    """
    address = settings.NEWSLETTER_BOUNCE_ADDRESS or settings.NEWSLETTER_FROM_EMAIL
    if not settings.NEWSLETTER_VERP:
        return address
    local, _at, domain = address.rpartition("@")
    return f"{local}+{message_id.strip('<>').partition('@')[0]}@{domain}"


def unsubscribe_mailto(url: str) -> str:
    """Return the address that unsubscribes by mail, with the token of the link; "" where there is no mailbox for it."""
    if not settings.NEWSLETTER_LEAVE_ADDRESS:
        return ""
    local, _at, domain = settings.NEWSLETTER_LEAVE_ADDRESS.rpartition("@")
    return f"{local}+{url.rpartition('/')[2]}@{domain}"


class FrozenMail:
    """An approved issue, encoded once, from which each subscriber's mail is spliced."""

    def __init__(
        self, *, subject: str, html: str, text: str, period: str, edition: str, sender: Sender, date: datetime
    ) -> None:
        """Encode both parts.

        `edition` names the territory in the reports of mail providers; `date` is the Date header of all mails, fixed
        when the sending began.
        """
        self._html = _pieces(html)
        self._text = _pieces(text)
        self._boundary = hashlib.sha256((html + text).encode()).hexdigest()[:32]
        # "=_" cannot appear in quoted-printable, so the boundary cannot appear in a part.
        self._boundary = f"=_{self._boundary}"
        self._sender = sender
        self._common = self._common_headers(subject, f"{period}:{edition}", sender, date)

    def bytes_for(self, recipient: Recipient) -> bytes:
        """Return the complete message with CRLF line ends."""
        headers = [
            f"From: {_address(self._sender.name, self._sender.email)}",
            f"To: {_clean(recipient.email)}",
            f"Message-ID: {_clean(recipient.message_id)}",
            f"List-Unsubscribe: {_leave(recipient.unsubscribe_url)}",
            *self._common,
        ]
        url = _encode(recipient.unsubscribe_url)
        glue = SOFT_BREAK + url + SOFT_BREAK
        marker = self._boundary.encode()
        return b"".join(
            [
                "\r\n".join(headers).encode(),
                b"\r\n\r\n--" + marker + b'\r\nContent-Type: text/plain; charset="utf-8"\r\n',
                b"Content-Transfer-Encoding: quoted-printable\r\n\r\n",
                glue.join(self._text),
                b"\r\n--" + marker + b'\r\nContent-Type: text/html; charset="utf-8"\r\n',
                b"Content-Transfer-Encoding: quoted-printable\r\n\r\n",
                glue.join(self._html),
                b"\r\n--" + marker + b"--\r\n",
            ]
        )

    def _common_headers(self, subject: str, campaign: str, sender: Sender, date: datetime) -> list[str]:
        return [
            f"Reply-To: {_clean(sender.reply_to)}",
            f"Subject: {_encoded(subject, 'Subject')}",
            f"Date: {format_datetime(date)}",
            "MIME-Version: 1.0",
            f'Content-Type: multipart/alternative; boundary="{self._boundary}"',
            "Content-Language: fr",
            f"List-Id: {_encoded(sender.list_name, 'List-Id')} <lettre.{sender.domain}>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            f"List-Archive: <{_clean(sender.archive_url)}>",
            "Auto-Submitted: auto-generated",
            "Precedence: bulk",
            "X-Auto-Response-Suppress: OOF, AutoReply",
            f"Feedback-ID: {campaign}:lettre:{sender.domain}",
        ]


def _leave(url: str) -> str:
    """Return the two ways out; a mail program takes the https one (RFC 8058), an old one the other (RFC 2369)."""
    address = unsubscribe_mailto(url)
    https = f"<{_clean(url)}>"
    return f"{https},\r\n <mailto:{_clean(address)}?subject=desabonnement>" if address else https


def _pieces(part: str) -> list[bytes]:
    """Return the part cut at its slots, each piece encoded by itself, with CRLF line ends."""
    part = part.replace("\r\n", "\n").replace("\r", "\n")
    return [_encode(piece) for piece in part.split(SLOT)]


def _encode(text: str) -> bytes:
    """Return quoted-printable; a space at the end is written out, since a soft break or a server may follow it."""
    encoded = quopri.encodestring(text.encode(), quotetabs=False).replace(b"\n", b"\r\n")
    if encoded.endswith((b" ", b"\t")):
        encoded = encoded[:-1] + (b"=20" if encoded.endswith(b" ") else b"=09")
    return encoded


def _clean(value: str) -> str:
    """Return a header value without line breaks: one in it would begin another header."""
    return "".join(value.split("\r")).replace("\n", "").strip()


def _encoded(text: str, name: str) -> str:
    return Header(
        " ".join(text.split()), charset="utf-8" if not text.isascii() else "us-ascii", header_name=name
    ).encode(linesep="\r\n")


def _address(name: str, email: str) -> str:
    plain = " ".join(name.split())
    if plain.isascii():
        escaped = plain.replace("\\", "").replace('"', "")
        return f'"{escaped}" <{_clean(email)}>'
    return f"{_encoded(plain, 'From')} <{_clean(email)}>"
