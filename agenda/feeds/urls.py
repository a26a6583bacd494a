"""Addresses of the calendars: short, stable, ending in .ics; what is new, in .rss."""

from django.urls import path, register_converter

from agenda.feeds import views
from cms.territories.converters import InseeConverter, SirenConverter, SmallNumberConverter

register_converter(InseeConverter, "insee")
register_converter(SirenConverter, "siren")
register_converter(SmallNumberConverter, "small")

app_name = "feeds"
urlpatterns = [
    path("agenda.ics", views.whole_agenda, name="all"),
    path("nouveautes.rss", views.new, name="new"),
    path("structure/<small:structure_id>.ics", views.structure, name="structure"),
    path("commune/<insee:insee>.ics", views.commune, name="commune"),
    path("epci/<siren:siren>.ics", views.epci, name="epci"),
]
