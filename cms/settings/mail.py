"""Two roads for mail: single messages through post_office's table, the newsletter through its own delivery ledger."""

from cms.settings.env import env

# Every single message (moderation, confirmation, password) is a row first, then a doorbell: a mail server that is
# down delays it and fails nobody's request. The newsletter has its own pump (newsletter/delivery).
EMAIL_BACKEND = "post_office.EmailBackend"
POST_OFFICE = {
    "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
    "DEFAULT_PRIORITY": "medium",
    # Our own bell rings (cms/foundation/mail.py): post_office's would fail the request when the broker is down.
    "CELERY_ENABLED": False,
    "MESSAGE_ID_ENABLED": True,
}

EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="ne-pas-repondre@localhost")
SERVER_EMAIL = env.str("SERVER_EMAIL", default=DEFAULT_FROM_EMAIL)

# Domain of the newsletter's From, Message-ID and List-Id; its organisational domain must be the DKIM signer's.
NEWSLETTER_FROM_EMAIL = env.str("NEWSLETTER_FROM_EMAIL", default=DEFAULT_FROM_EMAIL)
NEWSLETTER_REPLY_TO = env.str("NEWSLETTER_REPLY_TO", default="")
