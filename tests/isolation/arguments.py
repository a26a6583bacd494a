"""How the arguments of addresses are filled: by their names, unless a rule says otherwise with `fill`."""

from collections.abc import Mapping

from django.urls import NoReverseMatch, reverse

from tests.isolation.addresses import Address
from tests.isolation.rules import Rule

# Argument → what of the world stands there, or "=" and the text itself.
FILL = {
    "page_id": "draft",
    "page_pk": "structure",
    "workflow_pk": "workflow",
    "task": "=accueil",
    "rest": "=rien",
    "parent_page_id": "structure",
    "page_to_move_id": "draft",
    "destination_id": "structure",
    "content_type_app_name": "=agenda",
    "content_type_model_name": "=eventpage",
    "app_label": "=agenda",
    "model_name": "=eventpage",
    "app_name": "=agenda",
    "object_id": "draft",
    "session_id": "session",
    "image_id": "image",
    "document_id": "document",
    "doc_id": "document",
    "uploaded_file_id": "upload",
    "filter_spec": "=width-10",
    "collection_id": "collection",
    "task_state_id": "task_state",
    "task_id": "task",
    "workflow_state_id": "workflow_state",
    "revision_id": "revision",
    "revision_id_a": "revision",
    "revision_id_b": "=latest",
    "action_name": "=approve",
    "action": "=delete",
    "redirect_id": "redirect",
    "uidb64": "=MQ",
    "token": "=aucun",
    "instance_pk": "=1",
    "issue_id": "issue",
    "link_id": "review",
    "edition": "=ca-de-nevers",
    "reply_id": "reply",
    "mode": "=html",
    "month": "=2026-12",
    "kind": "=cancelled",
    "verb": "=monter",
    "notice_id": "notice",
    "line_id": "line",
    "closure_id": "line_closure",
    "item_id": "programme_item",
    "request_id": "coorganiser",
    "run_id": "run",
    "restriction_id": "=1",
    "page_view_restriction_id": "=1",
    "structure_id": "structure",
    "insee": "commune",
    "siren": "epci",
    "code": "code",
    "slug": "=decembre-2026",
    "name": "=lieux",
    "limit": "=160",
    "pk": "draft",
    "id": "news",
    "path": "image_name",
}  # fmt: skip


class NotFilled(Exception):
    """The address has an argument of which nobody said how it is filled."""


def filled(address: Address, rule: Rule, names: Mapping[str, str]) -> list[str]:
    """Return the addresses to ask, with what `names` has for its arguments.

    Raises:
        NotFilled: an argument is unknown to FILL and to the rule; the sentence says where to add it.
    """
    if rule.path:
        return rule.path.format(**names).split()
    values = {}
    for argument in address.arguments:
        wanted = rule.fill.get(argument, FILL.get(argument))
        if wanted is None:
            raise NotFilled(f"{address.name}: say in tests/isolation/arguments.py FILL how <{argument}> is filled.")
        values[argument] = wanted[1:] if wanted.startswith("=") else names[wanted]
    try:
        return [reverse(address.name, kwargs=values)]
    except NoReverseMatch:
        # A name on several routes: the one with these arguments; or a route without a name.
        raise NotFilled(
            f"{address.name} ({address.route}): give the rule in tests/isolation/expected a `path` or a `fill`."
        ) from None
