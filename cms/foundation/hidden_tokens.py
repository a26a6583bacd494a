"""Keeps addresses that are keys out of the application's own log: Django writes the path of every 404 and 500."""

import logging
import re

# What stands after these paths opens something without signing in.
_KEY = re.compile(
    r"(/programme/)[^/\s?]+(?=\.ics)"
    r"|(/(?:lettre/(?:relecture|mon-abonnement|nouvelle-adresse|pas-moi|confirmer|rappels)|retours|d)/)[^/\s?]+"
)
HIDDEN = r"\1\2…"


def hide_tokens(text: str) -> str:
    """Return a line of a log without the keys in its addresses."""
    return _KEY.sub(HIDDEN, text)


class HideTokens(logging.Filter):
    """Lets every line pass, without the keys."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Write the line without them; it is put together here, since a key may stand in any of its arguments."""
        said = record.getMessage()
        hidden = hide_tokens(said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True
