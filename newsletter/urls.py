"""Public addresses of the newsletter; included at the root, before Wagtail's."""

from django.urls import path

from newsletter.issues import feed
from newsletter.issues import views as issues
from newsletter.month import views as month
from newsletter.returns import webhook
from newsletter.reviews import views as reviews
from newsletter.selfservice import views as selfservice
from newsletter.subscribers import elsewhere
from newsletter.subscribers import views as subscribers

app_name = "newsletter"

urlpatterns = [
    path("lettre/", issues.archive, name="archive"),
    path("lettre/flux.xml", feed.archive_feed, name="archive_feed"),
    path("lettre/abonnement/", subscribers.subscribe, name="subscribe"),
    path("lettre/abonnement/merci/", subscribers.asked, name="asked"),
    path("lettre/abonnement/ailleurs/", elsewhere.from_elsewhere, name="from_elsewhere"),
    path("lettre/abonnement/bloc/", elsewhere.frame, name="frame"),
    path("lettre/mon-abonnement/", selfservice.ask_link, name="ask_link"),
    path("lettre/mon-abonnement/lien-envoye/", selfservice.link_sent, name="link_sent"),
    path("lettre/mon-abonnement/<str:token>/", selfservice.mine, name="mine"),
    path("lettre/mon-abonnement/<str:token>/adresse/", selfservice.change_address, name="change_address"),
    path("lettre/mon-abonnement/<str:token>/donnees/", selfservice.data, name="data"),
    path("lettre/mon-abonnement/<str:token>/donnees.json", selfservice.data_file, name="data_file"),
    path("lettre/mon-abonnement/<str:token>/effacer/", selfservice.erase, name="erase"),
    path("lettre/nouvelle-adresse/<str:token>/", selfservice.new_address, name="new_address"),
    path("lettre/pas-moi/<str:token>/", subscribers.not_me, name="not_me"),
    path("lettre/confirmer/<str:token>/", subscribers.confirm, name="confirm"),
    path("lettre/relecture/<str:token>/", reviews.review, name="review"),
    path("lettre/relecture/<str:token>/mail/", reviews.review_mail, name="review_mail"),
    path("lettre/relecture/<str:token>/merci/", reviews.reviewed, name="reviewed"),
    path("lettre/rappels/<str:token>/", month.reminders, name="reminders"),
    path("lettre/<slug:slug>/", issues.issue, name="issue"),
    path("lettre/<slug:slug>/<slug:edition>/", issues.issue, name="edition"),
    path("retours/<str:token>", webhook.returned, name="returned"),
    # No slash at the end: RFC 8058 forbids the redirect that would add it.
    path("d/<str:token>", subscribers.unsubscribe, name="unsubscribe"),
    # In each letter: the address above and these letters, so that one slot serves both.
    path("d/<str:token>/abonnement", selfservice.from_letter, name="from_letter"),
]
