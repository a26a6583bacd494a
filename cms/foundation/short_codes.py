"""Short codes of permanent addresses, meant to be read off paper and typed."""

import secrets
from typing import Any

from django.db.models import QuerySet

# Digits and lower-case letters without those that are mistaken for each other on paper.
LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 6


def free_code(taken: QuerySet[Any]) -> str:
    """Return a random code that no row of `taken` bears in its `code` column."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _n in range(LENGTH))
        if not taken.filter(code=code).exists():
            return code
