"""What a server's answer means: the mailbox is gone, full, or we are unwanted. Pure; the rules of newsletter.md §3.6.

The enhanced code (RFC 3463) decides. Words decide only where servers are known to give a wrong one: Orange calls a
full mailbox 5.1.1 (OFR_417), Free a blacklist 5.2.1, Exim puts 5.0.0 over everything. A code nobody can read suppresses
nobody.
"""

import re
import unicodedata

from newsletter.delivery.events import EventKind

_REPLY = re.compile(r"(?<![\d.])(?P<code>[245]\d\d)[ -]+#?(?P<status>[245]\.\d{1,3}\.\d{1,3})?")
_STATUS = re.compile(r"(?<![\d.])#?([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_ADDRESS = re.compile(r"<[^<>\s]{1,300}>|[^\s<>]{1,254}@[^\s<>]{1,254}")

GONE = frozenset({"5.1.1", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
NO_DOMAIN = frozenset({"5.1.2", "5.4.4"})
CONTENT = frozenset({"5.2.3", "5.3.4"})
# Codes that say no more than "no": the words have to.
VAGUE = frozenset({"", "5.0.0", "5.5.0"})

_FULL = re.compile(
    r"over ?-?quota|quota exceeded|exceeded .{0,20}quota|mailbox (is )?full|boite .{0,40}pleine|"
    r"insufficient (system )?storage|ofr_?417"
)
_UNWANTED = re.compile(
    r"\b(spam|spams|spamming|junk|unsolicited|blacklist\w*|blocklist\w*|black listed|blocked|bloque|reputation|rbl|"
    r"dnsbl|spamhaus|barracuda|spf|dkim|dmarc|policy|politique|too many (errors|connections)|trop de connexions|"
    r"service refuse\w*|poor sender|abuse|indesirable)\b|\b(ofr|lpn)\w{0,4}_(1\d\d|5\d\d|999)\b"
)
_UNKNOWN = re.compile(
    r"user unknown|unknown user|no such (user|recipient|mailbox|person)|"
    r"(user|mailbox|account|recipient|address) "
    r"(does not exist|doesn't exist|not found|unknown|is disabled|is inactive|disabled)|"
    r"invalid (recipient|mailbox)|utilisateur inconnu|"
    r"(adresse|destinataire|boite|compte|recipient address) .{0,60}"
    r"(inconnu|invalide|inexistant|n'existe pas|desactive|user unknown)|"
    r"account (that you tried to reach )?(does not exist|is disabled)|ofr_?416"
)
_NO_HOST = re.compile(
    r"host (or domain name )?not found|domain (name )?not found|nxdomain|no such domain|domaine? (inconnu|inexistant)|"
    r"null ?mx|does not accept mail|unrouteable"
)


def plain(text: str) -> str:
    """Return the words without accents, addresses and capitals, on one line, at most 2 000 characters."""
    short = " ".join(text[:4_000].split())[:2_000]
    decomposed = unicodedata.normalize("NFKD", _ADDRESS.sub(" ", short))
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark)).lower().replace("’", "'")


def reply_code(words: str) -> str:
    """Return the three digits of the SMTP reply in these words; "" when there is none."""
    found = _REPLY.search(words[:4_000])
    return found["code"] if found else ""


def status_of(status: str, words: str) -> str:
    """Return the most telling enhanced code: that of the report, or of the server's own words where it says nothing."""
    given = _STATUS.search(status[:100])
    quoted = _REPLY.search(words[:4_000])
    inner = (quoted["status"] if quoted else None) or ""
    if not inner and (found := _STATUS.search(words[:4_000])):
        inner = found[1]
    if given is None or given[1].endswith(".0.0"):
        return inner or (given[1] if given else "")
    return given[1]


def judge(status: str, words: str) -> EventKind:
    """Return what a refusal means: `status` as `status_of` returns it, `words` what the server said."""
    said = plain(words)
    permanent = status.startswith("5") or (not status and reply_code(words).startswith("5"))
    gone = permanent and status in GONE
    # "Invalid recipient … OFR_416": Orange names the recipient, whatever else its sentence holds.
    named = permanent and bool(_UNKNOWN.search(said))
    kind = EventKind.SOFT
    if _FULL.search(said) or status == "5.2.2":
        kind = EventKind.SOFT
    elif permanent and status in NO_DOMAIN | VAGUE and _NO_HOST.search(said):
        kind = EventKind.DOMAIN
    elif status.startswith("5.7.") or (_UNWANTED.search(said) and not (gone and named)):
        kind = EventKind.POLICY
    elif status in CONTENT or status.startswith("5.6."):
        kind = EventKind.CONTENT
    elif status == "5.1.2":
        kind = EventKind.DOMAIN
    elif gone or (named and status in VAGUE):
        kind = EventKind.ADDRESS
    return kind
