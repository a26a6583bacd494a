"""Hands one mail to the mail server and tells exactly how far it came: before or after the final dot.

Before it, the server has no mail and trying again is safe. After it, silence means that nobody knows (RFC 1047).
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, Self

from django.conf import settings

# Some relays close after a hundred mails (newsletter.md §3.5).
MAILS_A_CONNECTION = 100
# A line that begins with a period gets a second one, or it would end the mail (RFC 5321 §4.5.2).
_FIRST_PERIOD = re.compile(rb"(?m)^\.")
OK, START_DATA, CLOSING, GIVE_UP = 250, 354, 421, 500


class Fate(StrEnum):
    """What became of one handing over."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class Outcome:
    """The fate of one mail and the server's words, or ours for a broken connection."""

    fate: Fate
    reply: str


class ServerUnavailable(Exception):
    """The mail server cannot be reached or wants nothing from us now; says which, in its own words."""


class Transport(Protocol):
    """What the pump needs of a mail server."""

    def send(self, *, sender: str, recipient: str, message: bytes, may_finish: Callable[[], bool]) -> Outcome:
        """Hand over one mail; raises ServerUnavailable before anything of it was sent.

        `may_finish` is asked right before the final dot: a worker that stood still until its lease ran out must not
        write it any more.
        """

    def close(self) -> None:
        """Say goodbye."""


class SmtpTransport:
    """One connection to EMAIL_HOST, opened when needed and again after an error."""

    def __init__(self, connect: Callable[[], smtplib.SMTP] | None = None) -> None:
        """`connect` opens and greets; by default as the settings say."""
        self._connect = connect or _connect
        self._smtp: smtplib.SMTP | None = None
        self._sent = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def send(self, *, sender: str, recipient: str, message: bytes, may_finish: Callable[[], bool]) -> Outcome:
        """Hand over one mail with CRLF line ends.

        Raises:
            ServerUnavailable: no connection, or the server refuses us as such; the mail is untouched.
        """
        smtp = self._ready()
        try:
            early = self._envelope(smtp, sender, recipient)
            if early is not None:
                return early
            smtp.send(_FIRST_PERIOD.sub(b"..", message))
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Outcome(Fate.NOT_SENT, f"{type(error).__name__}: {error}")
        if not may_finish():
            self._drop()
            return Outcome(Fate.NOT_SENT, "stopped before the end: too slow")
        return self._finish(smtp)

    def close(self) -> None:
        """Say goodbye; a server that does not answer is left."""
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (smtplib.SMTPException, OSError):
                self._smtp.close()
            self._smtp = None

    def _ready(self) -> smtplib.SMTP:
        if self._sent >= MAILS_A_CONNECTION:
            self.close()
        if self._smtp is None:
            try:
                self._smtp = self._connect()
            except (smtplib.SMTPException, OSError) as error:
                raise ServerUnavailable(f"{type(error).__name__}: {error}") from error
            self._sent = 0
        return self._smtp

    def _envelope(self, smtp: smtplib.SMTP, sender: str, recipient: str) -> Outcome | None:
        """Say from whom and to whom; None when the server waits for the mail."""
        code, reply = smtp.mail(sender)
        if code != OK:  # about us, not about the recipient
            self._drop()
            raise ServerUnavailable(_words(code, reply))
        code, reply = smtp.rcpt(recipient)
        if code not in {OK, 251}:
            return self._refused(smtp, code, reply)
        code, reply = smtp.docmd("DATA")
        return None if code == START_DATA else self._refused(smtp, code, reply)

    def _finish(self, smtp: smtplib.SMTP) -> Outcome:
        """Write the final dot and read the answer: from here on an error leaves us without knowledge."""
        self._sent += 1
        try:
            smtp.send(b".\r\n")
            code, reply = self._answer(smtp)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Outcome(Fate.UNCERTAIN, f"{type(error).__name__}: {error}")
        if code == OK:
            return Outcome(Fate.ACCEPTED, _words(code, reply))
        return self._refused(smtp, code, reply)

    def _answer(self, smtp: smtplib.SMTP) -> tuple[int, bytes]:
        """Wait for what the server says of the whole mail."""
        return smtp.getreply()

    def _refused(self, smtp: smtplib.SMTP, code: int, reply: bytes) -> Outcome:
        """Forget the transaction, so that nothing of it sticks to the next mail; 421 closes the connection."""
        fate = Fate.REFUSED if code >= GIVE_UP else Fate.DEFERRED
        if code == CLOSING:  # about the server, not about the recipient, whose tries it must not use up
            fate = Fate.NOT_SENT
        try:
            if code == CLOSING or smtp.rset()[0] != OK:
                self._drop()
        except (smtplib.SMTPException, OSError):
            self._drop()
        return Outcome(fate, _words(code, reply))

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def knock() -> None:
    """Greet the server and leave: its log then holds a line of this moment, which proves that the log is alive."""
    with suppress(smtplib.SMTPException, OSError):
        smtp = _connect()
        try:
            smtp.quit()
        finally:
            smtp.close()


def _connect() -> smtplib.SMTP:
    """Open a connection as the settings say, with encryption and login where asked."""
    if settings.EMAIL_USE_SSL:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.EMAIL_HOST,
            settings.EMAIL_PORT,
            timeout=settings.EMAIL_TIMEOUT,
            context=ssl.create_default_context(),
        )
    else:
        smtp = smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT)
    try:
        if smtp.sock is not None:
            # The final dot is written by itself, and must not wait for the answer to the mail before it (Nagle, 40 ms).
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        if settings.EMAIL_HOST_USER:
            smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _words(code: int, reply: bytes) -> str:
    return f"{code} {reply.decode('utf-8', 'replace')}"[:500]
