"""Addresses of the way in, mounted at /connexion/."""

from django.urls import path

from cms.signin import views

app_name = "signin"
urlpatterns = [
    path("", views.home, name="home"),
    path("c-est-fait/", views.done, name="done"),
    path("code/", views.done, name="second_factor"),
]
