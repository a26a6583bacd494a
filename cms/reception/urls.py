"""Addresses of the reception desk, below /accueil/."""

from django.urls import path

from cms.reception import calls, done, machine, on_behalf, people, rota, sending, views

app_name = "reception"

urlpatterns = [
    path("", views.home, name="home"),
    path("noter/", views.note, name="note"),
    path("annuler/", views.undo, name="undo"),
    path("envoyer/", sending.send, name="send"),
    path("lieux/<int:pk>/corriger/", on_behalf.correct, name="correct"),
    path("lieux/<int:pk>/fermeture/", on_behalf.close, name="close"),
    path("evenements/<int:page_id>/changement/", on_behalf.notice, name="notice"),
    path("annuler/<slug:kind>/<int:pk>/", done.take_back, name="take_back"),
    path("planning/", rota.rota, name="rota"),
    path("planning/tours/<int:pk>/retirer/", rota.drop_turn, name="drop_turn"),
    path("planning/absences/<int:pk>/annuler/", rota.drop_absence, name="drop_absence"),
    path("repondeur/", machine.machine, name="machine"),
    path("appels/", calls.calls, name="calls"),
    path("appels.csv", calls.table, name="calls_table"),
    path("equipe/", people.people, name="people"),
    path("equipe/<int:pk>/retirer/", people.remove, name="remove_person"),
]
