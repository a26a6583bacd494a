"""The real Nièvre, loaded once for a module and rolled back after it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from cms.territories.actions import LoadReport, load_territory

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[LoadReport]:
    """Load département 58 outside the tests' own transactions: it costs seconds, and no test here changes it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_territory(departement="58", now=NOW)
        transaction.set_rollback(True)


@pytest.fixture
def nievre(loaded: LoadReport, db: None, settings: object) -> LoadReport:
    """Give the loaded territory to a test, which may write: its own changes are rolled back alone."""
    settings.DEPARTEMENT = "58"
    return loaded
