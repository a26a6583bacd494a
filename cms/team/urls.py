"""Addresses of the team's own screens, below /equipe/: the queue, the structures, the people."""

from django.urls import URLPattern, URLResolver

app_name = "team"

urlpatterns: list[URLPattern | URLResolver] = []
