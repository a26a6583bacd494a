"""Addresses of the open data: `/donnees/` for files and layers, `/ogc/` for GIS."""

from django.urls import path

from cms.opendata import layers, ogc, views

app_name = "opendata"
urlpatterns = [
    path("donnees/", views.home, name="home"),
    path("donnees/lieux.geojson", layers.places_geojson, name="places"),
    path("donnees/lieux-odbl.geojson", layers.odbl_geojson, name="odbl"),
    path("donnees/evenements.geojson", layers.events_geojson, name="events"),
    path("donnees/<str:name>", views.package_file, name="file"),
    path("ogc/", ogc.landing, name="ogc"),
    path("ogc/api", ogc.api, name="ogc_api"),
    path("ogc/conformance", ogc.conformance, name="ogc_conformance"),
    path("ogc/collections", ogc.collections, name="ogc_collections"),
    path("ogc/collections/<str:name>", ogc.collection, name="ogc_collection"),
    path("ogc/collections/<str:name>/items", ogc.items, name="ogc_items"),
    path("ogc/collections/<str:name>/items/<str:code>", ogc.item, name="ogc_item"),
]
