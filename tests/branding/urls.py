"""The addresses that the base template names, so that it can be tested without the pages behind them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls


def shell(request: HttpRequest) -> HttpResponse:
    """Show the bare base template."""
    return render(request, "base.html")


def _stub(app: str, *names: str) -> tuple[list[URLPattern | URLResolver], str]:
    return [path(f"{app}-{name}/", shell, name=name) for name in names], app


urlpatterns = [
    path("", include("branding.urls")),
    path("", include(_stub("pages", "agenda", "places", "news", "structures"))),
    path("", include(_stub("newsletter", "subscribe", "archive"))),
    path("", include(_stub("feeds", "all"))),
    path("", include(_stub("desk", "home"))),
    path("", include(_stub("team", "queue", "structures", "open_structure"))),
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    path("", shell),
]
