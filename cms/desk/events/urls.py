"""Addresses of the light event form, below /mon-espace/."""

from django.urls import path

from cms.desk.events import after, dates, views

desk_urls = [
    path("evenements/dates/", dates.event_dates, name="event_dates"),
    path("evenements/ajouter/", views.event, name="add_event"),
    path("evenements/<int:page_id>/", views.event, name="edit_event"),
    path("evenements/<int:page_id>/envoye/", after.sent, name="event_sent"),
    path("evenements/<int:page_id>/reprendre/", after.reopen, name="take_back_event"),
    path("evenements/<int:page_id>/supprimer/", after.delete, name="delete_event"),
    path("evenements/<int:page_id>/copier/", after.copy, name="copy"),
    path("fichiers/<uuid:token>/", after.kept, name="kept_file"),
]
