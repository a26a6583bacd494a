"""The figures promised for the letter: composed, laid out, put together, handed over; and what a scanner writes."""

import random
import smtplib
import string
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from mjml import mjml2html
from pytest_django import Settings

from branding.models import Brand
from cms.accounts.models import User
from cms.structures.actions import prepare_platform
from cms.structures.home import HomePage
from cms.structures.models import StructurePage
from cms.territories.actions import load_territory
from cms.territories.models import Commune, Epci
from newsletter.delivery.actions import send_waiting, start_sending
from newsletter.delivery.frozen import FrozenMails
from newsletter.delivery.message import FrozenMail, Recipient, Sender
from newsletter.delivery.models import Delivery, DeliveryState
from newsletter.issues.actions import approve_issue, compose_period
from newsletter.issues.letters import render_editions
from newsletter.issues.models import Issue
from newsletter.issues.period import Period
from newsletter.rendering.letter import Item, Kind, Letter, Section
from newsletter.rendering.render import SLOT, _mjml, render_letter
from newsletter.subscribers.models import Subscriber, SubscriberState
from newsletter.subscribers.tokens import CONFIRM, UNSUBSCRIBE, make_token, unsubscribe_url
from tests.benchmarks.conftest import SHORT, Table
from tests.benchmarks.timing import median_of
from tests.factories.entries import bulk_entries

pytestmark = [pytest.mark.bench, pytest.mark.postgres]

SENDER = Sender("La lettre", "lettre@example.org", "contact@example.org", "La lettre", "https://example.org/lettre/")
DATE = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
MAILS = 200 if SHORT else 1000


@pytest.fixture
def port() -> Iterator[int]:
    """The port of a mail server in a process of its own."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.sink"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    assert server.stdin is not None
    yield int(server.stdout.readline())
    server.stdin.close()
    server.wait(10)


def sixty_events() -> Letter:
    """Return a letter of sixty events in eight territories, as the demo's are."""
    line = (
        "Mardi 8 décembre à 14 h, mardi 15 décembre à 14 h, mardi 22 décembre à 14 h – Médiathèque, Varennes-Vauzelles"
    )
    items = [
        Item(
            f"Débuter avec son téléphone n° {n}",
            line,
            f"https://example.org/e/{n:06d}",
            "Conseillers numériques",
            code=f"{n:06d}",
        )
        for n in range(60)
    ]
    agenda = [Section(Kind.AGENDA, heading=f"CC du Pays n° {n}", items=tuple(items[n::8])) for n in range(8)]
    call = Section(Kind.CALL, heading="Qui appeler ?", phone="03 53 01 58 58", hours="Du lundi au vendredi, 9 h – 12 h")
    return Letter(
        subject="La lettre – décembre 2026", title="La lettre du numérique", month="décembre 2026", programme="Relais",
        editorial="<p>Les jours raccourcissent, et les questions s’allongent.</p>" * 3, sections=(*agenda, call),
        url="https://example.org/lettre/decembre-2026/", agenda_url="https://example.org/agenda/",
    )  # fmt: skip


@pytest.mark.once
@pytest.mark.django_db
def test_sixty_events_weigh_little_and_take_the_engine_a_millisecond(table: Table) -> None:
    brand = Brand.load()
    letter = sixty_events()
    rendered = render_letter(letter, brand)
    source = _mjml(letter, brand)
    # In this process, unlike the product: what the child's start costs is told apart.
    engine = median_of(lambda: mjml2html(source, fonts={}), times=50)
    began = time.perf_counter()
    render_letter(letter, brand)
    whole_ms = (time.perf_counter() - began) * 1000
    table.add("60 events: HTML", f"{rendered.size / 1000:.1f} kB", "<= 65 kB")
    table.add("60 events: MJML engine", str(engine), "<= 1 ms")
    table.add("60 events: whole mail, with its child process", f"{whole_ms:.0f} ms", "")
    assert rendered.size <= 65_000
    assert engine.at_reference <= 1


