"""Addresses of the brand: its style sheet and the small print that the footer links to."""

from django.urls import path

from branding import views

app_name = "branding"
urlpatterns = [
    path("charte.css", views.stylesheet, name="stylesheet"),
    path("mentions-legales/", views.text_page, {"name": "legal"}, name="legal"),
    path("vie-privee/", views.text_page, {"name": "privacy"}, name="privacy"),
    path("accessibilite/", views.text_page, {"name": "accessibility"}, name="accessibility"),
]
