"""From local times of a schedule to instants: what happens in the two odd nights of the year.

An hour that the spring change skips (02:30) is moved forward by the gap, an hour that the autumn change doubles is
its first occurrence: what `zoneinfo` does with fold=0 after a round trip through UTC (PEP 495).
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings


def zone() -> ZoneInfo:
    """Return the installation's zone."""
    return ZoneInfo(settings.TIME_ZONE)


def to_instant(local: datetime) -> datetime:
    """Return the aware UTC instant of a local time without offset."""
    return local.replace(tzinfo=zone(), fold=0).astimezone(UTC)


def to_local(instant: datetime) -> datetime:
    """Return the instant in the installation's zone, with its offset."""
    return instant.astimezone(zone())
