"""Runs the whole chain without a person: from a partner's form to a subscriber's letter box and a printed page."""

from cms.demo.check.run import run_check

__all__ = ["run_check"]