def reference(mail: dict[str, str], recipient: Recipient) -> EmailMessage:
    """Build the same mail with the standard library."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"] = SENDER.mailbox, recipient.email
    message["Subject"] = " ".join(mail["subject"].split())
    message.set_content(mail["text"].replace(SLOT, recipient.unsubscribe_url), cte="quoted-printable")
    message.add_alternative(
        mail["html"].replace(SLOT, recipient.unsubscribe_url), subtype="html", cte="quoted-printable"
    )
    return message


def said(message: EmailMessage) -> tuple[str, str, str]:
    """Return what a reader sees of a mail; ends of lines and the blank one at the end do not count."""
    parts = [message.get_body((kind,)) for kind in ("plain", "html")]
    texts = [part.get_content().replace("\r\n", "\n").rstrip("\n") if part is not None else "" for part in parts]
    return str(message["To"]), texts[0], texts[1]


@pytest.mark.once
def test_a_mail_is_put_together_in_a_tenth_of_a_millisecond_and_equals_the_standard_librarys(table: Table) -> None:
    chance = random.Random(58)
    signs = string.ascii_letters + "éèàçœ–’« »\n\t=.,;<>&" + "€😀"

    def words(most: int) -> str:
        return "".join(chance.choice(signs) for _ in range(chance.randint(1, most)))

    different = 0
    for number in range(1000):
        mail = {
            "subject": words(60).replace("\n", " ").replace("\t", " ").strip() or "x",
            "text": f"{words(300)}{SLOT}\n{words(200)}.",
            "html": f"<p>{words(300)}</p><a href=\"{SLOT}\">x</a>{words(100)}<a href='{SLOT}'>y</a>.",
        }
        recipient = Recipient(
            f"a{number}@example.org", f"<{number}@example.org>", f"https://example.org/d/{number}-abcdef"
        )
        frozen = FrozenMail(**mail, period="2026-12", edition="nevers", sender=SENDER, date=DATE)
        parsed = message_from_bytes(frozen.bytes_for(recipient), policy=policy.default)
        expected = message_from_bytes(reference(mail, recipient).as_bytes(), policy=policy.default)
        # The library's own folding loses a space now and then: what was written is what the subject is held against.
        different += said(parsed) != said(expected) or parsed["Subject"] != " ".join(mail["subject"].split())
    letter = "<p>Un atelier près de chez vous, mardi à 14 h.</p>" * 1000
    frozen = FrozenMail(
        subject="La lettre",
        html=letter + SLOT,
        text=letter + SLOT,
        period="2026-12",
        edition="n",
        sender=SENDER,
        date=DATE,
    )
    began = time.process_time()
    for number in range(2000):
        frozen.bytes_for(
            Recipient(f"a{number}@example.org", f"<{number}@example.org>", f"https://example.org/d/{number}")
        )
    cpu_ms = (time.process_time() - began) / 2000 * 1000
    table.add("a mail of 100 kB put together", f"{cpu_ms:.3f} ms of CPU", "< 0.1 ms")
    table.add("1 000 random mails unlike the standard library's", str(different), "0")
    assert different == 0
    assert cpu_ms < 0.1


def confirmed(count: int, communes: list[Commune]) -> None:
    """Subscribe `count` people, over the communes in turn."""
    now = timezone.now()
    Subscriber.objects.bulk_create(
        (
            Subscriber(
                email=f"abonne{n}@example.org", commune=communes[n % len(communes)], state=SubscriberState.CONFIRMED,
                asked_at=now, confirmed_at=now,
            )
            for n in range(count)
        ),
        batch_size=1000,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_letter_of_three_hundred_structures_is_composed_in_ten_seconds(table: Table) -> None:
    now = timezone.now()
    load_territory(departement="58", now=now)
    prepare_platform(now=now)
    here = list(Commune.objects.of_departement().exclude(epci=None).order_by("epci_id", "pk"))
    per_epci = {commune.epci_id: commune for commune in here}
    confirmed(40 * len(per_epci), list(per_epci.values()))
    first = timezone.localtime(now).replace(day=1) + timedelta(days=40)
    period = Period(first.year, first.month)
    structures = three_hundred_structures()
    entries = bulk_entries(1500, here, first_day=period.span()[0], ical=False)
    for number, entry in enumerate(entries):
        entry.structure = structures[number % len(structures)]
    type(entries[0]).objects.bulk_update(entries, ["structure"], batch_size=500)
    began = time.perf_counter()
    issue = compose_period(period=period, by=None, now=now)
    rendered = render_editions(issue)
    seconds = time.perf_counter() - began
    editions = {item.edition.siren for item in rendered}
    assert len(editions) >= 13
    table.add(
        f"300 structures, 1 500 events, {len(editions)} editions in two forms: composed and laid out",
        f"{seconds:.1f} s", "<= 10 s",
    )  # fmt: skip
    assert seconds <= 10


def three_hundred_structures() -> list[StructurePage]:
    """Return them, new, below the home page."""
    parent = HomePage.objects.get()
    return [parent.add_child(instance=StructurePage(title=f"Structure n° {n}")) for n in range(300)]


def sending(count: int) -> Issue:
    """Return a letter of sixty events about to leave to `count` people."""
    Brand.load()
    epci = Epci.objects.create(siren="245804406", name="CA de Nevers")
    nevers = Commune.objects.create(
        insee="58194", name="Nevers", search_name="nevers", departement="58", postal_codes="58000", epci=epci,
        population=33000, latitude=46.99, longitude=3.16,
    )  # fmt: skip
    confirmed(count, [nevers])
    entries = [
        {"show": True, "title": item.title, "line": item.line, "by": item.by, "code": "", "url": "", "local": False}
        for section in sixty_events().sections
        for item in section.items
    ]
    field = Issue._meta.get_field("content")
    issue = Issue.objects.create(
        period="2026-12", slug="decembre-2026", subject="La lettre", composed_at=DATE,
        content=field.stream_block.to_python([{"type": "agenda", "value": {"heading": "Nevers", "entries": entries}}]),
    )  # fmt: skip
    by = User.objects.create_superuser("moderatrice", "moderatrice@example.org", "un-mot-de-passe-long")
    approve_issue(issue_id=issue.pk, by=by, now=DATE)
    return start_sending(issue_id=issue.pk, by=by, now=DATE)


def rate(send: Callable[[], None]) -> float:
    """Return mails a second."""
    began = time.perf_counter()
    send()
    return MAILS / (time.perf_counter() - began)


def again() -> None:
    """Put all mails back into the queue."""
    Delivery.objects.update(state=DeliveryState.QUEUED, attempts=0, lease_owner="", lease_until=None, not_before=None)
    Issue.objects.update(state="sending", sent_at=None)


def settled(pk: int) -> None:
    """Write a mail's row, as whoever sends without a ledger of states would: after the answer, one commit."""
    with transaction.atomic():
        Delivery.objects.filter(pk=pk).update(state=DeliveryState.ACCEPTED, reply="250", changed_at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_handing_over_with_a_durable_row_a_mail(table: Table, settings: Settings, port: int) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.NEWSLETTER_EDITION_FROM = 10**9
    issue = sending(MAILS)
    rows = list(Delivery.objects.select_related("rendition"))
    rendition = issue.renditions.get(form="full")

    def by_django() -> None:
        with get_connection("django.core.mail.backends.smtp.EmailBackend") as opened:
            for row in rows:
                url = unsubscribe_url(row.subscriber_id or 0)
                message = EmailMultiAlternatives(
                    subject=rendition.subject, body=rendition.text.replace(SLOT, url), from_email=SENDER.mailbox,
                    to=[row.email], connection=opened,
                    headers={"Message-ID": row.message_id, "List-Unsubscribe": f"<{url}>"},
                )  # fmt: skip
                message.attach_alternative(rendition.html.replace(SLOT, url), "text/html")
                message.send()
                settled(row.pk)

    ready = FrozenMails(issue, SENDER, date=DATE)
    bodies = [
        ready.of(row).bytes_for(Recipient(row.email, row.message_id, unsubscribe_url(row.subscriber_id or 0)))
        for row in rows
    ]

    def by_smtplib() -> None:
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            for row, body in zip(rows, bodies, strict=True):
                smtp.sendmail(SENDER.email, [row.email], body)
                settled(row.pk)

    def ours() -> None:
        assert send_waiting(issue_id=issue.pk, clock=timezone.now, limit=timedelta(minutes=5)).handled == MAILS

    rates: dict[str, float] = {}
    for name, batch, send in (
        ("django", 1, by_django), ("smtplib", 1, by_smtplib), ("ours, 1", 1, ours), ("ours, 25", 25, ours),
    ):  # fmt: skip
        again()
        settings.NEWSLETTER_BATCH = batch
        rates[name] = rate(send)
    for name, against_django, against_smtplib in (("ours, 1", 3, 0.5), ("ours, 25", 7, 1.2)):
        table.add(
            f"mails a second ({name} a commit; {connection.vendor})",
            f"{rates[name]:.0f}; Django {rates['django']:.0f}, smtplib with mails made before {rates['smtplib']:.0f}: "
            f"x {rates[name] / rates['django']:.1f} and x {rates[name] / rates['smtplib']:.2f}",
            f"x {against_django} and x {against_smtplib}",
        )
    assert Delivery.objects.filter(state=DeliveryState.ACCEPTED).count() == MAILS


@pytest.mark.django_db(transaction=True)
def test_twenty_thousand_recipients_need_little_more_memory_than_one_thousand(
    table: Table, settings: Settings, port: int
) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.NEWSLETTER_EDITION_FROM = 10**9
    settings.NEWSLETTER_BATCH = 25
    peaks = {}
    issue = None
    for count in (1_000, 20_000):
        tracemalloc.start()
        if issue is None:
            issue = sending(count)
        else:
            Delivery.objects.all().delete()
            confirmed_more = count - 1_000
            nevers = Commune.objects.get()
            now = timezone.now()
            Subscriber.objects.bulk_create(
                (
                    Subscriber(
                        email=f"plus{n}@example.org",
                        commune=nevers,
                        state=SubscriberState.CONFIRMED,
                        asked_at=now,
                        confirmed_at=now,
                    )
                    for n in range(confirmed_more)
                ),
                batch_size=1000,
            )
            Issue.objects.update(state="approved", recipients=None, sending_at=None)
            tracemalloc.reset_peak()
            start_sending(issue_id=issue.pk, by=None, now=DATE)
        send_waiting(issue_id=issue.pk, clock=timezone.now, limit=timedelta(seconds=5))
        peaks[count] = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
    more = peaks[20_000] - peaks[1_000]
    table.add(
        "memory at 20 000 recipients over 1 000",
        f"{more:+.1f} MB ({peaks[20_000]:.0f} over {peaks[1_000]:.0f})",
        "<= 20 MB",
    )
    assert more <= 20


@pytest.mark.django_db
def test_ten_thousand_looks_of_a_mail_scanner_write_nothing(table: Table, client: Client) -> None:
    issue = sending(1)
    person = Subscriber.objects.get()
    addresses = [
        f"/d/{make_token(UNSUBSCRIBE, person.pk)}", f"/lettre/confirmer/{make_token(CONFIRM, 1)}/", issue.path,
        "/lettre/", "/lettre/abonnement/",
    ]  # fmt: skip
    times = 200 if SHORT else 10_000
    writes: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.split(" ", 1)[0] in {"INSERT", "UPDATE", "DELETE"}:
            writes.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        for number in range(times):
            getattr(client, "head" if number % 2 else "get")(addresses[number % len(addresses)])
    table.add(f"writes of {times} GETs and HEADs of a mail scanner", str(len(writes)), "0")
    assert writes == []
    assert Subscriber.objects.get().state == SubscriberState.CONFIRMED
