"""Counts calls: by outcome, need and commune, and those that found nothing, for the map of what is missing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from agenda.calls.models import Call, CallOutcome


@dataclass(frozen=True)
class Counts:
    """How many calls, in all and by outcome and need (codes; "" is a call without a need); most frequent first."""

    total: int
    outcomes: dict[str, int]
    needs: dict[str, int]


def calls_between(*, start: datetime, end: datetime) -> QuerySet[Call]:
    """Return the calls from `start` up to but not including `end`, two aware instants."""
    return Call.objects.filter(at__gte=start, at__lt=end)


def counts(*, start: datetime, end: datetime) -> Counts:
    """Return the counts of the calls from `start` to before `end`. One query, at most 40 rows."""
    outcomes: dict[str, int] = {}
    needs: dict[str, int] = {}
    rows = calls_between(start=start, end=end).order_by().values_list("outcome", "need").annotate(calls=Count("pk"))
    for outcome, need, calls in rows:
        outcomes[outcome] = outcomes.get(outcome, 0) + calls
        needs[need] = needs.get(need, 0) + calls
    return Counts(sum(outcomes.values()), _frequent_first(outcomes), _frequent_first(needs))


def _frequent_first(found: dict[str, int]) -> dict[str, int]:
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def counts_by_commune(*, start: datetime, end: datetime) -> "QuerySet[Call, Any]":
    """Return rows {commune_id, commune__name, calls, unanswered}, most calls first; the caller pages them."""
    return (
        calls_between(start=start, end=end)
        .order_by()
        .values("commune_id", "commune__name")
        .annotate(calls=Count("pk"), unanswered=Count("pk", filter=Q(outcome=CallOutcome.UNANSWERED)))
        .order_by("-calls", "commune__name", "commune_id")
    )


def unanswered_by_commune(*, start: datetime, end: datetime) -> dict[str, int]:
    """Return {INSEE code: calls that found nothing} from `start` to before `end`, aware instants. One query.

    Calls whose commune was not told are left out; a commune without such a call has no key.
    """
    rows = (
        calls_between(start=start, end=end)
        .filter(outcome=CallOutcome.UNANSWERED, commune__isnull=False)
        .order_by()
        .values_list("commune_id")
        .annotate(calls=Count("pk"))
    )
    return {insee: calls for insee, calls in rows if insee is not None}
