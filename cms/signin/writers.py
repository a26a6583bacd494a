"""Who writes in the name of a shared mailbox: asked once a session, shown to moderators and in the histories."""

from django.http import HttpRequest

from cms.accounts.writers import clean_writer

WRITER_KEY = "signin_writer"
# The field of the kept form by which somebody says their name and sends what they wrote, at once.
WRITER_FIELD = "who_writes"


def written_by(request: HttpRequest) -> str:
    """Return the name that was typed in this session; "" for accounts of one person."""
    if not request.user.is_authenticated or not request.user.is_shared_mailbox:
        return ""
    return str(request.session.get(WRITER_KEY, ""))


def take_writer(request: HttpRequest, typed: str) -> bool:
    """Keep the name for the session; False when nothing readable was typed."""
    name = clean_writer(typed)
    if not any(letter.isalpha() for letter in name):
        return False
    request.session[WRITER_KEY] = name
    return True


def must_say_name(request: HttpRequest) -> bool:
    """Tell whether the mailbox is shared and nobody said yet who writes."""
    return request.user.is_authenticated and request.user.is_shared_mailbox and not written_by(request)
