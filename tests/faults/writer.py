"""One of several processes that write to the test's database at once: `python -m tests.faults.writer NAME SECONDS`.

Each turn reads, then writes what it read, and queues a mail, as a partner's form and the newsletter's pump do.
Prints the number of turns when the time is over.
"""

import sys
import time

import django

django.setup()

from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import transaction


def main(name: str, seconds: float) -> None:
    """Write until the time is over."""
    people = get_user_model().objects
    ends = time.monotonic() + seconds
    turns = 0
    while time.monotonic() < ends:
        with transaction.atomic():
            known = people.filter(username__startswith=f"{name}-").count()
            people.create(username=f"{name}-{known}", email=f"{name}-{known}@example.org")
            if turns % 10 == 0:
                send_mail("Bonjour", "Texte", None, [f"{name}-{known}@example.org"])
        turns += 1
        time.sleep(0.02)
    print(f"turns {turns}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
