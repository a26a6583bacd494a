"""The environment of the tests, set before any of the project's settings is read."""

import os
import tempfile
from pathlib import Path

from tests.plugins import postgres
from tests.plugins.leash import own_folder

ROOT = Path(__file__).resolve().parent.parent.parent

# Processes that a test starts (worker, web server) carry this, and then take their environment as it is.
CHILD = "RELAIS_TEST_CHILD"
DURABLE = "RELAIS_TEST_DURABLE"

FIXED = {
    "DEBUG": "false",
    "DEMO": "false",
    "DEPARTEMENT": "58",
    "PUBLIC_URL": "http://localhost:8000",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    "SECRET_KEY": "tests-only-tests-only-tests-only-tests-only-tests-only",
    "TIME_ZONE": "Europe/Paris",
    # Rings go nowhere unless a test asks for the `broker` fixture; nothing may wait for a server that is not there.
    "CELERY_BROKER_URL": "memory://",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "CACHE_IN_REDIS": "false",
    "TICK_SECONDS": "1",
    "EMAIL_HOST": "127.0.0.1",
    "EMAIL_PORT": "1",
    "EMAIL_HOST_USER": "",
    "EMAIL_HOST_PASSWORD": "",
    "EMAIL_USE_TLS": "false",
    "EMAIL_USE_SSL": "false",
    "DEFAULT_FROM_EMAIL": "relais@example.org",
    "NEWSLETTER_FROM_EMAIL": "lettre@example.org",
    "OUTBOUND_PROXY": "",
    # Tests of the second factor switch it on; those of others sign in once and go on.
    "SECOND_FACTOR_REQUIRED": "false",
    "OIDC_ISSUER": "",
    "LOG_LEVEL": "WARNING",
}


def prepare() -> None:
    """Set every variable that tests depend on, make the folder for state, and start PostgreSQL when it is asked for.

    Under xdist the controlling process makes the folder and starts the server; its workers find both in their
    environment and take a folder each below it.
    """
    if os.environ.get(CHILD):
        return
    os.environ.update(FIXED)
    root = os.environ.get("RELAIS_TEST_ROOT")
    if root is None:
        # Memory rather than a disk, where there is some: thousands of small commits.
        memory = Path("/dev/shm")
        root = str(own_folder(memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())))
        os.environ["RELAIS_TEST_ROOT"] = root
    var = Path(root) / os.environ.get("PYTEST_XDIST_WORKER", "main")
    var.mkdir(exist_ok=True)
    os.environ["VAR_DIR"] = str(var)
    if os.environ.get("TEST_DB") == "postgres" and postgres.available():
        if "RELAIS_TEST_POSTGRES" not in os.environ:
            os.environ["RELAIS_TEST_POSTGRES"] = str(postgres.start())
        os.environ["DATABASE_URL"] = postgres.url(os.environ["RELAIS_TEST_POSTGRES"], "relais")
    else:
        os.environ["DATABASE_URL"] = f"sqlite:///{var / 'db.sqlite3'}"


def durable() -> bool:
    """Tell whether SQLite must keep its production settings (the fault tests ask for that; others prefer speed)."""
    return bool(os.environ.get(DURABLE))
