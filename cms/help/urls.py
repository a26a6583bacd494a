"""Addresses of the help, below /aide/."""

from django.urls import path

from cms.help import views

app_name = "help"
urlpatterns = [
    path("", views.home, name="home"),
    path("mode-d-emploi/", views.manual, name="manual"),
    path("<slug:slug>/", views.topic, name="topic"),
]
