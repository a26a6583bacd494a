"""Reads the technical mailbox over IMAP: a mail is moved away only once it is committed, so nothing is lost on the way.

Stopped anywhere, a mail is read again and recognised by its digest. Bounded: 100 mails, 40 seconds, 1 MB of each.
"""

import imaplib
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from newsletter.delivery.events import EventSource
from newsletter.returns.intake import take_in
from newsletter.returns.mime import LARGEST
from newsletter.returns.models import MailboxLook
from newsletter.returns.retention import KEPT

# The row that tells when beat last rang.
PULSE = "beat"
TIMEOUT_SECONDS = 15
MAILS_A_RUN = 100
SECONDS_A_RUN = 40.0
PURGED_A_RUN = 500
_NUMBER = re.compile(rb"[0-9]{1,10}")
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")


class MailboxUnavailable(Exception):
    """The mailbox cannot be read now; says why, in the server's words."""


@contextmanager
def opened() -> Iterator[imaplib.IMAP4]:
    """Open the mailbox that the settings name, select its folder, and say goodbye.

    Raises:
        MailboxUnavailable: no connection, no login, no such folder.
    """
    host, port = settings.NEWSLETTER_MAILBOX_HOST, settings.NEWSLETTER_MAILBOX_PORT
    box: imaplib.IMAP4 | None = None
    try:
        if settings.NEWSLETTER_MAILBOX_SSL:
            box = imaplib.IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT_SECONDS)
        else:
            box = imaplib.IMAP4(host, port, timeout=TIMEOUT_SECONDS)
        box.login(settings.NEWSLETTER_MAILBOX_USER, settings.NEWSLETTER_MAILBOX_PASSWORD)
        _expect(box.select(_quoted(settings.NEWSLETTER_MAILBOX_FOLDER)))
        yield box
    except (imaplib.IMAP4.error, OSError, EOFError) as error:
        raise MailboxUnavailable(f"{type(error).__name__}: {error}"[:300]) from error
    finally:
        if box is not None:
            with suppress(imaplib.IMAP4.error, OSError, EOFError):
                box.logout()


def read_mailbox(*, now: datetime) -> int:
    """Take in what waits, the oldest first, and return how many mails; notes how it went.

    Raises:
        MailboxUnavailable: the mailbox cannot be read; what was read before stays noted.
    """
    until = time.monotonic() + SECONDS_A_RUN
    count = 0
    try:
        with opened() as box:
            for uid in _waiting(box)[:MAILS_A_RUN]:
                if time.monotonic() >= until:
                    break
                count += _take(box, uid, now=now)
    except MailboxUnavailable as error:
        note_look(reason=str(error), now=now)
        raise
    note_look(reason="", now=now)
    return count


@transaction.atomic
def note_look(*, reason: str, now: datetime) -> None:
    """Keep how the last reading went."""
    name = f"{settings.NEWSLETTER_MAILBOX_USER}@{settings.NEWSLETTER_MAILBOX_HOST}"[:255]
    changes = {"failed_at": now, "reason": reason[:300]} if reason else {"read_at": now, "reason": ""}
    MailboxLook.objects.update_or_create(name=name, defaults=changes)


@transaction.atomic
def note_pulse(*, now: datetime) -> None:
    """Note that beat rang and a worker came: the doctor asks when that was."""
    MailboxLook.objects.update_or_create(name=PULSE, defaults={"read_at": now})


def _take(box: imaplib.IMAP4, uid: bytes, *, now: datetime) -> bool:
    """Take in one mail, then move it; tell whether it was new. Whoever is faster leaves nothing to the other."""
    raw, cut = _fetch(box, uid)
    if raw is None:
        return False
    row = take_in(raw=raw, source=EventSource.MAIL, now=now, cut=cut)
    # The transaction above is committed: from here on the mailbox may forget.
    if cut:
        box.uid("STORE", uid.decode(), "+FLAGS", r"(\Flagged)")
    _move(box, uid)
    return row is not None


def _waiting(box: imaplib.IMAP4) -> list[bytes]:
    answer = _expect(box.uid("SEARCH", "UNDELETED"))
    return [uid for uid in (answer[0] or b"").split() if _NUMBER.fullmatch(uid)]


def _fetch(box: imaplib.IMAP4, uid: bytes) -> tuple[bytes | None, bool]:
    """Return the mail's beginning and whether it is longer; a huge one is never carried whole."""
    size = 0
    for line in _expect(box.uid("FETCH", uid.decode(), "(RFC822.SIZE)")):
        if isinstance(line, bytes) and (found := _SIZE.search(line)):
            size = int(found[1])
    for item in _expect(box.uid("FETCH", uid.decode(), f"(BODY.PEEK[]<0.{LARGEST}>)")):
        if isinstance(item, tuple):
            return bytes(item[1]), size > LARGEST
    return None, False


def _move(box: imaplib.IMAP4, uid: bytes) -> None:
    """Move to the folder of what is done: in one step where the server can (RFC 6851), else copied and deleted."""
    folder = _quoted(settings.NEWSLETTER_MAILBOX_DONE)
    if not _moved(box, uid, folder):
        box.create(folder)
        if not _moved(box, uid, folder):
            raise imaplib.IMAP4.error(f"cannot move to {settings.NEWSLETTER_MAILBOX_DONE}")


def _moved(box: imaplib.IMAP4, uid: bytes, folder: str) -> bool:
    if "MOVE" in box.capabilities:
        return box.uid("MOVE", uid.decode(), folder)[0] == "OK"
    if box.uid("COPY", uid.decode(), folder)[0] != "OK":
        return False
    box.uid("STORE", uid.decode(), "+FLAGS", r"(\Deleted)")
    if "UIDPLUS" in box.capabilities:
        box.uid("EXPUNGE", uid.decode())
    else:
        box.expunge()
    return True


def purge_mailbox(*, now: datetime) -> int:
    """Delete what was read more than thirty days ago from the folder of what is done, and return how many mails.

    What was too long to be read whole is flagged, and stays for the team.

    Raises:
        MailboxUnavailable: the mailbox cannot be read.
    """
    # English names of months whatever the locale (RFC 3501, "date-month").
    before = imaplib.Time2Internaldate((now - KEPT - timedelta(days=1)).timestamp())[1:12].strip()
    with opened() as box:
        if box.select(_quoted(settings.NEWSLETTER_MAILBOX_DONE))[0] != "OK":
            return 0
        found = _expect(box.uid("SEARCH", "BEFORE", before, "UNFLAGGED"))
        uids = [uid.decode() for uid in (found[0] or b"").split() if _NUMBER.fullmatch(uid)][:PURGED_A_RUN]
        if uids:
            box.uid("STORE", ",".join(uids), "+FLAGS", r"(\Deleted)")
            box.expunge()
        return len(uids)


def _expect(answer: tuple[str, list[Any]]) -> list[Any]:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(str(data[:1])[:200])
    return data


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
