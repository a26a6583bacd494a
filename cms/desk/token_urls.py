"""Addresses of the rhythm's mails: the token in them is the proof, nobody signs in."""

from django.urls import path

from cms.desk import attendance, month

app_name = "rhythm"

urlpatterns = [
    path("mois/<str:token>/", month.by_mail, name="month"),
    path("combien/<str:token>/", attendance.by_mail, name="attendance"),
]
