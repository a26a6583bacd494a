"""Reads what came back: a report (RFC 3464), a complaint (RFC 5965), an automatic reply (RFC 3834), or a person. Pure.

A mail is ours by its Message-ID, found in the address it was sent to (VERP), in the returned headers, or in the text
of a report; whether that Message-ID is one of ours is the caller's question. Only a report counts, an automatic reply
never.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import Message
from enum import StrEnum

from newsletter.returns import mime, verdict

# What newsletter.delivery.message.make_message_id writes before the "@".
TOKEN = re.compile(r"(?<![\w.-])(\d{4}-\d\d[\w-]{0,20}\.[a-z2-7]{32})(?![\w.])", re.IGNORECASE)
_VERP = re.compile(r"\+(\d{4}-\d\d[\w-]{0,20}\.[a-z2-7]{32})@", re.IGNORECASE)
_LEAVE = re.compile(r"\+(\d{1,19}-[a-z2-7]{24})@", re.IGNORECASE)
_RETURNED = frozenset(
    {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global", "message/global-headers"}
)
_STATUS_PARTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_MACHINE = re.compile(r"^(mailer-daemon|mail-?daemon|mdaemon|no-?reply-?bounce|bounces?|mail\.delivery\S*)@")
_AUTOMATIC_SUBJECT = re.compile(
    r"^(re ?: ?)?(reponse automatique|automatic reply|auto ?reply|autoreply|automatische antwort|out of (the )?office|"
    r"message d'absence|reponse d'absence|absence du bureau|je suis absent)"
)
_RECEIVED = ("To", "Delivered-To", "X-Original-To", "X-Envelope-To", "Envelope-To", "Cc")
MOST_TOKENS = 10


class Nature(StrEnum):
    """What kind of mail this is."""

    BOUNCE = "bounce"  # a mail was not delivered, says a report
    TEXT_BOUNCE = "text_bounce"  # so says a mail server in a form of its own
    DELAYED = "delayed"
    DELIVERED = "delivered"
    COMPLAINT = "complaint"
    AUTOMATIC = "automatic"
    LEAVE = "leave"  # sent to the address that unsubscribes
    PERSON = "person"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Reading:
    """What a mail says. `tokens` may name mails of ours, the surest first; `status` is an enhanced code or ""."""

    nature: Nature
    tokens: tuple[str, ...] = ()
    status: str = ""
    words: str = ""
    recipients: tuple[str, ...] = ()
    sender: str = ""
    subject: str = ""
    text: str = ""
    leave_tokens: tuple[str, ...] = field(default=())


def read(raw: bytes) -> Reading:
    """Return what the mail says; never raises, whatever it holds."""
    mail = mime.open_mail(raw)
    parts = list(mime.parts_of(mail))
    texts = [mime.text_of(part) for part in parts if part.get_content_maintype() == "text" and not _is_returned(part)]
    plain = next((mime.text_of(part) for part in parts if part.get_content_type() == "text/plain"), "")
    senders = mime.addresses(mail, "From", "Sender")
    common = Common(
        mail=mail,
        parts=parts,
        text="\n".join(texts)[: mime.LONGEST_TEXT],
        sender=senders[0] if senders else "",
        subject=mime.header(mail, "Subject")[:300],
        received=mime.addresses(mail, *_RECEIVED),
    )
    found = _complaint(common) or _report(common) or _text_bounce(common) or _automatic(common)
    return found or common.reading(_human_nature(common), text=plain or common.text, leave=True)


@dataclass(frozen=True)
class Common:
    """What every reading looks at."""

    mail: "Message[str, str]"
    parts: "list[Message[str, str]]"
    text: str
    sender: str
    subject: str
    received: list[str]

    def reading(
        self,
        nature: Nature,
        *,
        status: str = "",
        words: str = "",
        recipients: Iterable[str] = (),
        text: str = "",
        leave: bool = False,
    ) -> Reading:
        """Return the reading with what all have in common."""
        leave_tokens = [found[1].lower() for address in self.received if (found := _LEAVE.search(address))]
        return Reading(
            nature=nature,
            tokens=tuple(self.tokens()),
            status=status,
            words=" ".join(words.split())[:500],
            recipients=tuple(dict.fromkeys(recipients))[:50],
            sender=self.sender,
            subject=self.subject,
            text=(text or self.text)[:20_000],
            leave_tokens=tuple(leave_tokens) if leave else (),
        )

    def tokens(self) -> list[str]:
        """Return what may be a Message-ID of ours: in the address, in returned headers, in the text of the report."""
        found = [match[1] for address in self.received if (match := _VERP.search(address))]
        for part in self.parts:
            if _is_returned(part):
                found += TOKEN.findall(mime.header(_returned_headers(part), "Message-ID"))
            elif part.get_content_type() in _STATUS_PARTS:
                found += TOKEN.findall(_fields(part))
        for name in ("In-Reply-To", "References", "Original-Message-ID", "X-Original-Message-ID"):
            found += TOKEN.findall(mime.header(self.mail, name))
        found += TOKEN.findall(self.text)
        return list(dict.fromkeys(token.lower() for token in found))[:MOST_TOKENS]

    @property
    def returns_a_report(self) -> bool:
        """Whether what came back is itself a report: a bounce of a bounce says nothing about a letter."""
        return any(
            _is_returned(part) and _returned_headers(part).get_content_type() == "multipart/report"
            for part in self.parts
        )

    @property
    def by_machine(self) -> bool:
        """Whether a mail server wrote it: the empty return path (RFC 5321 §4.5.5), or a name kept for servers."""
        if mime.header(self.mail, "Return-Path") == "<>" or _MACHINE.match(self.sender):
            return True
        # A person may write from this address too.
        return self.sender.startswith("postmaster@") and bool(_reply_in(self.text))


def _is_returned(part: "Message[str, str]") -> bool:
    return part.get_content_type() in _RETURNED


def _returned_headers(part: "Message[str, str]") -> "Message[str, str]":
    content = part.get_payload()
    if isinstance(content, list):
        return content[0] if content and isinstance(content[0], Message) else Message()
    return mime.headers_of(mime.text_of(part).lstrip().encode("utf-8", "replace"))


def _fields(part: "Message[str, str]") -> str:
    """Return all values of a status part as one text."""
    values = [str(value)[:500] for block in _blocks(part) for value in block.values()]
    return "\n".join(values)[:20_000]


def _blocks(part: "Message[str, str]") -> "list[Message[str, str]]":
    """Return the groups of fields of a status part, also of one that was encoded as the standard forbids."""
    content = part.get_payload()
    encoding = str(part.get("Content-Transfer-Encoding", "7bit")).strip().lower()
    children = [block for block in content[:100] if isinstance(block, Message)] if isinstance(content, list) else []
    # Only this type is cut into its groups by the standard library; RFC 6533's is read as one message.
    if part.get_content_type() == "message/delivery-status" and encoding not in {"base64", "quoted-printable"}:
        return children
    holder: Message[str, str] = Message()
    holder["Content-Transfer-Encoding"] = encoding
    holder.set_payload("\n\n".join(map(_source, children)) if children else str(content))
    groups = mime.text_of(holder).replace("\r\n", "\n").split("\n\n")
    return [mime.headers_of(group.lstrip("\n").encode("utf-8", "replace")) for group in groups[:100] if group.strip()]


def _source(block: "Message[str, str]") -> str:
    """Return a group as it was written, whether it was read as fields or as text."""
    fields = "".join(f"{name}: {value}\n" for name, value in block.raw_items())
    content = block.get_payload()
    return f"{fields}\n{content if isinstance(content, str) else ''}".lstrip("\n")


def _complaint(common: Common) -> Reading | None:
    """Read a feedback report (RFC 5965), the form of Signal Spam too; what filters think does not count."""
    for part in common.parts:
        if part.get_content_type() == "message/feedback-report":
            fields = _blocks(part) or [mime.headers_of(mime.text_of(part).encode("utf-8", "replace"))]
            kind = next(
                (mime.header(block, "Feedback-Type").lower() for block in fields if block.get("Feedback-Type")), ""
            )
            nature = (
                Nature.COMPLAINT
                if kind in {"abuse", "fraud", "opt-out", "opt-out-list", "other", ""}
                else Nature.UNCLEAR
            )
            return common.reading(nature, words=f"Feedback-Type: {kind}")
    domain = common.sender.rpartition("@")[2]
    if domain == "signal-spam.fr" or domain.endswith(".signal-spam.fr"):
        return common.reading(Nature.COMPLAINT, words=common.subject)
    return None


def _report(common: Common) -> Reading | None:
    """Read a delivery report; what it says of several recipients is told by the worst."""
    blocks = [block for part in common.parts if part.get_content_type() in _STATUS_PARTS for block in _blocks(part)]
    if not blocks:
        return None
    if common.returns_a_report:
        return common.reading(Nature.UNCLEAR)
    by_action = {mime.header(block, "Action").split(" ")[0].lower(): block for block in reversed(blocks)}
    natures = {"failed": Nature.BOUNCE, "delayed": Nature.DELAYED}
    natures |= dict.fromkeys(("delivered", "relayed", "expanded"), Nature.DELIVERED)
    for action, nature in natures.items():
        if action in by_action:
            return _of_block(common, by_action[action], nature)
    # Without an action (malformed), a permanent code still says that it failed.
    for block in blocks:
        if mime.header(block, "Status").startswith("5"):
            return _of_block(common, block, Nature.BOUNCE)
    return common.reading(Nature.UNCLEAR)


def _of_block(common: Common, block: "Message[str, str]", nature: Nature) -> Reading:
    said = mime.header(block, "Diagnostic-Code").partition(";")
    words = said[2].strip() or said[0].strip()
    recipients = [
        value.rpartition(";")[2].strip(" <>").lower()
        for name in ("Original-Recipient", "Final-Recipient")
        if (value := mime.header(block, name))
    ]
    status = verdict.status_of(mime.header(block, "Status"), words)
    return common.reading(nature, status=status, words=words or common.text[:500], recipients=recipients)


def _text_bounce(common: Common) -> Reading | None:
    """Read a server's own form (qmail, old Exim, some French providers): a code with the words around it."""
    failed = mime.addresses(common.mail, "X-Failed-Recipients")
    if not failed and not common.by_machine:
        return None
    words = _reply_in(common.text)
    if not words or common.returns_a_report:
        replied = mime.header(common.mail, "Auto-Submitted").startswith("auto-replied")
        return None if replied else common.reading(Nature.UNCLEAR)
    status = verdict.status_of("", words)
    named = re.findall(r"[^\s<>:;,\"()]{1,64}@[^\s<>:;,\"()]{1,190}", common.text)[:50]
    permanent = (status or verdict.reply_code(words)).startswith("5")
    nature = Nature.TEXT_BOUNCE if permanent else Nature.DELAYED
    return common.reading(nature, status=status, words=words, recipients=[*failed, *(name.lower() for name in named)])


def _reply_in(text: str) -> str:
    """Return the first line that holds a server's reply, with the line after it; "" when there is none."""
    lines = [line.strip() for line in text[:20_000].splitlines()]
    for number, line in enumerate(lines):
        if verdict.reply_code(line)[:1] in {"4", "5"} and re.search(r"(^|[\s:(#<>])[45]\d\d[ -]", line):
            return f"{line} {lines[number + 1] if number + 1 < len(lines) else ''}".strip()
    return ""


def _automatic(common: Common) -> Reading | None:
    mail = common.mail
    said = mime.header(mail, "Auto-Submitted").split(";")[0].strip().lower()
    bulk = mime.header(mail, "Precedence").lower() in {"auto_reply", "bulk", "junk", "list"}
    marked = any(mail.get(name) is not None for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "List-Id"))
    subject = bool(_AUTOMATIC_SUBJECT.match(verdict.plain(common.subject)))
    if said not in {"", "no"} or bulk or marked or subject or common.by_machine:
        return common.reading(Nature.AUTOMATIC)
    return None


def _human_nature(common: Common) -> Nature:
    if any(_LEAVE.search(address) for address in common.received):
        return Nature.LEAVE
    return Nature.PERSON if common.sender else Nature.UNCLEAR
