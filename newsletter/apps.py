"""The app of the monthly newsletter: subscribers, issues, rendering, delivery."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsletterConfig(AppConfig):
    """Its rooms import downward only: delivery | month > issues | subscribers > rendering."""

    name = "newsletter"
    verbose_name = _("newsletter")

    def ready(self) -> None:
        """Put the tasks where a web process finds them by name, and say who may handle letters."""
        # Celery itself loads tasks in workers only.
        from wagtail.permissions import register_permission_policy

        import newsletter.tasks  # noqa: F401
        from newsletter.issues.models import Issue
        from newsletter.permissions import TeamPolicy
        from newsletter.returns import retention

        retention.connect()
        register_permission_policy(Issue, TeamPolicy(Issue))
