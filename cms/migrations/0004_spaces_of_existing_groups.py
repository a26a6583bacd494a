"""Notes the spaces that stood before there was a record of them: which group, which media, which people."""

import re
from typing import Any

from django.db import migrations

GROUP = re.compile(r"^Structure (\d+)\b")
COLLECTION = re.compile(r"\((\d+)\)$")


def _numbered(rows: Any, pattern: re.Pattern[str]) -> dict[int, Any]:
    """Return {number of the structure in the name: row}, the oldest where two claim the same."""
    found: dict[int, Any] = {}
    for row in rows.order_by("pk"):
        if match := pattern.search(row.name):
            found.setdefault(int(match[1]), row)
    return found


def make_spaces(apps: Any, _schema_editor: Any) -> None:
    """Make the space of each structure that has a group and a collection but no record of them, and its memberships.

    Everybody in the group could enter Wagtail's admin, hence is an editor; somebody alone there is the referent: nobody
    else could look after the people. Where there are several, the team says who it is.
    """
    space, membership = apps.get_model("cms", "Space"), apps.get_model("cms", "Membership")
    structures = apps.get_model("cms", "StructurePage").objects.filter(space__isnull=True)
    groups = _numbered(apps.get_model("auth", "Group").objects.filter(name__startswith="Structure "), GROUP)
    collections = _numbered(apps.get_model("wagtailcore", "Collection").objects.filter(name__endswith=")"), COLLECTION)
    user = apps.get_model("accounts", "User")
    for structure in structures.order_by("pk"):
        group, collection = groups.get(structure.pk), collections.get(structure.pk)
        if group is None or collection is None:
            continue
        since = structure.first_published_at or structure.latest_revision_created_at
        if since is None:
            continue
        space.objects.create(structure=structure, group=group, collection=collection, opened_at=since)
        people = list(user.objects.filter(groups=group).order_by("pk"))
        role = "referent" if len(people) == 1 else "editor"
        for person in people:
            membership.objects.get_or_create(
                structure=structure, user=person, defaults={"role": role, "since_at": person.date_joined}
            )


class Migration(migrations.Migration):
    """Rows only; going back leaves them, the tables go with the migration before."""

    dependencies = [
        ("cms", "0003_people_and_moderation"),
        ("accounts", "0001_initial"),
    ]

    operations = [migrations.RunPython(make_spaces, migrations.RunPython.noop, elidable=True)]
