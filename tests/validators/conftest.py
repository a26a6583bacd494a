"""The national library, or a skip that tells how to get it; and the places' own fixtures."""

import os

import pytest

from tests.agenda.places.conftest import (  # noqa: F401 -- fixtures
    communes,
    library,
    make_place,
    now,
    register,
    table,
)
from tests.plugins.npm import Unreachable
from tests.validators.national import installed


@pytest.fixture(scope="session")
def national_library() -> None:
    """Have the national library in var/validators; skip with the sentence when no registry is reachable, fail in CI."""
    try:
        installed()
    except Unreachable as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))
