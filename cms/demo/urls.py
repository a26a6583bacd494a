"""Addresses that exist in a demo only; `cms.urls` includes them when settings.DEMO is set."""

from django.urls import path

from cms.demo import views

app_name = "demo"

urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("courrier/", views.mailbox, name="mailbox"),
    path("courrier/<str:name>/", views.mail, name="mail"),
    path("courrier/<str:name>/html/", views.mail_html, name="mail_html"),
]
