"""Addresses of the light forms of news, places and the structure's page, and of what surrounds them."""

from django.urls import path

from cms.desk import home, news, places_form, structure, taking_down, tools

desk_urls = [
    path("", home.home, name="home"),
    path("actualites/ajouter/", news.add_news, name="add_news"),
    path("actualites/<int:page_id>/", news.edit_news, name="edit_news"),
    path("lieux/ajouter/", places_form.add_place, name="add_place"),
    path("lieux/<int:page_id>/", places_form.edit_place, name="edit_place"),
    path("lieux/<int:page_id>/confirmer/", home.confirm, name="confirm_place"),
    path("structure/", structure.edit_structure, name="edit_structure"),
    path("apercu/<int:page_id>/", taking_down.preview, name="preview"),
    path("retirer/<int:page_id>/", taking_down.take_down, name="take_down"),
    path("retires/", taking_down.withdrawn, name="withdrawn"),
    path("outils/", tools.tools, name="tools"),
    path("pages/", taking_down.pages, name="pages"),
]
