"""What DNS says of us, asked of a real DNS server."""

from collections.abc import Iterator
from email import message_from_string

import pytest
from django.utils import timezone
from pytest_django import Settings

from newsletter.doctor.checks import names
from newsletter.doctor.findings import Context, Finding
from newsletter.returns.domains import receives_mail

pytest.importorskip("dns", reason="dnspython is missing: pip install dnspython")
from tests.newsletter.doctor.servers import DnsServer

pytestmark = pytest.mark.once
DOMAIN = "lettre.nievre.example"
RELAY = "203.0.114.10"  # a public address: the documentation's are not, and the check says so


@pytest.fixture
def zone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[DnsServer]:
    """A domain where all is well."""
    settings.NEWSLETTER_FROM_EMAIL = f"lettre@{DOMAIN}"
    settings.NEWSLETTER_BOUNCE_ADDRESS, settings.NEWSLETTER_DKIM_SELECTOR = f"rebonds@{DOMAIN}", "relais"
    # The relay's public address: what getaddrinfo would say on a machine that reaches the world.
    monkeypatch.setattr(names, "relay_address", lambda: RELAY)
    server = DnsServer({
        (DOMAIN, "TXT"): ['"v=spf1 include:spf.relais.example -all"', '"autre chose"'],
        ("spf.relais.example", "TXT"): ['"v=spf1 ip4:203.0.114.0/24 ~all"'],
        (DOMAIN, "MX"): ["10 mx.nievre.example."],
        ("_dmarc.nievre.example", "TXT"): ['"v=DMARC1; p=quarantine; rua=mailto:x@nievre.example"'],
        (f"relais._domainkey.{DOMAIN}", "TXT"): ['"v=DKIM1; k=rsa; p=' + "A" * 200 + '" "' + "A" * 192 + '"'],
        ("10.114.0.203.in-addr.arpa", "PTR"): ["relais.example."],
        ("relais.example", "A"): [RELAY],
    })  # fmt: skip
    server.start()
    yield server
    server.stop()


def check(name: str, zone: DnsServer, sample: str = "") -> Finding:
    context = Context(
        now=timezone.now(), resolver=zone.resolver(), sample=message_from_string(sample) if sample else None
    )
    return names.CHECKS[name](context)


@pytest.mark.parametrize("name", names.CHECKS)
def test_a_good_domain_is_good(name: str, zone: DnsServer) -> None:
    assert check(name, zone).status == "ok"


@pytest.mark.parametrize("name", names.CHECKS)
def test_without_the_library_or_an_answer_nothing_is_concluded(
    name: str, zone: DnsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert names.CHECKS[name](Context(now=timezone.now())).says == "no_library"
    monkeypatch.setattr(names, "LIFETIME_SECONDS", 0.3)
    zone.silent = True
    assert check(name, zone).says == "no_dns"


@pytest.mark.parametrize(
    ("name", "record", "values", "says"),
    [
        ("spf", (DOMAIN, "TXT"), None, "missing"),
        ("spf", (DOMAIN, "TXT"), ['"v=spf1 -all"', '"v=spf1 mx -all"'], "several"),
        ("spf", (DOMAIN, "TXT"), ['"v=spf1 ip4:203.0.114.0/24 +all"'], "open"),
        ("spf", (DOMAIN, "TXT"), ['"v=spf1 ip4:198.51.100.0/24 -all"'], "unnamed"),
        ("spf", (DOMAIN, "TXT"), [f'"v=spf1 include:{DOMAIN} -all"'], "lookups"),
        ("spf", (DOMAIN, "TXT"), ['"v=spf1 ip4:203.0.114.10 ?all"'], "loose"),
        ("dkim_key", (f"relais._domainkey.{DOMAIN}", "TXT"), None, "missing"),
        ("dkim_key", (f"relais._domainkey.{DOMAIN}", "TXT"), ['"v=DKIM1; p="'], "revoked"),
        ("dkim_key", (f"relais._domainkey.{DOMAIN}", "TXT"), ['"v=DKIM1; p=' + "A" * 216 + '"'], "short"),
        ("dmarc", ("_dmarc.nievre.example", "TXT"), None, "missing"),
        ("dmarc", ("_dmarc.nievre.example", "TXT"), ['"v=DMARC1; p=none"'], "none"),
        ("reverse_name", ("10.114.0.203.in-addr.arpa", "PTR"), None, "missing"),
        ("reverse_name", ("relais.example", "A"), ["198.51.100.1"], "one_way"),
        ("way_back", (DOMAIN, "MX"), None, "missing"),
        ("way_back", (DOMAIN, "MX"), ["0 ."], "null"),
    ],
)
def test_each_fault_is_told_by_its_name(
    name: str, record: tuple[str, str], values: list[str] | None, says: str, zone: DnsServer
) -> None:
    if values is None:
        del zone.zone[record]
    else:
        zone.zone[record] = values
    found = check(name, zone)
    assert found.says == says
    assert found.status in {"fail", "warn"}


def test_the_signature_of_a_mail_given_names_selector_and_domain(zone: DnsServer, settings: Settings) -> None:
    settings.NEWSLETTER_DKIM_SELECTOR = ""
    assert check("dkim_key", zone).says == "no_selector"
    signed = "DKIM-Signature: v=1; a=rsa-sha256; d={}; s=relais;\n h=From:To; b=x\n\nx"
    assert check("dkim_key", zone, signed.format(DOMAIN)).status == "ok"
    assert check("dmarc", zone, signed.format("nievre.example")).status == "ok"
    assert check("dmarc", zone, signed.format("prestataire.example")).says == "unaligned"
    settings.NEWSLETTER_BOUNCE_ADDRESS = "x@prestataire.example"
    assert check("dmarc", zone).says == "envelope"


@pytest.mark.parametrize(
    ("zone_of", "answer"),
    [
        ({("d.example", "MX"): ["10 mx.d.example."]}, True),
        ({("d.example", "MX"): ["0 ."]}, False),
        ({("d.example", "A"): ["192.0.2.1"]}, True),
        ({("d.example", "TXT"): ['"x"']}, False),
        ({("other.example", "A"): ["192.0.2.1"]}, False),
    ],
)
def test_whether_a_domain_receives_mail(zone_of: dict[tuple[str, str], list[str]], answer: bool) -> None:
    server = DnsServer(zone_of)
    server.start()
    try:
        assert receives_mail("d.example", server.resolver()) is answer
    finally:
        server.stop()
