"""What every test shares: known rows, cold caches, real services on request, and no silent skip in CI."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connection
from django.utils import translation
from wagtail.models import Collection, Locale, Page, Site

from tests.plugins import migrated, postgres, prepared
from tests.plugins.environment import ROOT

# An imported plugin comes before the one that imports it: pytest rewrites asserts only in what it loads itself.
pytest_plugins = ["tests.plugins.valkey", "tests.plugins.services", "tests.plugins.browser", "tests.cast"]

IN_CI = os.environ.get("CI") == "true"
_DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark by place, leave out what says nothing on this database, and explain a PostgreSQL that cannot be had."""
    on_postgres = os.environ.get("TEST_DB") == "postgres"
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "browser" in fixtures:
            item.add_marker("browser")
            # A browser shows what the tests of views, which run on both databases, prove to be the same.
            if item.get_closest_marker("postgres") is None:
                item.add_marker("once")
        if "valkey_server" in fixtures:
            item.add_marker("broker")
        marker = item.get_closest_marker("postgres")
        only_there = marker is not None and marker.kwargs.get("only", False)
        if only_there and not on_postgres:
            left_out.append(item)
            continue
        if on_postgres and not postgres.available():
            item.add_marker(pytest.mark.skip(reason=postgres.HOW_TO_GET))
        kept.append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


@pytest.hookimpl(specname="pytest_collection_modifyitems", trylast=True)
def start_with_the_longest(items: list[pytest.Item]) -> None:
    """Put whole files that hold a `long` test first: a file runs in one process, which others would wait for."""
    files = {item.path for item in items if item.get_closest_marker("long")}
    items.sort(key=lambda item: item.path not in files)


class NoSkipInCI:
    """Fails the run when CI=true and a test was skipped: CI has every part, so a skip hides something."""

    def __init__(self) -> None:
        """Start with nothing skipped."""
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note each skip (an expected failure is none)."""
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skipped.append(f"{report.nodeid}: {report.longrepr[2] if isinstance(report.longrepr, tuple) else ''}")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note each module that was skipped whole."""
        if report.skipped:
            self.skipped.append(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Turn the run red."""
        if self.skipped:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say why."""
        for line in self.skipped:
            terminalreporter.write_line(f"skipped, which CI does not allow: {line}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    """Install the watch over skips where it applies (under xdist: in the controlling process)."""
    if IN_CI and not hasattr(config, "workerinput"):
        config.pluginmanager.register(NoSkipInCI(), "no-skip-in-ci")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Spare the garbage collector what lives to the end: it would walk all of Django again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def make_base_rows() -> None:
    """Make the rows that Wagtail's migrations leave behind, if they are not there.

    A test that flushes the database removes them, and with --nomigrations nothing ever made them.
    """
    Locale.objects.get_or_create(language_code="fr")
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(name="Root")
    if not Page.objects.filter(depth=1).exists():
        Page.add_root(
            instance=Page(
                title="Root",
                slug="root",
                content_type=ContentType.objects.get_for_model(Page),
                locale=Locale.objects.get(),
            )
        )


def _clear_caches() -> None:
    for name in settings.CACHES:
        caches[name].clear()


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """Whether Django finds the database made: it is a copy of a migrated one, gone with the folder of the run."""
    return not request.config.getvalue("nomigrations")


@pytest.fixture(scope="session")
def django_db_createdb() -> bool:
    """Never: see `django_db_keepdb`."""
    return False


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, *, django_db_keepdb: bool) -> None:
    """Put a migrated database where Django looks for the one of the tests, under the name of this worker."""
    if not django_db_keepdb:
        return
    if connection.vendor == "sqlite":
        migrated.sqlite_file(Path(connection.creation._get_test_db_name()))
    else:
        name = connection.creation._get_test_db_name()
        migrated.postgres_database(Path(os.environ["RELAIS_TEST_POSTGRES"]), name)


@pytest.fixture(autouse=True)
def _cold_start(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test starts in French with cold caches and, if it has a database, with Wagtail's base rows."""
    names = set(request.fixturenames)
    rolled_back = True
    if names & _DATABASE_FIXTURES or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("_django_db_helper")
        rolled_back = connection.in_atomic_block
        ContentType.objects.clear_cache()
        Site.clear_site_root_paths_cache()
        prepared.begin()
        prepared.prepared("base", make_base_rows)
    _clear_caches()
    translation.activate("fr")
    yield
    _clear_caches()
    if not rolled_back:
        prepared.forget()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the clone (never committed)."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the real data of shared/data beside the clone, which only the project's team has")
    return folder


@pytest.fixture
def on_postgres() -> bool:
    """Whether this run's database is PostgreSQL."""
    return connection.vendor == "postgresql"
