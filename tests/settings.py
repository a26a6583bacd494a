"""Settings of every test: those of the project, in an environment that is set here and nowhere else."""

from tests.plugins.environment import prepare

prepare()

from cms.settings import *  # noqa: F403 - the environment has to stand first
from cms.settings import DATABASES, VAR_DIR
from tests.plugins.environment import durable

# A thousand users a run: no time for a slow hash. Nothing here makes a test pass that would fail in production.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Without collectstatic there is no manifest to look names up in.
STORAGES = {
    "default": {"BACKEND": "cms.foundation.media.UnguessableStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file and not memory: a live server's threads and a worker's process read the same rows as the test.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    if not durable():
        DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
