"""Runs all checks, each by itself: one that breaks tells so and stops no other; all together end in two minutes."""

import time
from collections.abc import Mapping

from newsletter.doctor.checks import mails, names, queues, server, setup, web
from newsletter.doctor.findings import Check, Context, Result, Status, in_words, not_checked

SECONDS = 120.0

CHECKS: dict[str, Check] = {
    **setup.CHECKS,
    **names.CHECKS,
    **server.CHECKS,
    **mails.CHECKS,
    **queues.CHECKS,
    **web.CHECKS,
}


def run_checks(context: Context, *, checks: Mapping[str, Check] = CHECKS, seconds: float = SECONDS) -> list[Result]:
    """Return what each check found, in order; after `seconds` the rest is left unchecked, and told."""
    until = time.monotonic() + seconds
    results = []
    for code, check in checks.items():
        if time.monotonic() >= until:
            finding = not_checked("no_time")
        else:
            try:
                finding = check(context)
            except Exception as error:  # noqa: BLE001 - whatever breaks in one check, the others are worth knowing
                finding = not_checked("broken", error=f"{type(error).__name__}: {error}")
        results.append(in_words(code, finding))
    return results


def has_failed(results: list[Result]) -> bool:
    """Whether anything harms the letter."""
    return any(result.status is Status.FAIL for result in results)
