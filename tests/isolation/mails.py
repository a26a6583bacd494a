"""What a request sends by mail: B's marks go to B's people and to the team, and to nobody else."""

from typing import Any

from post_office.models import Email

from tests.isolation.marks import MARK, marks_in

TABLE = Email._meta.db_table
# Camille and Ada of `tests.isolation.world`.
TEAM_ADDRESSES = frozenset({"camille@example.org", "admin@example.org"})


def leaks_by_mail(known: frozenset[Any], *, asked: str) -> set[str]:
    """Return B's marks in the mails that were queued since `known`, of those that somebody else receives."""
    found: set[str] = set()
    for mail in Email.objects.exclude(pk__in=known):
        readers = [*mail.to, *mail.cc, *mail.bcc]
        if all(MARK.search(reader.encode()) or reader in TEAM_ADDRESSES for reader in readers):
            continue
        said = "\n".join([mail.subject, mail.message, mail.html_message, str(mail.headers), *readers])
        found |= marks_in(said.encode(), asked=asked)
    return found
