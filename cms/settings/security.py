"""What keeps the site safe behind a proxy; nothing here has to be loosened for a normal installation."""

import os
import secrets
from contextlib import suppress

from cms.settings.base import DEBUG, DEMO, PUBLIC_URL
from cms.settings.env import VAR_DIR, env


def _kept_secret() -> str:
    """Return SECRET_KEY from the environment, else one made at first start and kept in `var/secret-key` (mode 0600)."""
    given = env.str("SECRET_KEY", default="")
    if given:
        return given
    path = VAR_DIR / "secret-key"
    path.parent.mkdir(parents=True, exist_ok=True)
    # Several processes may start at once: each writes a file of its own, and the first link wins whole.
    own = path.with_name(f"secret-key.{os.getpid()}")
    if not path.exists():
        own.touch(mode=0o600)
        own.write_text(secrets.token_urlsafe(64))
        with suppress(FileExistsError):
            os.link(own, path)
        own.unlink()
    return path.read_text().strip()


SECRET_KEY = _kept_secret()
# Keys used before: unsubscribe links in letters already sent are signed with them.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[PUBLIC_URL.split("://", 1)[1].split("/")[0].split(":")[0]])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[PUBLIC_URL])

HTTPS = PUBLIC_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS and env.bool("SECURE_SSL_REDIRECT", default=True)
# Whether what a proxy says of a request (X-Forwarded-Proto, the last X-Forwarded-For) is to be believed.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000) if HTTPS else 0
# Both bind the whole domain, which often belongs to somebody else: the operator says so, hence the silenced checks.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=False)
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
if DEMO:
    # Browsers share cookies between the ports of a host: two demos side by side would sign each other's people out.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (f"{name}-{PUBLIC_URL.rpartition(':')[2]}" for name in ("session", "csrf"))
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview panel frames our own pages
SILENCED_SYSTEM_CHECKS = [
    "security.W005",
    "security.W021",
    "security.W019",
]  # W019: hence not "DENY"; frame-ancestors in the policy says the same
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# The one guarded fetch goes through this proxy when it is set (design §3.15).
OUTBOUND_PROXY = env.str("OUTBOUND_PROXY", default="")

if DEBUG:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", "127.0.0.1", "[::1]"]
