"""Addresses of "mon compte", mounted at /mon-espace/compte/."""

from django.urls import path

from cms.signin import account

app_name = "account"
urlpatterns = [
    path("", account.home, name="home"),
    path("mot-de-passe/", account.choose_password, name="password"),
    path("mot-de-passe/retirer/", account.drop_password, name="remove_password"),
    path("messagerie/", account.share_mailbox, name="share_mailbox"),
    path("codes-de-secours/", account.new_backup_codes, name="backup_codes"),
    path("doubles-verifications/", account.people, name="people"),
]
