"""Celery: tasks are doorbells with ids, so anything in Redis may be lost; beat ticks find the work again."""

from celery.schedules import crontab

from cms.settings.base import TIME_ZONE
from cms.settings.database import REDIS_URL
from cms.settings.env import VAR_DIR, env

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=REDIS_URL)
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# A task longer than a minute is a design fault (design §3.9); the pump stops by itself after half of that.
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Ringing must never hold a request: one second to connect, one try, then beat finds the work.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 2,
    "retry_on_timeout": False,
    "visibility_timeout": 180,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
# Seconds between two looks of beat at work that a lost doorbell left behind.
TICK_SECONDS = env.int("TICK_SECONDS", default=30)
CELERY_BEAT_SCHEDULE = {
    "publish-scheduled-pages": {"task": "cms.tasks.publish_scheduled", "schedule": 60.0},
    "send-queued-mail": {"task": "cms.tasks.send_queued_mail", "schedule": float(TICK_SECONDS)},
    "send-requested-links": {"task": "cms.tasks.send_requested_links", "schedule": float(TICK_SECONDS)},
    "purge-way-in": {"task": "cms.tasks.purge_way_in", "schedule": crontab(minute=50)},
    "purge-sent-mail": {"task": "cms.tasks.purge_sent_mail", "schedule": crontab(hour=3, minute=40)},
    "repair-catalogue": {"task": "agenda.tasks.repair_catalogue", "schedule": 300.0},
    # Describes every event anew: what changed outside revisions (a place's address, PUBLIC_URL) is found by morning.
    "repair-catalogue-thoroughly": {
        "task": "agenda.tasks.repair_catalogue",
        "schedule": crontab(hour=4, minute=10),
        "kwargs": {"thorough": True},
    },
    "repair-programme": {"task": "agenda.tasks.repair_programme", "schedule": 300.0},
    "purge-absences": {"task": "agenda.tasks.purge_absences", "schedule": crontab(hour=3, minute=35)},
    "purge-corrections": {"task": "agenda.tasks.purge_corrections", "schedule": crontab(hour=3, minute=45)},
    # A weekday morning: somebody reads it the same day.
    "ask-confirmations": {
        "task": "agenda.tasks.ask_confirmations",
        "schedule": crontab(hour=8, minute=15, day_of_week="mon-fri"),
    },
    "run-structure-imports": {"task": "cms.tasks.run_structure_imports", "schedule": float(TICK_SECONDS)},
    # A hundred files a run: hourly, so that a day means a day.
    "repair-queue": {"task": "cms.tasks.repair_queue", "schedule": 300.0},
    # The team's one mail of a working day; a row a day keeps it from leaving twice, public holidays are left out there.
    "send-digest": {
        "task": "cms.tasks.send_digest",
        "schedule": crontab(hour="8-11", minute="0,20,40", day_of_week="mon-fri"),
    },
    "purge-desk": {"task": "cms.tasks.purge_desk", "schedule": crontab(minute=20)},
    "purge-structure-imports": {"task": "cms.tasks.purge_structure_imports", "schedule": crontab(hour=3, minute=45)},
    "purge-requests": {"task": "cms.tasks.purge_requests", "schedule": crontab(hour=3, minute=50)},
    # A hundred structures a run; the row of each is the claim.
    "ask-month": {
        "task": "agenda.tasks.ask_month",
        "schedule": crontab(hour=9, minute="5,15,25", day_of_week="mon-fri"),
    },
    "ask-attendance": {
        "task": "agenda.tasks.ask_attendance",
        "schedule": crontab(hour=8, minute="35,45", day_of_week="mon-fri"),
    },
    "nudge-silent": {"task": "agenda.tasks.nudge_silent", "schedule": crontab(hour=9, minute=35, day_of_week="tue")},
    "purge-rhythm": {"task": "agenda.tasks.purge_rhythm", "schedule": crontab(hour=3, minute=50)},
    # After the thorough repair. A fresh installation does not wait for its first night.
    "write-open-data": {"task": "cms.tasks.write_open_data", "schedule": crontab(hour=4, minute=40)},
    "write-missing-open-data": {
        "task": "cms.tasks.write_open_data",
        "schedule": 600.0,
        "kwargs": {"only_missing": True},
    },
    "compose-issue": {"task": "newsletter.tasks.compose_due_issue", "schedule": float(TICK_SECONDS) * 2},
    # Morning hours only, each structure once: a beat that slept through the day sends the next morning.
    "remind-structures": {"task": "newsletter.tasks.remind_structures", "schedule": crontab(hour="8-11", minute=20)},
    "purge-reminders": {"task": "newsletter.tasks.purge_reminders", "schedule": crontab(hour=3, minute=35)},
    "pump-deliveries": {"task": "newsletter.tasks.pump_deliveries", "schedule": float(TICK_SECONDS)},
    "read-mailbox": {"task": "newsletter.tasks.read_mailbox", "schedule": max(float(TICK_SECONDS) * 4, 1.0)},
    "recheck-domains": {"task": "newsletter.tasks.recheck_domains", "schedule": crontab(minute=5)},
    "purge-returns": {"task": "newsletter.tasks.purge_returns", "schedule": crontab(hour=3, minute=55)},
    "purge-unconfirmed": {"task": "newsletter.tasks.purge_unconfirmed", "schedule": crontab(hour=3, minute=20)},
    "release-held": {"task": "newsletter.tasks.release_held", "schedule": 300.0},
    # In the day: a mail that comes at night is taken for an unwanted one.
    "remind-unconfirmed": {"task": "newsletter.tasks.remind_unconfirmed", "schedule": crontab(hour="9-17", minute=25)},
    "purge-left": {"task": "newsletter.tasks.purge_left", "schedule": crontab(hour=3, minute=25)},
    "purge-deliveries": {"task": "newsletter.tasks.purge_deliveries", "schedule": crontab(hour=3, minute=30)},
}
# How many freshness mails a day: replies and calls follow them, and somebody has to answer.
FRESHNESS_MAILS_A_RUN = env.int("FRESHNESS_MAILS_A_RUN", default=20)
