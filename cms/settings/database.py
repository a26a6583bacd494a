"""The database: SQLite tuned for several processes, or whatever DATABASE_URL names; and the cache."""

from cms.settings.env import VAR_DIR, env

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Web, worker and beat write at once. BEGIN IMMEDIATE takes the write lock before reading, so two transactions that
    # read and then write wait for each other instead of failing; never with ATOMIC_REQUESTS (design §3.13).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

DATABASES["default"]["ATOMIC_REQUESTS"] = False

REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")

# The cache holds nothing that matters; without Redis every reader falls back on the database.
CACHES = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
        if env.bool("CACHE_IN_REDIS", default=False)
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}}
    ),
    # Calendars' bodies by their tag. In memory only a few dozen: a body may weigh a megabyte, in every process.
    "feeds": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "feeds"}
        if env.bool("CACHE_IN_REDIS", default=False)
        else {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "feeds",
            "OPTIONS": {"MAX_ENTRIES": 40},
        }
    ),
}
