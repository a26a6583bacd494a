"""Wagtail's own sign-in and password addresses, mounted before the admin under their names: they lead to ours."""

from django.urls import path, re_path

from cms.signin import views

urlpatterns = [
    path("login/", views.from_admin, name="wagtailadmin_login"),
    path("logout/", views.sign_out, name="wagtailadmin_logout"),
    re_path(r"^password_reset/.*$", views.from_admin, name="wagtailadmin_password_reset"),
]
