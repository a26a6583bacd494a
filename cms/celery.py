"""The Celery application: a doorbell. Every task finds its work in the database (ARCHITECTURE.md, "Queues")."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

app = Celery("relais")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
