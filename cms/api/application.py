"""Puts the API together: routers, documents, headers; everything below `/api/v1/`."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from cms.api import brand, contacts, events, issues, news, places, structures
from cms.api.delivery import delivered
from cms.api.documentation import docs_page
from cms.api.documents import DESCRIPTION, TITLE
from cms.api.errors import answer_in_sentences


class PlainRenderer(JSONRenderer):
    """JSON that people can read too: accents stay accents."""

    json_dumps_params = {"ensure_ascii": False}


class PublicApi(NinjaAPI):
    """Ninja's API with our headers on every answer, a page for people of our own, and sentences for wrong addresses."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the OpenAPI 3.1 document.

        Two corrections: the library puts a schema's list of examples where OpenAPI wants a map, and says that a
        parameter of an address may be null.
        """
        document = super().get_openapi_schema(**options)
        document["servers"] = [{"url": settings.PUBLIC_URL}]
        for operations in document["paths"].values():
            for parameter in operations["get"]["parameters"]:
                _correct(parameter)
        return document

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        # Ninja makes patterns only, no resolver.
        known = [pattern for pattern in super()._get_urls() if isinstance(pattern, URLPattern)]
        found = [
            URLPattern(pattern.pattern, delivered(pattern.callback), pattern.default_args, pattern.name)
            for pattern in known
            if pattern.name != "api-root"
        ]
        return [
            *found,
            path("docs", self._docs, name="docs"),
            path("", self._root, name="api-root"),
            path("<path:rest>", delivered(self._nothing), name="nothing"),
        ]

    def _docs(self, request: HttpRequest) -> HttpResponse:
        return docs_page(request, self.get_openapi_schema())

    def _root(self, _request: HttpRequest) -> HttpResponse:
        return redirect(f"{self.urls_namespace}:docs")

    def _nothing(self, request: HttpRequest, **_rest: str) -> HttpResponse:
        sentence = _("There is nothing at this address; the page “docs” lists them all.")
        return self.create_response(request, {"detail": sentence, "problems": []}, status=404)


def _correct(parameter: dict[str, Any]) -> None:
    examples = parameter.pop("examples", None)
    if examples and examples[0] != "":
        parameter["example"] = examples[0]
    schema = parameter["schema"]
    choices = [choice for choice in schema.get("anyOf", []) if choice.get("type") != "null"]
    if len(choices) == 1:
        del schema["anyOf"]
        schema.update(choices[0])


api = PublicApi(
    title=TITLE,
    version="1.0.0",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    renderer=PlainRenderer(),
)
answer_in_sentences(api)
api.add_router("/who-to-call", contacts.router)
for room in (events, news, places, structures, issues, brand):
    api.add_router(f"/{room.__name__.rpartition('.')[2]}", room.router)
