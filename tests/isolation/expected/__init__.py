"""What every address answers, one file a room; an address that stands in none of them fails the matrix.

An address that needs more than one rule has the others under its name, "#" and a word: `reception:take_back#own`.
"""

from tests.isolation.expected import accounts, admin, api, desk, public, reception, team
from tests.isolation.rules import Rule

ROOMS = {
    "accounts": accounts, "admin": admin, "api": api, "desk": desk, "public": public, "reception": reception,
    "team": team,
}  # fmt: skip

EXPECTED: dict[str, list[Rule]] = {}
for _room in ROOMS.values():
    for _name, _rule in _room.RULES.items():
        EXPECTED.setdefault(_name.partition("#")[0], []).append(_rule)
