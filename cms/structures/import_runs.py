"""One spreadsheet of structures on its way in: looked at first, then worked off in slices that may be interrupted."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.accounts.models import User
from cms.foundation.personal_data import declare
from cms.structures.home import HomePage
from cms.structures.importing import Outcome, RowPlan, apply_row, plan_rows
from cms.structures.spreadsheets import read_table
from cms.territories.names import search_name

# A slice stays well below the minute that no task may pass: opening a space writes some thirty rows.
SLICE = 20
# A dry run that nobody started, and what the rows held of people, are forgotten.
KEEP_DRY_RUNS = timedelta(days=2)
KEEP_REPORTS = timedelta(days=365)


# Said after a run was started, with `run_id`: a worker may be woken.
import_started = Signal()


class NothingToImport(ValueError):
    """No row of the file would change anything."""


class StructureImport(models.Model):
    """What a file would do (`plans`), how far it is done, and what was done (`report`), line by line."""

    file_name = models.CharField(_("file"), max_length=200)
    plans = models.JSONField(_("rows"), default=list)
    report = models.JSONField(_("report"), default=list)
    invite = models.BooleanField(_("send the invitations"), default=True)
    position = models.PositiveIntegerField(_("rows done"), default=0)
    rows = models.PositiveIntegerField(_("rows in all"), default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(_("read at"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    personal_data = declare(plans="Opening the spaces that a file names; until it is done, two days at most")

    class Meta:
        verbose_name = _("import of structures")
        verbose_name_plural = _("imports of structures")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def lines(self) -> list[RowPlan]:
        """What is known of each row now: what was done, then what is planned."""
        stored = [*self.report, *self.plans[len(self.report) :]]
        return [RowPlan.from_json(row) for row in stored]

    def count(self, outcome: str) -> int:
        """Return how many rows end so."""
        return sum(1 for row in self.lines if row.outcome == outcome)

    def opens_alone(self) -> int:
        """Return how many spaces would open with nobody to write in them, whichever row might name somebody."""
        rows = [(row, search_name(row.name)) for row in self.lines if row.outcome in {Outcome.OPEN, Outcome.ADD}]
        peopled = {name for row, name in rows if row.values.get("person_email")}
        return sum(1 for row, name in rows if row.outcome == Outcome.OPEN and name not in peopled)


@transaction.atomic
def read_import(*, file_name: str, content: bytes, by: User, now: datetime) -> StructureImport:
    """Look at a file and keep what it would do; nothing else is written.

    Raises:
        UnreadableTable: the file is no table.
    """
    plans = [plan.to_json() for plan in plan_rows(read_table(file_name, content))]
    return StructureImport.objects.create(file_name=file_name[-200:], plans=plans, rows=len(plans), by=by, at=now)


@transaction.atomic
def start_import(*, run: StructureImport, invite: bool, now: datetime) -> None:
    """Let the rows be worked off; a second press of the button changes nothing.

    Raises:
        NothingToImport: no row opens a space or adds a person.
    """
    run = StructureImport.objects.select_for_update().get(pk=run.pk)
    if run.started_at:
        return
    if not run.count(Outcome.OPEN) and not run.count(Outcome.ADD):
        raise NothingToImport
    run.started_at, run.invite = now, invite
    run.save(update_fields=["started_at", "invite"])
    log(
        instance=HomePage.objects.get(),
        action="cms.structures.import_structures",
        user=run.by,
        data={"import": run.pk, "file": run.file_name, "rows": run.rows},
    )
    import_started.send(sender=StructureImport, run_id=run.pk)


def run_slice(*, run_id: int, now: datetime, limit: int = SLICE) -> bool:
    """Work off the next rows, each in its own transaction; return whether something is left to do.

    Two workers at once share the rows: each row is taken with its run locked.
    """
    return all(_run_one(run_id, now) for _n in range(limit))


@transaction.atomic
def _run_one(run_id: int, now: datetime) -> bool:
    run = StructureImport.objects.select_for_update().filter(pk=run_id).first()
    if run is None or run.started_at is None or run.finished_at or run.by is None:
        return False
    if run.position < len(run.plans):
        done = apply_row(plan=RowPlan.from_json(run.plans[run.position]), by=run.by, now=now, invite=run.invite)
        run.report.append(_without_values(done))
        run.position += 1
    if run.position >= len(run.plans):
        run.finished_at, run.plans = now, []
    run.save(update_fields=["report", "position", "finished_at", "plans"])
    return run.finished_at is None


def _without_values(done: RowPlan) -> dict[str, Any]:
    return {**done.to_json(), "values": {}}


def imports_to_run() -> list[int]:
    """Return the imports that were started and are not done."""
    waiting = StructureImport.objects.filter(started_at__isnull=False, finished_at=None, by__isnull=False)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:10])


def purge_imports(*, now: datetime) -> int:
    """Forget dry runs that nobody started and old reports; return how many."""
    old = models.Q(started_at=None, at__lt=now - KEEP_DRY_RUNS) | models.Q(at__lt=now - KEEP_REPORTS)
    return StructureImport.objects.filter(old).delete()[0]
