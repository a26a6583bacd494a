"""Public addresses of the newsletter; included at the root, before Wagtail's."""

from django.urls import path

from newsletter.issues import views as issues
from newsletter.month import views as month
from newsletter.reviews import views as reviews
from newsletter.subscribers import views as subscribers

app_name = "newsletter"

urlpatterns = [
    path("lettre/", issues.archive, name="archive"),
    path("lettre/abonnement/", subscribers.subscribe, name="subscribe"),
    path("lettre/abonnement/merci/", subscribers.asked, name="asked"),
    path("lettre/confirmer/<str:token>/", subscribers.confirm, name="confirm"),
    path("lettre/relecture/<str:token>/", reviews.review, name="review"),
    path("lettre/relecture/<str:token>/mail/", reviews.review_mail, name="review_mail"),
    path("lettre/relecture/<str:token>/merci/", reviews.reviewed, name="reviewed"),
    path("lettre/rappels/<str:token>/", month.reminders, name="reminders"),
    path("lettre/<slug:slug>/", issues.issue, name="issue"),
    path("lettre/<slug:slug>/<slug:edition>/", issues.issue, name="edition"),
    # No slash at the end: RFC 8058 forbids the redirect that would add it.
    path("d/<str:token>", subscribers.unsubscribe, name="unsubscribe"),
]
