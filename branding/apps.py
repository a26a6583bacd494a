"""The app of the shared identity: one record, its colours, fonts, drawings and style sheets."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BrandingConfig(AppConfig):
    """Makes the one row after migrating, so that no page view ever has to write it."""

    name = "branding"
    verbose_name = _("Brand")

    def ready(self) -> None:
        """Listen to the end of migrations."""
        post_migrate.connect(_keep_one_brand, sender=self, dispatch_uid="branding.keep_one_brand")


def _keep_one_brand(**_kwargs: object) -> None:
    from branding.actions import ensure_brand  # models cannot be imported while apps load

    ensure_brand()
