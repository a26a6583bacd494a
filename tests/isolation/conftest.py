"""One world for all requests of a process, and the count of what passed and failed across processes."""

import os
from collections.abc import Iterator

import pytest
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.conftest import make_base_rows
from tests.isolation.world import World, make_world

COUNTS = "isolation_counts"


@pytest.fixture(scope="session")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Two structures with one of everything, committed: each request is rolled back by itself."""
    with django_db_blocker.unblock():
        make_base_rows()
        made = make_world()
        # Mails stand in the table, as in production: what they say is looked at.
        with override_settings(EMAIL_BACKEND="post_office.EmailBackend"):
            yield made


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up what each test counted; the controlling process hears all of them."""
    if os.environ.get("PYTEST_XDIST_WORKER") or report.when != "call":
        return
    for name, counted in report.user_properties:
        if name == COUNTS and isinstance(counted, tuple | list):
            TOTAL[0] += int(counted[0])
            TOTAL[1] += int(counted[1])


TOTAL = [0, 0]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Hand the sum to `python -m tests.isolation`."""
    target = os.environ.get("ISOLATION_COUNTS")
    if target and not os.environ.get("PYTEST_XDIST_WORKER"):
        with open(target, "a") as out:  # noqa: PTH123
            out.write(f"{TOTAL[0]} {TOTAL[1]}\n")
