"""Addresses of the desk, below /mon-espace/."""

from django.urls import path

from cms.desk import closures, contacts, coverage, notices, people, places, programme, review, subscribing, views
from cms.desk.events.urls import desk_urls as events
from cms.desk.page_urls import desk_urls as light
from cms.desk.rhythm_urls import desk_urls as rhythm

app_name = "desk"

urlpatterns = [
    *light,
    path("carte-des-manques/", coverage.coverage, name="coverage"),
    path("carte-des-manques/imprimer/", coverage.coverage_sheet, name="coverage_sheet"),
    path("carte-des-manques/mois.csv", coverage.coverage_csv, name="coverage_csv"),
    path("qui-appeler/", contacts.contacts, name="contacts"),
    path("qui-appeler/ajouter/", contacts.line, name="contacts_add"),
    path("qui-appeler/numero/fermer/", contacts.close, name="contacts_close_single"),
    path("qui-appeler/<int:line_id>/", contacts.line, name="contacts_line"),
    path("qui-appeler/<int:line_id>/fermer/", contacts.close, name="contacts_close"),
    path("qui-appeler/<int:line_id>/<slug:verb>/", contacts.act, name="contacts_act"),
    path("qui-appeler/fermetures/<int:closure_id>/rouvrir/", contacts.reopen, name="contacts_reopen"),
    path("programme/", programme.programme, name="programme"),
    path("programme/adresse/", programme.address, name="programme_feed"),
    path("programme/<int:item_id>/", programme.item, name="programme_item"),
    path("equipe/", people.people, name="people"),
    path("equipe/<int:pk>/", people.person, name="person"),
    path("equipe/<int:pk>/retirer/", people.remove, name="remove_person"),
    path("equipe/demandes/<int:pk>/", people.decide, name="decide_join"),
    path("abonner/", subscribing.sign_up, name="sign_up"),
    path("abonner/fait/", subscribing.signed_up, name="signed_up"),
    path("deja-passes/", views.past, name="past"),
    path("evenements/<int:page_id>/prevenir/", notices.choose, name="notices"),
    path("evenements/<int:page_id>/prevenir/<str:kind>/", notices.give, name="give_notice"),
    path("evenements/<int:page_id>/dates-vues/", notices.dates_seen, name="dates_seen"),
    path("avis/<int:notice_id>/retirer/", notices.undo, name="undo_notice"),
    path("lieux/doublons/", places.duplicates, name="duplicates"),
    path("lieux/a-remettre/", places.hand_over, name="hand_over"),
    path("lieux/corrections/", places.corrections, name="corrections"),
    path("lieux/a-confirmer/", places.stale, name="stale_places"),
    path("lieux/fermes/", places.stranded, name="stranded"),
    path("lieux/<int:page_id>/fermetures/", closures.closures, name="closures"),
    path("lieux/<int:page_id>/fermer/", places.close_place, name="close_place"),
    path("relire/<int:page_id>/", review.review, name="review"),
    *events,
    *rhythm,
]
