"""The screen of who answers the phone: one field, an answer to read aloud, and how the call ended."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.reception.permissions import for_reception


@require_safe
@for_reception
def home(request: HttpRequest) -> HttpResponse:
    """Show the field."""
    return render(request, "reception/home.html")
