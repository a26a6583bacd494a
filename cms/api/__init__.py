"""The public read-only API: `path("api/v1/", api.urls)` mounts all of it."""

from cms.api.application import api

__all__ = ["api"]
