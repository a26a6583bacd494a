"""Which network a request comes from: what limits are counted by, never kept as it is."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# What one subscriber of a provider holds at most: addresses within change as often as their owner likes.
PREFIXES = {4: 24, 6: 48}


def network_of(request: HttpRequest) -> str:
    """Return the visitor's network, "192.0.2.0/24"; "" when the address is unknown.

    Behind a proxy, only the last entry of X-Forwarded-For was written by it; the others are whatever the visitor says.
    """
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2] if settings.BEHIND_PROXY else ""
    address = _read(forwarded) or _read(request.META.get("REMOTE_ADDR", ""))
    return str(ip_network((address, PREFIXES[address.version]), strict=False)) if address else ""


def _read(written: str) -> IPv4Address | IPv6Address | None:
    """Return the address, without the port that some proxies add."""
    written = written.strip()
    if written.startswith("["):
        written = written[1:].partition("]")[0]
    elif written.count(":") == 1:
        written = written.partition(":")[0]
    try:
        address = ip_address(written.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
