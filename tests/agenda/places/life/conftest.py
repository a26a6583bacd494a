"""The cast's territory, where the other tests of places stand on the real one."""

import pytest

from cms.territories.models import Commune
from tests.cast import make_communes


@pytest.fixture
def communes(db: None) -> dict[str, Commune]:
    """The six communes of the cast, by name."""
    return make_communes()
