"""Public addresses of the newsletter; included at the root, before Wagtail's."""

from django.urls import path

from newsletter.issues import views as issues
from newsletter.returns import webhook
from newsletter.subscribers import views as subscribers

app_name = "newsletter"

urlpatterns = [
    path("lettre/", issues.archive, name="archive"),
    path("lettre/abonnement/", subscribers.subscribe, name="subscribe"),
    path("lettre/abonnement/merci/", subscribers.asked, name="asked"),
    path("lettre/confirmer/<str:token>/", subscribers.confirm, name="confirm"),
    path("lettre/<slug:slug>/", issues.issue, name="issue"),
    path("retours/<str:token>", webhook.returned, name="returned"),
    # No slash at the end: RFC 8058 forbids the redirect that would add it.
    path("d/<str:token>", subscribers.unsubscribe, name="unsubscribe"),
]
