"""Whether anybody receives mail for a domain, by DNS; without dnspython nothing is concluded."""

from typing import Any

try:
    import dns.exception
    import dns.name
    import dns.resolver
except ImportError:  # the library is optional: the doctor says how to get it
    HAS_DNS = False
else:
    HAS_DNS = True

LIFETIME_SECONDS = 5.0


def receives_mail(domain: str, resolver: Any = None) -> bool | None:
    """Tell whether mail can be sent to `domain`: by its MX, else its own address (RFC 5321 §5.1); None: nobody answers.

    A null MX (RFC 7505) says no.
    """
    if not HAS_DNS:
        return None
    ask = resolver or dns.resolver.get_default_resolver()
    try:
        answer = ask.resolve(domain, "MX", lifetime=LIFETIME_SECONDS)
        return any(record.exchange != dns.name.root for record in answer)
    except dns.resolver.NXDOMAIN:
        return False
    except dns.resolver.NoAnswer:
        return _has_address(domain, ask)
    except dns.exception.DNSException:
        return None


def _has_address(domain: str, ask: Any) -> bool | None:
    unknown = False
    for kind in ("A", "AAAA"):
        try:
            ask.resolve(domain, kind, lifetime=LIFETIME_SECONDS)
        except (dns.resolver.NoAnswer, dns.resolver.NXDOMAIN):
            continue
        except dns.exception.DNSException:
            unknown = True
            continue
        return True
    return None if unknown else False
