"""The address of a structure's private calendar."""

from django.urls import path

from agenda.programme import views

app_name = "programme"
urlpatterns = [path("<str:token>.ics", views.feed, name="feed")]
