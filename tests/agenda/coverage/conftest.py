"""The real Nièvre, loaded once for a module and rolled back after it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from cms.territories.actions import LoadReport, load_territory


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[LoadReport]:
    """Load the département outside the tests' own transactions: it costs seconds, and no test here changes it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_territory(departement="58", now=datetime(2026, 11, 23, 9, tzinfo=UTC))
        transaction.set_rollback(True)


@pytest.fixture
def nievre(loaded: LoadReport, db: None) -> LoadReport:
    """Give the loaded territory to a test, which may write: its own changes are rolled back alone."""
    return loaded
