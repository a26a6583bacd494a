"""Addresses of the public pages; short permanent ones carry no trailing slash, for they are typed from paper."""

from django.urls import path

from cms.pages import confirm_place, join, propose, structure_month, town_hall, views, who_to_call
from cms.pages import providers as providers  # noqa: PLC0414 - importing it registers what Wagtail's pages show
from cms.pages.finding import views as finding

app_name = "pages"
urlpatterns = [
    path("agenda/", finding.agenda, name="agenda"),
    path("agenda/mois/", finding.agenda_month, name="agenda_month"),
    path("agenda/carte/", finding.agenda_map, name="agenda_map"),
    path("agenda/avertir/", finding.agenda_alert, name="agenda_alert"),
    path("rechercher/", views.search, name="search"),
    path("commune/<str:insee>/", views.commune, name="commune"),
    path("commune/<str:insee>/mois/", views.commune_month, name="commune_month"),
    path("commune/<str:insee>/carte/", town_hall.card, name="commune_card"),
    path("commune/<str:insee>/textes/", town_hall.texts, name="commune_texts"),
    path("commune/<str:insee>/textes/<int:limit>.txt", town_hall.text_file, name="commune_text_file"),
    path(
        "commune/<str:insee>/textes/160-sans-date.txt", town_hall.dateless_text_file, name="commune_dateless_text_file"
    ),
    path("e/<slug:code>.ics", views.event_calendar, name="event_calendar"),
    path("e/<slug:code>", views.event_code, name="event_code"),
    path("l/<slug:code>", views.place_code, name="place_code"),
    path("qui-appeler/", who_to_call.who_to_call, name="who_to_call"),
    path("integrer/qui-appeler/<str:insee>/", who_to_call.embed, name="embed_who_to_call"),
    path("repondeur.txt", who_to_call.machine_text, name="machine_text"),
    path("lieux/", views.places, name="places"),
    path("lieux/confirmer/<str:token>/", confirm_place.confirm, name="confirm_place"),
    path("structures/", views.structures, name="structures"),
    path("structures/<int:pk>/mois/", structure_month.structure_month, name="structure_month"),
    path("structures/<int:pk>/rejoindre/", join.join_structure, name="join_structure"),
    path("structures/<int:pk>/rejoindre/envoye/", join.joined_structure, name="joined_structure"),
    path("je-propose/", propose.propose, name="propose"),
    path("je-propose/merci/", propose.proposed, name="proposed"),
    path("actualites/", views.news, name="news"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
