"""Addresses of the letter's board, below Wagtail's admin."""

from django.urls import path

from newsletter.delivery import board, report, rereading
from newsletter.month import screens, silent_screens
from newsletter.returns import board as returns

app_name = "letter"

urlpatterns = [
    path("preparer/", board.compose, name="compose"),
    path("mois/", screens.months, name="months"),
    path("mois/<str:month>/", screens.month, name="month"),
    path("mois/<str:month>/rien-propose/", silent_screens.silent, name="silent"),
    path("mois/<str:month>/relancer/<int:structure_id>/", silent_screens.chase, name="chase"),
    path("mois/<str:month>/prolonger/<int:structure_id>/", silent_screens.extend, name="extend"),
    path("<int:issue_id>/ajouter/", screens.add_late, name="add_late"),
    path("messages/", returns.inbox, name="replies"),
    path("messages/<int:reply_id>/fait/", returns.close, name="reply_close"),
    path("messages/<int:reply_id>/desabonner/", returns.unsubscribe, name="reply_unsubscribe"),
    path("<int:issue_id>/", board.board, name="board"),
    path("<int:issue_id>/apercu/<str:mode>/", board.preview, name="preview"),
    path("<int:issue_id>/rapport/", report.report, name="report"),
    path("<int:issue_id>/relecture/", rereading.review, name="review"),
    path("<int:issue_id>/relecture/<int:link_id>/fermer/", rereading.revoke, name="revoke"),
    path("<int:issue_id>/decocher/", board.untick, name="untick"),
    path("<int:issue_id>/approuver/", board.approve, name="approve"),
    path("<int:issue_id>/envoyer/", board.send, name="send"),
    path("<int:issue_id>/envoyer-plus-tard/", board.send_later, name="send_later"),
    path("<int:issue_id>/annuler-la-date/", board.unschedule, name="unschedule"),
    path("<int:issue_id>/pause/", report.pause, name="pause"),
    path("<int:issue_id>/reprendre/", report.resume, name="resume"),
    path("<int:issue_id>/arreter/", report.stop, name="stop"),
    path("<int:issue_id>/essayer/", report.try_now, name="try_now"),
    path("<int:issue_id>/renvoyer/", report.resend, name="resend"),
    path("<int:issue_id>/essai/", board.send_test, name="send_test"),
]
