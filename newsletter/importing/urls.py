"""Addresses of the import, below Wagtail's admin."""

from django.urls import path

from newsletter.importing import views

app_name = "subscriber_import"

urlpatterns = [
    path("", views.upload, name="upload"),
    path("<int:import_id>/", views.report, name="report"),
]
