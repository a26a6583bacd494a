"""What belongs to no structure: the team's lines, letter, proposals, imports; and the tokens of mailed links."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page, Site, UploadedFile

from agenda.contacts.models import Absence, Line, LineClosure, LineKind, Shift
from agenda.events.actions import give_notice
from agenda.events.models import Notice, NoticeKind
from agenda.places.freshness import confirmation_token
from agenda.places.records import PlaceRecord
from agenda.rhythm.attendance import attendance_token
from agenda.rhythm.months import month_token
from cms.accounts.links import link_for
from cms.accounts.models import User
from cms.structures.actions import add_receptionist
from cms.structures.import_runs import read_import
from cms.structures.people import Proposal
from newsletter.importing.runs import SubscriberImport
from newsletter.issues.models import Issue
from newsletter.month.mails import stop_token
from newsletter.month.people import Reader
from newsletter.returns.models import MailKind, ReturnedMail
from newsletter.reviews.actions import REVIEW, invite_reviewer
from newsletter.subscribers.actions import confirm, subscribe
from newsletter.subscribers.assisted import AssistedSignup, ProofKind
from newsletter.subscribers.changes import AddressChange
from newsletter.subscribers.models import ConsentRecord, Subscriber
from newsletter.subscribers.tokens import CONFIRM, NEW_ADDRESS, NOT_ME, UNSUBSCRIBE, make_fresh_token, make_token
from tests.isolation.marks import Marker
from tests.isolation.space import Side

TABLE = (
    "Nom de la structure;Type;Commune;Prénom;Nom de la personne;E-mail de la personne\r\n"
    "{};Association;Clamecy;{};{};{}\r\n"
)


def _letter(communes: Any, mark: Marker, team: User, now: datetime) -> Side:
    issue = Issue(period="2026-12", slug="decembre-2026", composed_at=now)
    mark.fill(issue, but=("period", "slug"))
    issue.save()
    revision = issue.save_revision()
    reply = ReturnedMail(kind=MailKind.PERSON, taken_at=now)
    mark.fill(reply)
    reply.save()
    subscribe(email=f"{mark('subscriber')}@example.org", commune=communes["Clamecy"], now=now)
    record = ConsentRecord.objects.latest("pk")
    confirm(record_id=record.pk, now=now)
    review = invite_reviewer(issue_id=issue.pk, name=mark("reviewer"), by=team, now=now)
    signup = AssistedSignup.objects.create(subscriber=record.subscriber, proof=ProofKind.PAPER, at=now)
    return {
        "signup": signup,
        "subscriber_import": SubscriberImport.objects.create(file_name="liste.csv", at=now),
        "issue": issue, "reply": reply, "issue_revision": revision, "review": review,
        "review_token": make_token(REVIEW, review.pk),
        "consent": record, "subscriber": record.subscriber,
        "confirm_token": make_token(CONFIRM, record.pk),
        "unsubscribe_token": make_token(UNSUBSCRIBE, record.subscriber_id),
        "fresh_token": make_fresh_token(record.subscriber_id, now=timezone.now()),
        "not_me_token": make_token(NOT_ME, signup.pk),
        "new_address_token": make_token(NEW_ADDRESS, _new_address(record.subscriber, mark, now)),
    }  # fmt: skip


def _new_address(subscriber: Subscriber, mark: Marker, now: datetime) -> int:
    change = AddressChange.objects.create(subscriber=subscriber, email=f"{mark('new_address')}@example.org", at=now)
    return change.pk


def _reception(mark: Marker, now: datetime) -> Side:
    line = Line.objects.create(name="Ligne du territoire", kind=LineKind.values[0], phone="+33199000000")
    today = timezone.localdate(now)
    person = add_receptionist(
        email=f"{mark('receptionist')}@example.org", first_name="Rémi", last_name="Blanc", now=now
    )
    days = {"start_date": today, "end_date": today}
    return {
        "line": line, "line_closure": LineClosure.objects.create(line=line, **days), "receptionist": person,
        "shift": Shift.objects.create(
            line=line, person=person, weekday=1, start_time=time(9), end_time=time(12)
        ),
        "absence": Absence.objects.create(person=person, **days),
    }  # fmt: skip


def make_common(communes: Any, team: User, home: Page, mark: Marker) -> Side:
    """Make one of everything that is the team's, the reception desk's or an administrator's."""
    now = timezone.now()
    proposal = Proposal(commune=communes["Clamecy"], sent_at=now)
    mark.fill(proposal)
    proposal.save()
    table = TABLE.format(mark("import"), mark("first name"), mark("last name"), f"{mark('import')}@example.org")
    run = read_import(file_name=f"{mark('import file')}.csv", content=table.encode(), by=team, now=now)
    upload = UploadedFile.objects.create(
        uploaded_by_user=team, for_content_type=ContentType.objects.get_for_model(get_document_model()),
        file=ContentFile(b"x", name=f"{mark('uploaded document')}.pdf"),
    )  # fmt: skip
    return _letter(communes, mark, team, now) | _reception(mark, now) | {
        "proposal": proposal, "run": run, "document_upload": upload, "home": home, "root": home.get_parent(),
        "redirect": Redirect.objects.create(old_path=f"/{mark('redirect')}", redirect_page=home),
        "site": Site.objects.get(is_default_site=True), "team_user": team, "team_group": team.groups.first(),
    }  # fmt: skip


def tokens(side: Side, now: datetime, *, person: User | None) -> dict[str, str]:
    """Return what stands in the addresses of mails about a side; the way in of `person` only."""
    PlaceRecord.objects.filter(page=side["place"]).update(asked_at=now)
    side["place"].record.refresh_from_db()
    way_in = link_for(user=person, now=now, lifetime=timedelta(days=1)).rstrip("/") if person else "/aucun"
    found = {"place_token": confirmation_token(side["place"]), "link_token": way_in.rpartition("/")[2]}
    if person is None:
        # Whoever holds such a link may read what it asks: B's are in B's mailboxes only.
        return found | {
            "month_token": "aucun",
            "attendance_token": "aucun",
            "reminders_token": "aucun",
            "programme_token": "aucun",
        }
    return found | {
        "month_token": month_token(side["question"], person),
        "reminders_token": stop_token(Reader(person.email, person)),
        "attendance_token": attendance_token(side["structure"], [side["attendance"]], person),
    }


def deed_of(receptionist: User, side: Side, now: datetime) -> Notice:
    """Return a notice that the agent has just given on the structure's behalf."""
    return give_notice(
        event=side["event"], kind=NoticeKind.SENTENCE, sentence="Entrée par la cour.", by=receptionist, now=now
    )
