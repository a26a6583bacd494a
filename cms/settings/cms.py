"""Wagtail's settings: no call to third parties from the editor's browser, French, bounded uploads."""

from cms.settings.base import PUBLIC_URL

WAGTAIL_SITE_NAME = "Relais"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
# Days in the editor as people write them; ISO is still read.
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_USER_LOGIN_FORM = "cms.accounts.forms.SignInForm"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_I18N_ENABLED = False
WAGTAIL_MODERATION_ENABLED = True
# One step of moderation: with True, a moderator who corrects a typo and approves would have to approve twice.
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = False
# Publishes without asking Wagtail's rights again: a limited moderator approves and has none.
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.moderation.finish.publish_approved"
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_NOTIFICATION_USE_HTML = False
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français")]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["pdf", "jpg", "jpeg", "png"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": True}}
TAGGIT_CASE_INSENSITIVE = True
