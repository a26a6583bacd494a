"""People of the desk's tests."""

import pytest
from django.utils import timezone

from cms.accounts.models import User
from cms.structures.actions import add_partner
from cms.structures.models import StructurePage
from cms.structures.people import Role


@pytest.fixture
def contributor(structure_a: StructurePage) -> User:
    """Somebody who writes for A by membership alone: in no group, with no Wagtail permission."""
    return add_partner(
        structure=structure_a, email="carole@example.org", first_name="Carole", last_name="Vidal", now=timezone.now(),
        role=Role.CONTRIBUTOR,
    )  # fmt: skip
