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
# A territory with so many confirmed subscribers has an edition of its own.
NEWSLETTER_EDITION_FROM = env.int("NEWSLETTER_EDITION_FROM", default=30)

# Where reports of undelivered mails come back to (the envelope's sender); empty: the newsletter's own address.
NEWSLETTER_BOUNCE_ADDRESS = env.str("NEWSLETTER_BOUNCE_ADDRESS", default="")
# true where the mail server lets the envelope's sender differ from mail to mail: bounces+TOKEN@… names the mail itself.
NEWSLETTER_VERP = env.bool("NEWSLETTER_VERP", default=False)
# Unsubscribes whoever writes to desabo+TOKEN@…; its mails have to arrive in the mailbox below.
NEWSLETTER_LEAVE_ADDRESS = env.str("NEWSLETTER_LEAVE_ADDRESS", default="")
# The mailbox that reports and replies arrive in, read over IMAP; nothing is read while the host is empty.
NEWSLETTER_MAILBOX_HOST = env.str("NEWSLETTER_MAILBOX_HOST", default="")
NEWSLETTER_MAILBOX_PORT = env.int("NEWSLETTER_MAILBOX_PORT", default=993)
NEWSLETTER_MAILBOX_SSL = env.bool("NEWSLETTER_MAILBOX_SSL", default=True)
NEWSLETTER_MAILBOX_USER = env.str("NEWSLETTER_MAILBOX_USER", default="")
NEWSLETTER_MAILBOX_PASSWORD = env.str("NEWSLETTER_MAILBOX_PASSWORD", default="")
NEWSLETTER_MAILBOX_FOLDER = env.str("NEWSLETTER_MAILBOX_FOLDER", default="INBOX")
# Mails go there once they are understood and noted, and are deleted there after thirty days.
NEWSLETTER_MAILBOX_DONE = env.str("NEWSLETTER_MAILBOX_DONE", default="Relais")
# The DKIM selector that the mail server signs with, for the doctor: the record asked is SELECTOR._domainkey.DOMAIN.
NEWSLETTER_DKIM_SELECTOR = env.str("NEWSLETTER_DKIM_SELECTOR", default="")
# Secret end of /retours/…, where a mail server may push reports or notices; empty: closed. 32 characters or more.
NEWSLETTER_WEBHOOK_TOKEN = env.str("NEWSLETTER_WEBHOOK_TOKEN", default="")

# Mails of the newsletter between two commits, 1 to 25: what a crash can leave uncertain at most. 1 suits up to 50 000.
NEWSLETTER_BATCH = env.int("NEWSLETTER_BATCH", default=1)
# What the server allows, all at once: "100/minute,1000/hour,10000/day"; leave room for the single mails.
NEWSLETTER_LIMITS = env.str("NEWSLETTER_LIMITS", default="")
# A mail held by a worker that says nothing for so long is settled by another; more than six times EMAIL_TIMEOUT.
NEWSLETTER_LEASE_SECONDS = env.int("NEWSLETTER_LEASE_SECONDS", default=180)
# Log of the Postfix that EMAIL_HOST names, where it can be read: it tells whether a mail without an answer was taken.
NEWSLETTER_MAIL_LOG = env.str("NEWSLETTER_MAIL_LOG", default="")
# It is asked so much later: by then Postfix has closed any connection left open (smtpd_timeout 300 s).
NEWSLETTER_ASK_AFTER_SECONDS = env.int("NEWSLETTER_ASK_AFTER_SECONDS", default=600)
# Confirmation mails of the whole site in an hour; above it requests wait and the team is told (a subscription bomb).
NEWSLETTER_CONFIRMATIONS_AN_HOUR = env.int("NEWSLETTER_CONFIRMATIONS_AN_HOUR", default=200)
