"""Two hundred structures come in from a spreadsheet: told first, line by line; bad rows stay out, twice is once."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import ModelLogEntry, PageLogEntry

from cms.accounts.models import User
from cms.structures.import_runs import (
    KEEP_DRY_RUNS,
    NothingToImport,
    StructureImport,
    imports_to_run,
    purge_imports,
    read_import,
    run_slice,
    start_import,
)
from cms.structures.importing import Outcome, plan_rows
from cms.structures.models import StructurePage
from cms.structures.people import Membership, Role
from cms.structures.spaces import archive_space
from cms.structures.spreadsheets import read_table

HEAD = (
    "Nom;Type;Commune;Code postal;SIRET;Téléphone;Site internet;Prénom;Nom de la personne;E-mail de la personne;Rôle\n"
)
GOOD = (
    "Centre social;Association;Nevers;;;03 53 01 00 09;centre.example.org;Anne;Petit;anne@example.org;Référente\n"
    "Centre social;Association;Nevers;;;;;Boris;Grand;boris@example.org;Contributeur\n"
    "Mairie de Beaugy;Mairie;58024;;;;;;;;\n"
)
BAD = (
    ";Mairie;Nevers;;;;;;;;\n"
    "Sans commune;Mairie;Atlantide;;;;;;;;\n"
    "Mauvais;Club;Nevers;;12345;abc;pas une adresse;;;pas-un-mail;Chef\n"
)


def plan(text: str) -> list[Any]:
    return plan_rows(read_table("a.csv", (HEAD + text).encode()))


def run_all(text: str, by: User, *, invite: bool = False) -> StructureImport:
    now = timezone.now()
    run = read_import(file_name="structures.csv", content=(HEAD + text).encode(), by=by, now=now)
    start_import(run=run, invite=invite, now=now)
    while run_slice(run_id=run.pk, now=now):
        pass
    run.refresh_from_db()
    return run


def test_each_row_says_what_it_would_do_and_writes_nothing(moderator: User, communes: object) -> None:
    before = StructurePage.objects.count(), User.objects.count()
    rows = plan(GOOD + BAD)
    assert [row.outcome for row in rows] == ["open", "add", "open", "error", "error", "error"]
    assert [row.line for row in rows] == [2, 3, 4, 5, 6, 7]
    assert len(rows[-1].notes) == 6
    assert (StructurePage.objects.count(), User.objects.count()) == before


def test_good_rows_pass_and_bad_ones_stay_out(moderator: User, communes: object) -> None:
    run = run_all(GOOD + BAD, moderator)
    assert run.finished_at
    assert run.plans == []
    assert [run.count(outcome) for outcome in (Outcome.OPEN, Outcome.ADD, Outcome.ERROR)] == [2, 1, 3]
    centre = StructurePage.objects.get(title="Centre social")
    assert (centre.commune_id, centre.website) == ("58194", "https://centre.example.org")
    roles = dict(Membership.objects.filter(structure=centre).values_list("user__email", "role"))
    assert roles == {"anne@example.org": Role.REFERENT, "boris@example.org": Role.CONTRIBUTOR}
    assert PageLogEntry.objects.filter(page_id=centre.pk, action="cms.structures.open_space", user=moderator).exists()
    stored = str(StructureImport.objects.values("plans", "report").get())
    assert "anne@example.org" not in stored


def test_the_same_file_twice_changes_nothing(moderator: User, communes: object, structure_a: StructurePage) -> None:
    run_all(GOOD, moderator)
    StructurePage.objects.filter(title="Centre social").update(phone="03 53 01 00 77")
    before = (
        set(StructurePage.objects.values_list("pk", "title", "phone", "latest_revision_id")),
        set(User.objects.values_list("pk", flat=True)), set(Membership.objects.values_list("pk", "role")),
    )  # fmt: skip
    again = read_import(file_name="a.csv", content=(HEAD + GOOD).encode(), by=moderator, now=timezone.now())
    assert {row.outcome for row in again.lines} == {Outcome.SAME}
    with pytest.raises(NothingToImport):
        start_import(run=again, invite=True, now=timezone.now())
    assert before == (
        set(StructurePage.objects.values_list("pk", "title", "phone", "latest_revision_id")),
        set(User.objects.values_list("pk", flat=True)), set(Membership.objects.values_list("pk", "role")),
    )  # fmt: skip


def test_what_was_opened_meanwhile_is_not_opened_again(moderator: User, communes: object) -> None:
    now = timezone.now()
    first, second = (
        read_import(file_name="a.csv", content=(HEAD + GOOD).encode(), by=moderator, now=now) for _n in range(2)
    )
    for run in (first, second):
        start_import(run=run, invite=False, now=now)
    while run_slice(run_id=first.pk, now=now, limit=1) | run_slice(run_id=second.pk, now=now, limit=1):
        pass
    assert StructurePage.objects.filter(title="Centre social").count() == 1
    assert Membership.objects.filter(structure__title="Centre social").count() == 2
    second.refresh_from_db()
    assert {row.outcome for row in second.lines} <= {Outcome.SAME, Outcome.OPEN, Outcome.ADD}


def test_names_with_several_communes_are_asked_back(moderator: User, communes: dict[str, Any]) -> None:
    (row,) = plan("X;Mairie;;58500;;;;;;;\n")
    assert "Clamecy (58079)" in row.notes[0]
    assert [one.outcome for one in plan("X;Mairie;58500 Clamecy;;;;;;;;\nY;Mairie;clamecy;58500;;;;;;;\n")] == [
        "open"
    ] * 2


def test_an_interrupted_import_is_found_again(moderator: User, communes: object) -> None:
    now = timezone.now()
    run = read_import(file_name="a.csv", content=(HEAD + GOOD).encode(), by=moderator, now=now)
    assert not run_slice(run_id=run.pk, now=now)
    start_import(run=run, invite=False, now=now)
    start_import(run=run, invite=False, now=now)
    assert run_slice(run_id=run.pk, now=now, limit=1)
    assert imports_to_run() == [run.pk]
    assert not run_slice(run_id=run.pk, now=now)
    assert imports_to_run() == []


def test_a_dry_run_nobody_started_is_forgotten(moderator: User, communes: object) -> None:
    now = timezone.now()
    read_import(file_name="a.csv", content=(HEAD + GOOD).encode(), by=moderator, now=now)
    assert purge_imports(now=now) == 0
    assert purge_imports(now=now + KEEP_DRY_RUNS * 1.01) == 1


def test_two_hundred_rows_are_told_in_four_queries(
    moderator: User, communes: object, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = read_table("a.csv", (HEAD + "".join(f"Structure {n};Mairie;Nevers;;;;;;;;\n" for n in range(200))).encode())
    with django_assert_num_queries(4):
        assert len(plan_rows(rows)) == 200


def test_a_slice_stays_far_below_a_minute(moderator: User, communes: object) -> None:
    text = "".join(f"Structure {n};Mairie;Nevers;;;;;P;N;p{n}@example.org;\n" for n in range(20))
    began = time.monotonic()
    run = run_all(text, moderator, invite=True)
    assert run.count(Outcome.OPEN) == 20
    assert time.monotonic() - began < 30


def test_the_team_sends_a_file_reads_the_report_and_starts(
    client_of: Callable[[User], Client], moderator: User, partner_a: User, communes: object
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    team = client_of(moderator)
    sent = SimpleUploadedFile("structures.csv", (HEAD + GOOD + BAD).encode())
    answer = team.post("/equipe/structures/importer/", {"file": sent}, follow=True)
    page = answer.content.decode()
    assert "Voici ce qui serait fait" in page
    assert "Ligne 6" in page
    assert "Atlantide" in page
    address = answer.redirect_chain[-1][0]
    assert client_of(partner_a).get(address).status_code == 404
    assert client_of(partner_a).post(address, {"invite": "1"}).status_code == 404
    assert "Ouverture en cours" in team.post(address, {"invite": "1"}, follow=True).content.decode()
    run = StructureImport.objects.get()
    while run_slice(run_id=run.pk, now=timezone.now()):
        pass
    page = team.get(address).content.decode()
    assert "C’est fait" in page
    assert "espace ouvert" in page
    assert (
        ModelLogEntry.objects.count() + PageLogEntry.objects.filter(action="cms.structures.import_structures").count()
        == 1
    )
    bad = SimpleUploadedFile("photo.png", b"\x89PNG\r\n\x1a\n\x00\x00")
    refused = team.post("/equipe/structures/importer/", {"file": bad})
    assert refused.status_code == 422
    assert "n’est pas un tableau" in refused.content.decode()


def test_archived_spaces_the_register_and_closed_accounts_are_left_alone(
    moderator: User, communes: object, structure_a: StructurePage, structure_b: StructurePage, partner_b: User
) -> None:
    archive_space(structure=structure_a, by=moderator, now=timezone.now())
    User.objects.filter(pk=partner_b.pk).update(is_active=False)
    run = run_all(
        f"{structure_a.title};Association;Nevers;;;;;P;N;p@example.org;\n"
        "Registre départemental;Département;Nevers;;;;;P;N;p@example.org;\n"
        f"Autre;Mairie;Nevers;;;;;B;D;{partner_b.email};\n"
        "Bonne;Mairie;Nevers;;;;;Q;R;q@example.org;\n",
        moderator,
    )
    assert [row.outcome for row in run.lines] == ["error", "error", "error", "open"]
    assert not User.objects.filter(email="p@example.org").exists()
    assert not StructurePage.objects.filter(title="Autre").exists()


def test_one_row_that_the_database_refuses_holds_up_no_other(moderator: User, communes: object) -> None:
    """The user name of an account may be the address that another person has now."""
    User.objects.create_user(username="anne@example.org", email="autre@example.org")
    run = run_all(GOOD, moderator)
    assert run.finished_at
    assert run.count(Outcome.ERROR) == 0
    assert User.objects.filter(email="anne@example.org").count() == 1


def test_the_dry_run_says_which_line_has_no_name_and_how_many_spaces_open_with_nobody(
    client_of: Callable[[User], Client], moderator: User, communes: object
) -> None:
    # The centre's second row names somebody; nobody is named for the town hall, twice nobody for the library.
    text = HEAD + "Centre social;Association;Nevers\n" + GOOD + "Médiathèque;Autre;Nevers\n" + BAD
    run = read_import(file_name="a.csv", content=text.encode(), by=moderator, now=timezone.now())
    team, path = client_of(moderator), f"/equipe/structures/importer/{run.pk}/"
    html = team.get(path).content.decode()
    assert "2 espaces s’ouvrent sans personne" in html
    assert "Ligne 7, sans nom" in html
    assert "?</p>" not in html
    start_import(run=run, invite=False, now=timezone.now())
    assert "sans personne" not in team.get(path).content.decode().replace("l’espace s’ouvre sans personne", "")
