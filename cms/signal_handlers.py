"""Connects the rooms' receivers; the rules stand in the rooms."""

from typing import Any

from cms import tasks
from cms.accounts import writers
from cms.accounts.links import link_requested
from cms.desk import coorganisers_mails, places_mails, rhythm_mails
from cms.desk import mails as desk_mails
from cms.foundation import mail
from cms.foundation.bell import ring
from cms.isolation import followed_media
from cms.moderation import receivers as moderation
from cms.moderation import waiting
from cms.structures import handlers as structures
from cms.structures.import_runs import import_started
from cms.team import mails as team_mails
from cms.team import starts


def connect() -> None:
    """Connect what must react inside this app; tasks are named here, Celery itself loads them in workers only."""
    mail.connect(tasks.send_queued_mail)
    link_requested.connect(on_link_requested, dispatch_uid="cms-link-requested")
    writers.connect()
    moderation.connect()
    waiting.register_start("eventpage", starts.event_start)
    team_mails.connect()
    structures.connect()
    followed_media.connect()
    desk_mails.connect()
    places_mails.connect()
    rhythm_mails.connect()
    coorganisers_mails.connect()
    import_started.connect(on_import_started, dispatch_uid="cms-import-started")


def on_import_started(run_id: int, **_kwargs: Any) -> None:
    """Wake a worker for an import of structures."""
    ring(tasks.run_structure_import, run_id=run_id)


def on_link_requested(**_kwargs: Any) -> None:
    """Wake a worker for the sign-in links that were asked for."""
    ring(tasks.send_requested_links)
