"""The app of people who sign in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Own app because a user model in the app of the pages ties a migration knot."""

    name = "cms.accounts"
    label = "accounts"
    verbose_name = "Accounts"
