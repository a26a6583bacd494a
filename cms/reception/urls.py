"""Addresses of the reception desk, below /accueil/."""

from django.urls import path

from cms.reception import views

app_name = "reception"

urlpatterns = [
    path("", views.home, name="home"),
]
