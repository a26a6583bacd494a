"""Which addresses the guarded fetch may connect to, and how long everything may take."""

import ipaddress
import socket
import time
from collections.abc import Collection, Iterable
from typing import Any

import httpcore
from django.utils.translation import gettext_lazy as _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Names that mean a machine of ours or of our provider, whoever resolves them.
LOCAL_SUFFIXES = (
    ".localhost",
    ".local",
    ".localdomain",
    ".internal",
    ".intranet",
    ".lan",
    ".home",
    ".corp",
    ".home.arpa",
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class FetchError(Exception):
    """Why nothing could be fetched, as a sentence for the person who typed the address."""


class AddressRefused(FetchError):
    """The address is malformed, or leads into a private network."""


class TooSlow(FetchError):
    """The server was silent too long, or the whole took too long."""


class Clock:
    """Bounds each silence and the whole."""

    def __init__(self, deadline_seconds: float, silence_seconds: float) -> None:
        self.ends = time.monotonic() + deadline_seconds
        self.silence = silence_seconds

    def left(self) -> float:
        """Return the seconds that the next step may take.

        Raises:
            TooSlow: none is left.
        """
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TooSlow(_("This server takes too long to answer."))
        return min(left, self.silence)


def is_public(address: Address) -> bool:
    """Tell whether an address stands in the public Internet, looking through the IPv6 forms that carry an IPv4 one."""
    if isinstance(address, ipaddress.IPv6Address):
        carried = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if carried is None and address in _NAT64:
            carried = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if carried is not None:
            return is_public(carried)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def refuse_unless_public(address: Address, allowed: Collection[Network]) -> None:
    """Refuse an address that is not public and in none of the allowed networks.

    Raises:
        AddressRefused: it is neither.
    """
    if not is_public(address) and not any(address in network for network in allowed):
        raise AddressRefused(_("This address leads into a private network."))


def refuse_local(host: str, allowed: Collection[Network]) -> None:
    """Refuse what needs no resolution to be refused: literal private addresses in any spelling, and local names.

    Raises:
        AddressRefused: the host is one of them.
    """
    bare = host.rstrip(".").lower()
    try:
        literal: Address | None = ipaddress.ip_address(bare.strip("[]").split("%")[0])
    except ValueError:
        literal = _odd_literal(bare)
    if literal is not None:
        refuse_unless_public(literal, allowed)
    elif "." not in bare or bare.endswith(LOCAL_SUFFIXES):
        raise AddressRefused(_("This address leads into a private network."))


def _odd_literal(host: str) -> Address | None:
    """Return the address of spellings that a resolver takes for numbers: 127.1, 0x7f000001, 2130706433."""
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


class DeadlineStream(httpcore.NetworkStream):
    """A connection whose every step ends with the clock, however the server drips."""

    def __init__(self, stream: httpcore.NetworkStream, clock: Clock) -> None:
        self._stream, self._clock = stream, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there."""
        return self._stream.read(max_bytes, self._clock.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it."""
        self._stream.write(buffer, self._clock.left())

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: Any,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Go on encrypted; the certificate must name the host that was asked for, not its address."""
        return DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, self._clock.left()), self._clock)

    def get_extra_info(self, info: str) -> Any:
        """Tell what httpcore asks about the connection."""
        return self._stream.get_extra_info(info)


class DeadlineBackend(httpcore.NetworkBackend):
    """Connects to whatever it is told (the operator's proxy), within the clock."""

    def __init__(self, clock: Clock) -> None:
        self._inner, self._clock = httpcore.SyncBackend(), clock

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect."""
        stream = self._inner.connect_tcp(host, port, self._clock.left(), local_address, socket_options)
        return DeadlineStream(stream, self._clock)


class GuardedBackend(DeadlineBackend):
    """Resolves a name once, refuses it if any of its addresses is private, and connects to the very address checked."""

    def __init__(self, clock: Clock, allowed: Collection[Network]) -> None:
        super().__init__(clock)
        self._allowed = allowed

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the checked addresses that answers.

        A name with one public and one private address is an attack or a mistake: refused in both cases.
        """
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for text in addresses:
            refuse_unless_public(ipaddress.ip_address(text.split("%")[0]), self._allowed)
        failure: Exception = httpcore.ConnectError("the name has no address")
        for text in addresses:
            try:
                return super().connect_tcp(text, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure
