"""Addresses of what comes round at the desk: organising together, the next month, how many people came."""

from django.urls import path

from cms.desk import coorganisers

desk_urls = [
    path("evenements/<int:page_id>/rejoindre/", coorganisers.join, name="join_event"),
    path("co-organisation/", coorganisers.coorganisers, name="coorganisers"),
    path("co-organisation/<int:request_id>/", coorganisers.coorganiser, name="coorganiser"),
]
