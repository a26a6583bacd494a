"""Answers for what is not there: always a sentence, and a way on."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 with the sentence that the exception carries, if it carries one (`handler404`)."""
    reason = exception.args[0] if exception.args else ""
    ours = isinstance(exception, Http404) and not isinstance(exception, Resolver404) and isinstance(reason, str)
    return render(request, "404.html", {"sentence": reason if ours else ""}, status=404)
