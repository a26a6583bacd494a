"""Connects the rooms' receivers; the rules stand in the rooms."""

from cms import tasks
from cms.desk import mails as desk_mails
from cms.desk import places_mails
from cms.foundation import mail


def connect() -> None:
    """Connect what must react inside this app; tasks are named here, Celery itself loads them in workers only."""
    mail.connect(tasks.send_queued_mail)
    desk_mails.connect()
    places_mails.connect()
