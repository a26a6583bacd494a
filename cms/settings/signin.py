"""The way in: where it stands, the second factor, and the OpenID Connect provider, if the installation has one."""

from cms.settings.base import DEBUG, DEMO
from cms.settings.env import env

LOGIN_URL = "signin:home"
LOGIN_REDIRECT_URL = "desk:home"
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
CSRF_FAILURE_VIEW = "cms.signin.failure.csrf_failure"
# Passwords are chosen, changed and removed in "mon compte"; nobody chooses somebody else's.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False

# Moderators and administrators give a code beside the link or the password, from their second visit on.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=not (DEBUG or DEMO))
# Tries are counted by ourselves (cms/signin/second_factor.py), with an answer that says when to come back.
OTP_TOTP_THROTTLE_FACTOR = 0
OTP_STATIC_THROTTLE_FACTOR = 0

# Off while OIDC_ISSUER is empty. The provider's addresses are read from its /.well-known/openid-configuration.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="").rstrip("/")
OIDC_NAME = env.str("OIDC_NAME", default="ProConnect")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_SCOPES = env.str("OIDC_SCOPES", default="openid email")
OIDC_ALGORITHM = env.str("OIDC_ALGORITHM", default="RS256")
OIDC_PROMPT = env.str("OIDC_PROMPT", default="")
OIDC_ACR_VALUES = env.str("OIDC_ACR_VALUES", default="")
# Levels that the provider grants only after a second factor: who comes with one is not asked for ours.
OIDC_SECOND_FACTOR_ACR = env.list("OIDC_SECOND_FACTOR_ACR", default=[])
# For providers that vouch for every address and send no `email_verified` at all; an explicit "false" is refused anyway.
OIDC_EMAILS_ARE_VERIFIED = env.bool("OIDC_EMAILS_ARE_VERIFIED", default=False)
OIDC_TIMEOUT_SECONDS = env.int("OIDC_TIMEOUT_SECONDS", default=8)
