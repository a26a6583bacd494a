"""Model fields of our own."""

from typing import Any

from wagtail.fields import StreamField


class SlimStreamField(StreamField):
    """A StreamField whose block definitions stay out of migrations (design §3.18).

    Blocks change with every wish of the team and never change a column; written into migrations they would make one
    for each new help text. The price: a data migration sees raw JSON instead of blocks.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return the field as a migration writes it: with an empty list of blocks."""
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs
