"""Addresses of what comes round at the desk: organising together, the next month, the letter, how many people came."""

from django.urls import path

from cms.desk import attendance, coorganisers, letter, month

desk_urls = [
    path("evenements/<int:page_id>/rejoindre/", coorganisers.join, name="join_event"),
    path("co-organisation/", coorganisers.coorganisers, name="coorganisers"),
    path("co-organisation/<int:request_id>/", coorganisers.coorganiser, name="coorganiser"),
    path("mois-prochain/<int:structure_id>/<str:month>/", month.month, name="month"),
    path("lettre/<int:structure_id>/", letter.letter, name="letter"),
    path("frequentation/", attendance.attendances, name="attendances"),
    path("frequentation/mois.csv", attendance.table, name="attendance_table"),
    path("frequentation/<int:pk>/", attendance.attendance, name="attendance"),
]
