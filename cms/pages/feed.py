"""The address of a calendar, as the pages offer it to town halls and to readers."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse


@dataclass(frozen=True)
class Feed:
    """A calendar's address, to copy and to subscribe to."""

    https: str

    @property
    def webcal(self) -> str:
        """The same address in the form that opens a calendar program."""
        return f"webcal://{self.https.partition('://')[2]}"


def feed_of(name: str, key: str | int) -> Feed:
    """Return the feed `feeds:<name>` of a commune, structure or EPCI."""
    return Feed(f"{settings.PUBLIC_URL}{reverse(f'feeds:{name}', args=[key])}")
