"""What every address answers, one file a room; an address that stands in none of them fails the matrix."""

from tests.isolation.expected import accounts, admin, api, desk, public, reception, team
from tests.isolation.rules import Rules

ROOMS = {
    "accounts": accounts, "admin": admin, "api": api, "desk": desk, "public": public, "reception": reception,
    "team": team,
}  # fmt: skip

EXPECTED: Rules = {name: rule for room in ROOMS.values() for name, rule in room.RULES.items()}
