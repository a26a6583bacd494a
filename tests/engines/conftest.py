"""The engines that no Python package brings, or a skip that tells how to get them."""

import os

import pytest

from tests.engines import libical
from tests.engines.engines import get_node_engines
from tests.plugins.npm import Unreachable


def _missing(how_to_get: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(how_to_get)
    pytest.skip(how_to_get)


@pytest.fixture(scope="session")
def engines() -> None:
    """Have all engines; skip with the sentence where one cannot be had, fail in CI."""
    if not libical.available():
        _missing(libical.HOW_TO_GET)
    try:
        get_node_engines()
    except Unreachable as error:
        _missing(str(error))
