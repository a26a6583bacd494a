"""Addresses of the moderation, below /equipe/."""

from django.urls import path

from cms.team import bulk, decisions, queue_views, review

urlpatterns = [
    path("", queue_views.queue, name="queue"),
    path("publier-ensemble/", bulk.approve_many, name="bulk"),
    path("relire/<int:page_id>/", review.review, name="review"),
    path("relire/<int:page_id>/publier/", review.publish, name="publish"),
    path("relire/<int:page_id>/renvoyer/", review.send_back, name="send_back"),
    path("relire/<int:page_id>/je-lis/", review.read, name="read"),
    path("relire/<int:page_id>/histoire/", decisions.history, name="history"),
    path("decisions/", decisions.listing, name="decisions"),
    path("decisions/<int:decision_id>/annuler/", decisions.undo, name="undo"),
    path("vu/<int:look_id>/", decisions.looked, name="look"),
    path("ensemble/<int:request_id>/", decisions.together, name="together"),
]
