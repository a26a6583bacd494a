"""A list is looked at first, each row with its proof; who left is never imported again; nothing is half done."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from cms.accounts.models import User
from cms.structures.spreadsheets import UnreadableTable
from cms.territories.models import Commune
from newsletter.importing import runs
from newsletter.importing.plan import Outcome, Row
from newsletter.importing.runs import NothingToImport, SubscriberImport, apply_list, purge_lists, read_list
from newsletter.subscribers import actions
from newsletter.subscribers.models import ConsentRecord, Subscriber
from newsletter.subscribers.retention import erase_address
from newsletter.subscribers.suppression import SuppressionReason, suppress

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

HEAD = "E-mail;Commune;Date;Preuve\n"
PROOF = "Bulletin signé au forum"
HERE = "/admin/reprendre-des-abonnes/"


@pytest.fixture(autouse=True)
def _communes(nevers: Commune, clamecy: Commune) -> None:
    for insee, postal in (("58001", "58110"), ("58002", "58110")):
        Commune.objects.create(insee=insee, name="Saint-Péreuse", search_name="saint pereuse", departement="58",
                               postal_codes=postal, latitude=47, longitude=3)  # fmt: skip


def look(text: str, now: datetime, encoding: str = "utf-8") -> SubscriberImport:
    return read_list(file_name="liste.csv", content=(HEAD + text).encode(encoding), by=None, now=now)


def only(text: str, now: datetime) -> Row:
    [row] = look(text, now).lines
    return row


@pytest.mark.parametrize("commune", ["58194", "Nevers", "58000", "Nevers (58000)", "NEVERS", "58000 Nevers"])
def test_a_commune_is_found_by_code_postal_code_or_name(commune: str, now: datetime) -> None:
    assert only(f"a@example.org;{commune};03/05/2024;{PROOF}", now).commune == "58194"


@pytest.mark.parametrize(
    ("row", "outcome", "words"),
    [
        (f"marie;Nevers;03/05/2024;{PROOF}", "error", "n’est pas une adresse"),
        (f";Nevers;03/05/2024;{PROOF}", "error", "Il manque l’adresse"),
        (f"a@example.org;Atlantide;03/05/2024;{PROOF}", "error", "Commune inconnue"),
        (f"a@example.org;Saint-Péreuse;03/05/2024;{PROOF}", "error", "58001"),
        (f"a@example.org;58110;03/05/2024;{PROOF}", "error", "58002"),
        ("a@example.org;Nevers;03/05/2024;", "error", "preuve"),
        ("a@example.org;Nevers;03/05/2024;oui", "error", "preuve"),
        (f"a@example.org;Nevers;;{PROOF}", "error", "jour"),
        (f"a@example.org;Nevers;31/02/2024;{PROOF}", "error", "jour"),
        (f"a@example.org;Nevers;03/05/2031;{PROOF}", "error", "jour"),
        (f"a@example.org;Nevers;1789-07-14;{PROOF}", "error", "jour"),
        (f"a@orange.ft;Nevers;2024-05-03;{PROOF}", "import", "a@orange.fr"),
    ],
)
def test_every_doubt_is_told(row: str, outcome: str, words: str, now: datetime) -> None:
    found = only(row, now)
    assert found.outcome == outcome
    assert words in " ".join(found.notes)


def test_the_same_address_twice_is_taken_once(now: datetime) -> None:
    run = look(f"a@example.org;Nevers;03/05/2024;{PROOF}\nA@Example.org;Clamecy;03/05/2024;{PROOF}", now)
    assert [row.outcome for row in run.lines] == ["import", "same"]


@pytest.fixture
def known(nevers: Commune, make_subscribers: Callable[[int], list[Subscriber]], now: datetime) -> str:
    people = make_subscribers(4)
    actions.unsubscribe(subscriber_id=people[1].pk, now=now)
    suppress(email=people[2].email, reason=SuppressionReason.COMPLAINT, now=now)
    actions.unsubscribe(subscriber_id=people[3].pk, now=now)
    erase_address(subscriber_id=people[3].pk, now=now)
    return "\n".join(f"abonne{n}@example.org;Nevers;03/05/2024;{PROOF}" for n in range(4))


def test_who_left_complained_or_was_erased_is_never_imported_again(known: str, now: datetime) -> None:
    run = look(known, now)
    assert [row.outcome for row in run.lines] == [Outcome.SAME, *[Outcome.NEVER] * 3]
    with pytest.raises(NothingToImport):
        apply_list(import_id=run.pk, now=now)


def test_looking_subscribes_nobody_and_applying_twice_once(now: datetime) -> None:
    run = look(f"a@orange.ft;Nevers;03/05/2024;{PROOF}\nx y;Nevers;03/05/2024;{PROOF}", now)
    assert not Subscriber.objects.exists()
    for _time in range(2):
        apply_list(import_id=run.pk, now=now)
    person = Subscriber.objects.confirmed().get()
    record = ConsentRecord.objects.get()
    assert (record.subscriber, record.event, record.source) == (person, "imported", PROOF)
    assert timezone.localdate(record.at).isoformat() == "2024-05-03"
    assert not mail.outbox
    run.refresh_from_db()
    assert (run.count("import"), run.count("error")) == (1, 1)
    for said in ("a@orange", "x y", "58194", PROOF):
        assert said not in str(run.rows)


def test_who_leaves_between_looking_and_applying_is_left_out(now: datetime) -> None:
    run = look("\n".join(f"p{n}@example.org;Nevers;03/05/2024;{PROOF}" for n in range(3)), now)
    suppress(email="p1@example.org", reason=SuppressionReason.LEFT, now=now)
    apply_list(import_id=run.pk, now=now)
    assert set(Subscriber.objects.values_list("email", flat=True)) == {"p0@example.org", "p2@example.org"}


def test_a_failure_in_the_middle_leaves_nothing(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "ROWS_AT_ONCE", 2)
    run = look("\n".join(f"p{n}@example.org;Nevers;03/05/2024;{PROOF}" for n in range(5)), now)
    write, calls = runs._write, []

    def fail_at_the_second(rows: list[Row], at: datetime) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise IntegrityError
        write(rows, at)

    monkeypatch.setattr(runs, "_write", fail_at_the_second)
    with pytest.raises(runs.ListChanged):
        apply_list(import_id=run.pk, now=now)
    assert not Subscriber.objects.exists()
    assert SubscriberImport.objects.get().applied_at is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_what_excel_writes_is_read(encoding: str, now: datetime) -> None:
    [row] = look(f"a@example.org;Nevers;03/05/2024;{PROOF}", now, encoding).lines
    assert (row.outcome, row.proof) == ("import", PROOF)


def test_a_proof_that_begins_like_a_formula_is_a_sentence(now: datetime) -> None:
    assert only("a@example.org;Nevers;03/05/2024;=HYPERLINK(0) bulletin", now).proof == "HYPERLINK(0) bulletin"


def test_caps_of_size_and_rows(now: datetime) -> None:
    for text in (f"a@example.org;Nevers;03/05/2024;{PROOF}\n" * 5001, "x" * 2_200_000, "", '"' + "x" * 200_000):
        with pytest.raises(UnreadableTable):
            look(text, now)
    assert len(look("".join(f"p{n}@example.org;58194;03/05/2024;{PROOF}\n" for n in range(5000)), now).lines) == 5000


@pytest.mark.parametrize("count", [2, 60])  # SQLite itself cuts longer inserts
def test_looking_and_applying_cost_the_same_for_many_rows(
    count: int, now: datetime, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    text = "".join(f"p{n}@example.org;58194;03/05/2024;{PROOF}\n" for n in range(count))
    with django_assert_max_num_queries(18):
        apply_list(import_id=look(text, now).pk, now=now)
    assert Subscriber.objects.confirmed().count() == count


def test_a_list_not_taken_over_is_forgotten(now: datetime) -> None:
    look(f"a@example.org;Nevers;03/05/2024;{PROOF}", now)
    assert purge_lists(now=now + timedelta(days=1)) == 0
    assert purge_lists(now=now + timedelta(days=3)) == 1


def test_the_team_takes_a_list_over_on_its_screen(client: Client, moderator: User) -> None:
    client.force_login(moderator)
    assert "Sans preuve" in client.get(HERE).content.decode()
    hostile = f"<script>alert(1)</script>;<b>Zut</b>;=1+1;@SUM(1)\na@example.org;Nevers;03/05/2024;{PROOF}"
    sent = SimpleUploadedFile("<i>liste</i>.csv", (HEAD + hostile).encode())
    answer = client.post(HERE, {"file": sent})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "Abonner cette personne" in page
    assert "&lt;b&gt;Zut" in page
    for raw in ("<script>alert(1)", "<b>Zut", "<i>liste"):
        assert raw not in page
    client.post(answer["Location"])
    assert "C’est fait" in client.get(answer["Location"]).content.decode()
    assert Subscriber.objects.confirmed().get().email == "a@example.org"
    assert client.post(HERE, {"file": SimpleUploadedFile("x.pdf", b"%PDF-1.4")}).status_code == 422
    assert client.get(f"{HERE}99999/").status_code == 404


def test_others_are_not_served(client: Client) -> None:
    client.force_login(User.objects.create_user("seul", "seul@example.org", "un-mot-de-passe-long"))
    for path in (HERE, f"{HERE}1/"):
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code in {302, 403, 404}
    assert not SubscriberImport.objects.exists()


def test_the_command_looks_and_writes_only_when_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(HEAD + f"a@example.org;Nevers;03/05/2024;{PROOF}\nx\x1b[31m;Nevers;03/05/2024;{PROOF}\n")
    call_command("import_subscribers", str(path))
    told = capsys.readouterr().out
    assert "line 3: error" in told
    assert "\x1b" not in told
    assert not Subscriber.objects.exists()
    assert not SubscriberImport.objects.exists()
    call_command("import_subscribers", str(path), "--apply")
    assert Subscriber.objects.confirmed().get().email == "a@example.org"
    for wrong in ("nulle-part.csv", str(tmp_path)):
        with pytest.raises(CommandError):
            call_command("import_subscribers", wrong)
