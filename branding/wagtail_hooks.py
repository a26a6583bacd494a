"""Gives the team's admin the brand's look: one style sheet, on top of the templates in `templates/wagtailadmin/`."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def admin_stylesheet() -> SafeString:
    """Link the admin's own colours."""
    return format_html('<link rel="stylesheet" href="{}">', static("branding/admin.css"))
