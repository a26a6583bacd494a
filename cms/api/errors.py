"""What the API says when a question cannot be answered: always a sentence, never a trace."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

# What each parameter must look like; pydantic's own words are for programmers of this project, not for its readers.
EXPECTED: dict[str, Promise] = {
    "commune": gettext_lazy("“commune” is an INSEE code of five characters, for example 29232."),
    "rayon": gettext_lazy("“rayon” is one of 0, 5, 10, 15, 20 or 30 (kilometres)."),
    "epci": gettext_lazy("“epci” is a SIREN number of nine digits."),
    "structure": gettext_lazy("“structure” is the number of a structure, as in /structures."),
    "theme": gettext_lazy("“theme” is the code of a national service; /docs lists them."),
    "from": gettext_lazy("“from” is a day (2026-12-01) or an instant (2026-12-01T14:00:00+01:00)."),
    "to": gettext_lazy("“to” is a day (2026-12-31, included) or an instant (2026-12-31T18:00:00+01:00)."),
    "limit": gettext_lazy("“limit” is a whole number from 1 to 100."),
    "cursor": gettext_lazy("“cursor” is taken as it stands from the link “next” of the page before."),
    "code": gettext_lazy("A code is made of two to eight letters and digits."),
    "slug": gettext_lazy("The name of an issue is made of letters, digits and hyphens."),
    "id": gettext_lazy("This number is written with digits only."),
}


class BadParameter(Exception):
    """A parameter has a value that cannot be meant; without a sentence of its own it says what is expected."""

    def __init__(self, parameter: str, sentence: str = "") -> None:
        """Keep which parameter it is and what to say."""
        super().__init__(parameter)
        self.parameter = parameter
        self.sentence = sentence or expected(parameter)


def expected(parameter: str) -> str:
    """Return the sentence that says what a parameter must look like."""
    known = EXPECTED.get(parameter)
    return str(known) if known else _("The parameter “%(name)s” cannot be read.") % {"name": parameter}


def answer_in_sentences(api: NinjaAPI) -> None:
    """Register the handlers that turn each refusal into a status and a sentence."""

    def refuse(request: HttpRequest, status: int, problems: list[tuple[str, str]]) -> HttpResponse:
        body: dict[str, Any] = {"detail": " ".join(sentence for _name, sentence in problems), "problems": []}
        body["problems"] = [{"parameter": name, "sentence": sentence} for name, sentence in problems if name]
        return api.create_response(request, body, status=status)

    @api.exception_handler(ValidationError)
    def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        names = dict.fromkeys(str(item["loc"][-1]) for item in error.errors)
        return refuse(request, 422, [(name, expected(name)) for name in names])

    @api.exception_handler(BadParameter)
    def on_bad_parameter(request: HttpRequest, error: BadParameter) -> HttpResponse:
        return refuse(request, 422, [(error.parameter, error.sentence)])

    @api.exception_handler(Http404)
    def on_missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return refuse(request, 404, [("", str(error) or _("There is nothing at this address."))])

    @api.exception_handler(HttpError)
    def on_refusal(request: HttpRequest, error: HttpError) -> HttpResponse:
        return refuse(request, error.status_code, [("", str(error))])
