"""The fictional programme: names, number, hours, logo."""

import base64
from datetime import datetime

from django.utils import timezone

from branding.actions import import_brand
from cms.demo.seed.data import load, logo

LAST_COMPOSE_DAY = 28


def seed_brand(*, now: datetime) -> None:
    """Write the record; the letter's draft is due today, so that beat composes one in front of the visitor."""
    data = load("brand")
    data["brand"]["logo"] = base64.b64encode(logo()).decode()
    data["brand"]["compose_day"] = min(timezone.localdate(now).day, LAST_COMPOSE_DAY)
    import_brand(data=data)
