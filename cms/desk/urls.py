"""Addresses of the desk, below /mon-espace/."""

from django.urls import path

from cms.desk import coverage, notices, review, views

app_name = "desk"

urlpatterns = [
    path("", views.home, name="home"),
    path("carte-des-manques/", coverage.coverage, name="coverage"),
    path("carte-des-manques/imprimer/", coverage.coverage_sheet, name="coverage_sheet"),
    path("carte-des-manques/mois.csv", coverage.coverage_csv, name="coverage_csv"),
    path("deja-passes/", views.past, name="past"),
    path("evenements/<int:page_id>/copier/", views.copy, name="copy"),
    path("evenements/<int:page_id>/prevenir/", notices.choose, name="notices"),
    path("evenements/<int:page_id>/prevenir/<str:kind>/", notices.give, name="give_notice"),
    path("avis/<int:notice_id>/retirer/", notices.undo, name="undo_notice"),
    path("relire/<int:page_id>/", review.review, name="review"),
    path("relire/<int:page_id>/publier/", review.publish, name="publish"),
    path("relire/<int:page_id>/renvoyer/", review.send_back, name="send_back"),
]
