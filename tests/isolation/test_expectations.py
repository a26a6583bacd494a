"""Every address has its expectation, and every expectation an address: a new one fails here before `make isolation`."""

import pytest

from tests.isolation.addresses import every_address
from tests.isolation.expected import EXPECTED, ROOMS

pytestmark = pytest.mark.once
# Said in one place so that nobody has to look for it.
HOW = (
    "Say who is served in tests/isolation/expected/<room>.py (rooms: {rooms}); how arguments are filled stands in "
    "tests/isolation/arguments.py. CONTRIBUTING.md, “Isolation”, shows an example."
)


def test_every_address_says_whom_it_serves() -> None:
    unsaid = sorted({one.name for one in every_address()} - set(EXPECTED))
    assert not unsaid, f"No expectation for {unsaid}. {HOW.format(rooms=', '.join(sorted(ROOMS)))}"


def test_no_expectation_outlives_its_address() -> None:
    gone = sorted(set(EXPECTED) - {one.name for one in every_address()})
    assert not gone, f"These addresses are no more; take them out of tests/isolation/expected: {gone}"
