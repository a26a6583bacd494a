"""Every address of the site; what Wagtail serves (home, structures, events, news) comes last."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.documents import urls as wagtaildocs_urls

from agenda.feeds import urls as feed_urls
from agenda.programme import urls as programme_urls
from branding import urls as branding_urls
from cms.api import api
from cms.desk import token_urls as rhythm_urls
from cms.desk import urls as desk_urls
from cms.desk.front_door import admin_home
from cms.foundation.atomic_admin import admin_urls
from cms.foundation.media import media
from cms.help import urls as help_urls
from cms.opendata import urls as opendata_urls
from cms.pages import urls as pages_urls
from cms.reception import urls as reception_urls
from cms.signin import account_urls
from cms.signin import admin_urls as signin_admin_urls
from cms.signin import urls as signin_urls
from cms.team import urls as team_urls
from newsletter import urls as newsletter_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin_home),
    path("admin/", include(signin_admin_urls)),
    path("admin/", include(admin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("mon-espace/compte/", include(account_urls)),
    path("mon-espace/", include(desk_urls)),
    path("accueil/", include(reception_urls)),
    path("equipe/", include(team_urls)),
    path("aide/", include(help_urls)),
    path("connexion/", include(signin_urls)),
    path("api/v1/", api.urls),
    path("flux/", include(feed_urls)),
    path("programme/", include(programme_urls)),
    path("", include(opendata_urls)),
    path("", include(branding_urls)),
    path("", include(newsletter_urls)),
    path("", include(rhythm_urls)),
    path("", include(pages_urls)),
]

if settings.DEMO:
    from cms.demo import urls as demo_urls

    urlpatterns.append(path("demo/", include(demo_urls)))

if settings.SERVE_MEDIA:
    urlpatterns.append(path("media/<path:path>", media))

urlpatterns.append(path("", include(wagtail_urls)))

handler404 = "cms.pages.errors.page_not_found"
