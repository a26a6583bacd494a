"""The site: territory, structures, news, moderation, and what people see across subjects."""

from cms.celery import app as celery_app

__all__ = ["celery_app"]
