"""What core's own views fail on instead of answering: stopped here, so that no request ends in a server's error."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cms.structures.people import Space

# The field that a view reads before it looks whether it is there; core's own screens always send it.
NEEDS = {
    "wagtailadmin_choose_page_external_link": "external-link-chooser-url",  # AttributeError, admin/forms/choosers.py
    "wagtailadmin_pages:copy": "new_parent_page",  # MultiValueDictKeyError, in the form's choice of the parent
    "wagtailredirects:process_import": "input_format",  # KeyError, contrib/redirects/forms.py
    "wagtailsnippets_newsletter_issue:edit": "content-count",  # MultiValueDictKeyError, the StreamField of the letter
    "wagtailsnippets_newsletter_issue:revisions_revert": "content-count",
}
DELETE_GROUP = "wagtailusers_groups:delete"
READS = frozenset({"GET", "HEAD", "OPTIONS"})


def refusal(request: HttpRequest, name: str, kwargs: dict[str, Any]) -> HttpResponse | None:
    """Return the answer to a request that core would fail on, or raise Http404; None for all others."""
    if request.method in READS:
        return None
    if name in NEEDS and NEEDS[name] not in request.POST:
        raise Http404
    if name != DELETE_GROUP or not request.user.has_perm("auth.delete_group"):
        return None
    if Space.objects.filter(group_id=kwargs.get("pk") or 0).exists():
        messages.error(request, _("This group is a structure's space: archive the space instead."))
        return redirect("wagtailusers_groups:index")
    return None
