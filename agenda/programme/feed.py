"""The private address of a structure's programme calendar: made, made anew, taken away; and who stands behind a token.

A calendar program cannot sign in, so the address itself is the key (a capability URL, W3C TAG "Good Practices for
Capability URLs"): 256 bits, one a structure, shown at the desk to the structure's people and to nobody else. It must be
shown again whenever a colleague wants it, so a hash alone would not do; a plain token in the database would open every
structure's calendar to whoever gets hold of a backup. Hence: token = HMAC-SHA256(SECRET_KEY, nonce), of which the
database holds nonce and sha256(token). It is found by its hash in one indexed query, whatever the key was when it was
made; after a change of SECRET_KEY it is shown again with the help of SECRET_KEY_FALLBACKS. Making it anew or taking it
away changes the hash, so that the old address is dead with the commit: no answer of a feed may be kept unasked
(`no-cache`).
"""

import base64
import hashlib
import re
import secrets
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.crypto import salted_hmac
from wagtail.log_actions import log

from agenda.programme.models import ProgrammeFeed
from cms.accounts.models import User
from cms.structures.models import StructurePage
from cms.structures.people import Role, SpaceArchived
from cms.structures.queries import is_team, role_in
from cms.structures.spaces import lock_space

_SALT = "agenda.programme.feed"
# base64url of 32 bytes without padding.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def may_manage_feed(user: User, structure: StructurePage) -> bool:
    """Tell whether the person may make, renew or take away the address: a referent of the open space, or the team."""
    return role_in(user, structure) == Role.REFERENT or is_team(user)


@transaction.atomic
def open_feed(*, structure: StructurePage, by: User | None, now: datetime) -> ProgrammeFeed:
    """Make the structure's address; asked twice, the first one stays.

    Raises:
        SpaceArchived: nobody reads there.
        PermissionDenied: the person is neither a referent of the space nor of the team.
    """
    _require(structure, by)
    known = ProgrammeFeed.objects.filter(structure=structure).first()
    return known or _make(ProgrammeFeed(structure=structure), by, now, "agenda.open_programme_feed")


@transaction.atomic
def renew_feed(*, structure: StructurePage, by: User | None, now: datetime) -> ProgrammeFeed:
    """Give the structure another address; the former one is dead at once. Raises like `open_feed`."""
    _require(structure, by)
    feed = ProgrammeFeed.objects.select_for_update().filter(structure=structure).first()
    return _make(feed or ProgrammeFeed(structure=structure), by, now, "agenda.renew_programme_feed")


@transaction.atomic
def revoke_feed(*, structure: StructurePage, by: User | None, now: datetime) -> None:
    """Take the address away; it is dead at once. Raises like `open_feed`."""
    _require(structure, by)
    gone, _rows = ProgrammeFeed.objects.filter(structure=structure).delete()
    if gone:
        log(instance=structure, action="agenda.revoke_programme_feed", user=by)


def _require(structure: StructurePage, by: User | None) -> None:
    """Lock the space and refuse who may not; `by=None` is the system itself."""
    if lock_space(structure).is_archived:
        raise SpaceArchived
    if by is not None and not may_manage_feed(by, structure):
        raise PermissionDenied


def _make(feed: ProgrammeFeed, by: User | None, now: datetime, action: str) -> ProgrammeFeed:
    feed.nonce = secrets.token_hex(16)
    feed.token_hash = _hash(_token(feed.nonce, settings.SECRET_KEY))
    feed.made_at, feed.made_by = now, by
    feed.save()
    log(instance=feed.structure, action=action, user=by)
    return feed


def token_of(feed: ProgrammeFeed) -> str | None:
    """Return the token to show; None when SECRET_KEY was changed without keeping the former one: make it anew."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    tokens = (_token(feed.nonce, key) for key in keys)
    return next((token for token in tokens if _hash(token) == feed.token_hash), None)


def structure_behind(token: str) -> StructurePage | None:
    """Return whose calendar a token opens; None for a wrong, dead or renewed one and while the space is archived."""
    if not _TOKEN.fullmatch(token):
        return None
    found: StructurePage | None = StructurePage.objects.filter(
        programme_feed__token_hash=_hash(token), space__archived_at=None, space__isnull=False
    ).first()
    return found


def _token(nonce: str, key: str) -> str:
    digest = salted_hmac(_SALT, nonce, secret=key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
