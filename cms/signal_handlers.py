"""Connects the rooms' receivers; the rules stand in the rooms."""

from cms.desk import mails as desk_mails
from cms.foundation import mail


def connect() -> None:
    """Connect what must react inside this app."""
    mail.connect()
    desk_mails.connect()
