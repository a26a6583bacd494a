"""Connects the rooms' receivers; the rules stand in the rooms."""

from cms.foundation import mail


def connect() -> None:
    """Connect what must react inside this app."""
    mail.connect()
