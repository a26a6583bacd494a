"""The site's addresses with the demo's in front, as in an installation started with DEMO=1."""

from django.urls import include, path

from cms.demo import urls as demo_urls
from cms.urls import urlpatterns as site_urls

urlpatterns = [path("demo/", include(demo_urls)), *site_urls]
