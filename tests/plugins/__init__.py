"""Real parts for tests: PostgreSQL, Valkey, a Celery worker, a browser, a mail server."""
