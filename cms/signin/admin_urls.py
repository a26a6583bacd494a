"""Wagtail's own sign-in and password addresses, mounted before the admin: they lead to ours."""

from django.urls import path, re_path

from cms.signin import views

urlpatterns = [
    path("login/", views.from_admin),
    path("logout/", views.sign_out),
    re_path(r"^password_reset/.*$", views.from_admin),
]
