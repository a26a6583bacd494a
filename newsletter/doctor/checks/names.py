"""What DNS says of us: SPF (RFC 7208), DKIM key (RFC 6376), DMARC (RFC 7489), the way back, the server's own name."""

import ipaddress
import re
import socket
from collections.abc import Callable
from typing import Any

from django.conf import settings

from newsletter.doctor.checks import spf
from newsletter.doctor.checks.setup import envelope_domain, same_organisation, sender_domain
from newsletter.doctor.findings import Check, Context, Finding, fail, not_checked, ok, warn
from newsletter.returns.domains import HAS_DNS, LIFETIME_SECONDS

if HAS_DNS:
    import dns.exception
    import dns.resolver
    import dns.reversename

Named = Callable[[Context], Finding]
SHORTEST_RSA = 2048 // 8


def with_dns(check: Named) -> Named:
    """Tell what is missing where the library is, and that nobody answered where nobody does."""

    def guarded(context: Context) -> Finding:
        if context.resolver is None:
            return not_checked("no_library")
        try:
            return check(context)
        except dns.exception.DNSException as error:
            return not_checked("no_dns", error=type(error).__name__)

    return guarded


def lookup(context: Context, name: str, kind: str) -> list[Any]:
    """Return the records of a name; none where there are none."""
    try:
        return list(context.resolver.resolve(name, kind, lifetime=LIFETIME_SECONDS))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []


def texts(context: Context, name: str) -> list[str]:
    """Return the TXT records of a name, each joined."""
    return [b"".join(record.strings).decode("utf-8", "replace") for record in lookup(context, name, "TXT")]


def relay_address() -> str:
    """Return the public address of EMAIL_HOST; "" for one inside the house, which sends on under another."""
    try:
        found = socket.getaddrinfo(settings.EMAIL_HOST, settings.EMAIL_PORT, type=socket.SOCK_STREAM)
    except OSError:
        return ""
    addresses = [str(item[4][0]) for item in found]
    return next((address for address in addresses if ipaddress.ip_address(address).is_global), "")


@with_dns
def spf_record(context: Context) -> Finding:
    """One SPF record at the envelope's domain, which ends in a refusal and names the server."""
    domain = envelope_domain()
    records = [text for text in texts(context, domain) if text.lower().split(" ")[0] == "v=spf1"]
    if len(records) != 1:
        return fail("several" if records else "missing", domain=domain)
    return _spf_of(context, domain, records[0])


def _spf_of(context: Context, domain: str, record: str) -> Finding:
    ending = spf.ending(record)
    if ending == "+all":
        return fail("open", record=record)
    address = relay_address()
    try:
        named = spf.names(lambda name, kind: lookup(context, name, kind), domain, address)
    except spf.TooManyLookups:
        return fail("lookups", domain=domain)
    if address and not named:
        return fail("unnamed", address=address, record=record)
    if ending not in {"-all", "~all"}:
        return warn("loose", record=record)
    return ok(record=record) if address else ok("inside", record=record)


def signed_by(context: Context) -> tuple[str, str]:
    """Return (domain, selector) of the signature: of the mail given, else what the settings say."""
    signature = str(context.sample.get("DKIM-Signature", "")) if context.sample is not None else ""
    tags = dict(re.findall(r"(?:^|;)\s*([a-z]+)\s*=\s*([^;]*)", " ".join(signature.split())))
    domain, selector = tags.get("d", "").strip().lower(), tags.get("s", "").strip()
    return domain or sender_domain(), selector or settings.NEWSLETTER_DKIM_SELECTOR


@with_dns
def dkim_key(context: Context) -> Finding:
    """The key of the signature is published, and long enough."""
    domain, selector = signed_by(context)
    if not selector:
        return not_checked("no_selector")
    name = f"{selector}._domainkey.{domain}"
    records = texts(context, name)
    if not records:
        return fail("missing", name=name)
    tags = dict(re.findall(r"(?:^|;)\s*([a-z]+)\s*=\s*([^;]*)", records[0]))
    key = re.sub(r"\s", "", tags.get("p", ""))
    if not key:
        return fail("revoked", name=name)
    # Base64 of the key with its frame: a 2048-bit RSA key has nearly 400 characters, 1024 bits 216.
    if tags.get("k", "rsa").strip() == "rsa" and len(key) * 3 / 4 < SHORTEST_RSA:
        return warn("short", name=name)
    return ok(name=name)


@with_dns
def dmarc(context: Context) -> Finding:
    """A DMARC policy stands at the sender's domain or above, and SPF or DKIM is aligned with it."""
    labels = sender_domain().split(".")
    for start in range(len(labels) - 1):
        name = ".".join(["_dmarc", *labels[start:]])
        records = [text for text in texts(context, name) if text.startswith("v=DMARC1")]
        if records:
            break
    else:
        return fail("missing", domain=sender_domain())
    tags = dict(re.findall(r"(?:^|;)\s*([a-z]+)\s*=\s*([^;\s]*)", records[0]))
    signer = signed_by(context)[0]
    strict = tags.get("adkim") == "s"
    aligned = signer == sender_domain() if strict else same_organisation(signer, sender_domain())
    if context.sample is not None and not aligned:
        return fail("unaligned", signer=signer, domain=sender_domain())
    if not same_organisation(envelope_domain(), sender_domain()):
        return warn("envelope", envelope=envelope_domain(), domain=sender_domain())
    return warn("none", record=records[0]) if tags.get("p") == "none" else ok(record=records[0])


@with_dns
def reverse_name(context: Context) -> Finding:
    """The server's address has a name, and that name has that address (FCrDNS: Orange refuses without)."""
    address = relay_address()
    if not address:
        return not_checked("inside")
    pointers = lookup(context, str(dns.reversename.from_address(address)), "PTR")
    if not pointers:
        return fail("missing", address=address)
    for pointer in pointers[:5]:
        name = str(pointer.target)
        kinds = ("AAAA",) if ":" in address else ("A",)
        if any(record.address == address for kind in kinds for record in lookup(context, name, kind)):
            return ok(address=address, name=name.rstrip("."))
    return fail("one_way", address=address, name=str(pointers[0].target).rstrip("."))


@with_dns
def way_back(context: Context) -> Finding:
    """Reports find their way back: the envelope's domain receives mail."""
    domain = envelope_domain()
    exchanges = [str(record.exchange).rstrip(".") for record in lookup(context, domain, "MX")]
    if exchanges == [""]:
        return fail("null", domain=domain)
    if exchanges:
        return ok(domain=domain, exchanges=", ".join(exchanges[:3]))
    if lookup(context, domain, "A") or lookup(context, domain, "AAAA"):
        return warn("no_mx", domain=domain)
    return fail("missing", domain=domain)


CHECKS: dict[str, Check] = {
    "spf": spf_record,
    "dkim_key": dkim_key,
    "dmarc": dmarc,
    "reverse_name": reverse_name,
    "way_back": way_back,
}
