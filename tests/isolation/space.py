"""Fills one structure's space with one of everything; B's texts that are not public carry marks."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils import timezone
from post_office.models import Email
from wagtail.admin.models import EditingSession
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import log
from wagtail.models import Comment, CommentReply, UploadedFile

from agenda.events.coorganisers import CoOrganiser
from agenda.events.models import EventPage, Notice, NoticeKind
from agenda.places.models import PlacePage
from agenda.places.records import CorrectionOrigin, PlaceClosure, PlaceCorrection
from agenda.programme.actions import ItemValues, programme_collection, publish_item
from agenda.programme.dates import ItemDate
from agenda.programme.feed import open_feed, token_of
from agenda.programme.pages import Audience
from agenda.rhythm.models import Attendance, MonthQuestion, Nudge
from cms.accounts.models import User
from cms.desk.events.files import ReadFile
from cms.desk.events.uploads import keep_file
from cms.moderation.models import Decision, DecisionKind, Look, LookKind
from cms.news.models import NewsPage
from cms.structures.models import StructurePage
from cms.structures.people import JoinRequest
from newsletter.issues.wishes import LineWish
from tests.cast import draft_event, draft_news, next_week, schedule_of, submit
from tests.isolation.marks import Marker, small_png

Side = dict[str, Any]


def _media(space: Any, by: User, mark: Marker) -> tuple[Any, Any]:
    image = get_image_model()(title=mark.text("image title"), collection=space.collection, uploaded_by_user=by)
    image.file = ImageFile(ContentFile(small_png()), name=f"{mark('image file name')}.png")
    image.description = mark.text("image description")
    image.save()
    image.tags.add(mark("image tag"))
    document = get_document_model()(title=mark.text("document title"), collection=space.collection)
    document.uploaded_by_user = by
    document.file.save(f"{mark('document file name')}.pdf", ContentFile(b"%PDF-1.4 " + mark("document").encode()))
    document.save()
    document.tags.add(mark("document tag"))
    return image, document


def _draft_of(page: Any, by: User, mark: Marker, **values: Any) -> Any:
    """Save a draft of the page in which every text is marked; what is published stays."""
    draft = page.get_latest_revision_as_object() if page.latest_revision_id else page
    mark.fill(draft)
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision(user=by)
    return type(page).objects.get(pk=page.pk)


def _child(structure: StructurePage, page: Any) -> Any:
    StructurePage.objects.get(pk=structure.pk).add_child(instance=page)
    return page


def _pages(structure: StructurePage, by: User, mark: Marker, media: tuple[Any, Any]) -> Side:
    image, document = media
    event = draft_event(structure, title="Atelier public", by=by)
    event.get_latest_revision().publish()
    place = _child(structure, PlacePage(title="Lieu public", commune=structure.commune, owner=by))
    place.save_revision().publish()
    bare = {"schedule": schedule_of(next_week(15, days=9)), "image": image, "poster": document, "image_rights": True}
    draft = EventPage(title=mark.text("draft title"), owner=by, live=False, location="address", **bare)
    draft.address_commune = structure.commune
    mark.fill(draft, but=("title",))
    _child(structure, draft).save_revision(user=by)
    waiting = draft_event(structure, title=mark.text("waiting title"), by=by, start=next_week(16))
    submit(waiting, by=by)
    back = draft_event(structure, title=mark.text("returned title"), by=by, start=next_week(17))
    news = draft_news(structure, title=mark.text("news title"), by=by)
    public = draft_news(structure, title="Actualité publique", by=by)
    public.get_latest_revision().publish()
    hidden = PlacePage(title=mark.text("place draft"), commune=structure.commune, owner=by, live=False)
    mark.fill(hidden, but=("title",))
    _child(structure, hidden).save_revision(user=by)
    return {
        "event": _draft_of(EventPage.objects.get(pk=event.pk), by, mark),
        "draft": EventPage.objects.get(pk=draft.pk),
        "waiting": EventPage.objects.get(pk=waiting.pk),
        "returned": EventPage.objects.get(pk=back.pk),
        "news": _draft_of(NewsPage.objects.get(pk=news.pk), by, mark, image=image),
        "news_live": NewsPage.objects.get(pk=public.pk),
        "place": _draft_of(PlacePage.objects.get(pk=place.pk), by, mark),
        "place_draft": PlacePage.objects.get(pk=hidden.pk),
    }


def _talk(side: Side, by: User, team: User, mark: Marker) -> Side:
    """Comments, a round of moderation sent back, decisions, log entries."""
    now = timezone.now()
    comment = Comment.objects.create(
        page=side["draft"], user=by, text=mark.text("comment"), contentpath="title", position=""
    )
    CommentReply.objects.create(comment=comment, user=by, text=mark.text("reply"))
    state = submit(side["returned"], by=by)
    task = state.current_task_state
    task.reject(user=team, comment=mark.text("workflow comment"))
    decision = Decision.objects.create(
        page=side["returned"], structure=side["structure"], kind=DecisionKind.SENT_BACK, by=team, at=now,
        revision=side["returned"].latest_revision, sentence=mark.text("sentence of a decision"),
    )  # fmt: skip
    log(instance=side["draft"], action="wagtail.edit", user=by, data={"sentence": mark.text("log entry")})
    log(instance=side["image"], action="wagtail.edit", user=by)
    session = EditingSession.objects.create(user=by, content_object=side["draft"], last_seen_at=now)
    upload = UploadedFile.objects.create(
        uploaded_by_user=by, for_content_type=ContentType.objects.get_for_model(get_image_model()),
        file=ContentFile(b"x", name=f"{mark('uploaded file')}.png"),
    )  # fmt: skip
    waits = side["waiting"].current_workflow_state
    return {
        "task_state": waits.current_task_state, "workflow_state": waits, "task": waits.current_task_state.task,
        "workflow": waits.workflow, "decision": decision, "session": session, "upload": upload, "comment": comment,
    }  # fmt: skip


def _beside(side: Side, by: User, guest: StructurePage, mark: Marker) -> Side:
    """What is kept beside the pages: notices, closures, requests, answers, mails."""
    now, structure, event = timezone.now(), side["structure"], side["event"]
    Notice.objects.create(
        event=event, kind=NoticeKind.SENTENCE, sentence=mark.text("notice taken back"), author=by, at=now, undone_at=now
    )
    standing = Notice.objects.create(event=event, kind=NoticeKind.FULL, author=by, at=now)
    today = timezone.localdate()
    closure = PlaceClosure.objects.create(
        place=side["place"], start_date=today + timedelta(days=3), end_date=today + timedelta(days=4), author=by,
        at=now, undone_at=now, sentence=mark.text("closure taken back"),
    )  # fmt: skip
    correction = PlaceCorrection.objects.create(
        place=side["place"], before={"email": f"{mark('correction')}@example.org"}, after={"email": ""},
        origin=CorrectionOrigin.MAIL, at=now,
    )  # fmt: skip
    join = JoinRequest(structure=structure, asked_at=now)
    mark.fill(join)
    join.save()
    asked = CoOrganiser.objects.create(
        event=event, structure=guest, message=mark.text("co-organiser message"), asked_at=now, asked_by=None
    )
    past = datetime(2026, 3, 2, 14, tzinfo=UTC)
    attendance = Attendance.objects.create(event=event, original_start=past, people=7, answered_at=now, answered_by=by)
    question = MonthQuestion.objects.create(structure=structure, month=today.replace(day=1), asked_at=now)
    Nudge.objects.create(structure=structure, at=now)
    look = Look.objects.create(
        kind=LookKind.NOTICE, page=event, structure=structure, reference=standing.pk, at=now, by=by
    )
    LineWish.objects.create(
        structure=structure, period="2026-12", key=f"wish{structure.pk}", title=mark.text("wish about the letter"),
        sentence=mark.text("sentence for the letter"), at=now, by=by,
    )  # fmt: skip
    Email.objects.create(
        from_email="relais@example.org", to=by.email, subject=mark.text("subject of a mail"), message=mark.text("mail")
    )
    kept = keep_file(user=by, read=ReadFile(f"{mark('kept file')}.png", small_png(), is_pdf=False), now=now)
    return {
        "notice": standing, "kept": kept, "closure": closure, "correction": correction, "join": join,
        "coorganiser": asked, "look": look, "attendance": attendance, "question": question,
        "month": f"{question.month:%Y-%m}",
    }  # fmt: skip


def _programme(structure: StructurePage, team: User, mark: Marker) -> Side:
    """An item of the programme for this structure only, its document and the structure's private address."""
    now, day = timezone.now(), timezone.localdate() + timedelta(days=6)
    document = get_document_model()(title=mark.text("programme document"), collection=programme_collection())
    document.file.save(
        f"{mark('programme file name')}.pdf", ContentFile(b"%PDF-1.4 " + mark("programme file").encode())
    )
    document.save()
    values = ItemValues(
        title=mark.text("programme title"), kind="deadline", dates=[ItemDate.of_days(day, day)],
        where=mark.text("programme place"), link=f"https://example.org/{mark('programme link')}",
        text=mark.text("programme text"), document=document, audience=Audience.NAMED, structures=[structure],
    )  # fmt: skip
    page = publish_item(page=None, values=values, by=team, now=now)
    token = token_of(open_feed(structure=structure, by=team, now=now))
    return {
        "programme_page": page, "programme_item": page.item, "programme_document": document,
        "programme_document_name": document.filename, "programme_token": token or "aucun",
    }  # fmt: skip


def fill_space(structure: StructurePage, by: User, team: User, guest: StructurePage, mark: Marker) -> Side:
    """Make one of everything in the structure's space; return {what: row}."""
    image, document = _media(structure.space, by, mark)
    side: Side = {"structure": structure, "user": by, "image": image, "document": document}
    side |= _pages(structure, by, mark, (image, document))
    side |= _talk(side, by, team, mark)
    side |= _beside(side, by, guest, mark)
    side |= _programme(structure, team, mark)
    _draft_of(StructurePage.objects.get(pk=structure.pk), by, mark, title=structure.title, commune=structure.commune)
    side |= {"group": structure.space.group, "collection": structure.space.collection}
    side["membership"] = structure.memberships.get(user=by)
    return side
