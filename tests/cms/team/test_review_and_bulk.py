"""The review screen and bulk approval: ready reasons, who reads, the next one, what changed meanwhile, the mails."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageLogEntry

from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.foundation.wording import short_day
from cms.moderation.deadlines import answer_due
from cms.moderation.models import Decision, Digest, ModeratorScope, Reading, Waiting
from cms.moderation.reasons import REASONS
from cms.structures.models import StructurePage
from cms.structures.spaces import trust_space
from cms.team.digest import send_digest
from cms.team.words import mark_words
from tests.cast import draft_event, make_user, next_week, submit

ClientOf = Callable[[User], Client]
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def waits(structure: StructurePage, by: User, title: str, days: int = 30) -> Waiting:
    page = draft_event(structure, title=title, start=next_week(days=days), by=by)
    submit(page, by=by)
    return Waiting.objects.get(page=page)


def test_words_that_changed_are_marked_and_everything_is_escaped() -> None:
    old, new = mark_words("Atelier <b> à 14 h", "Atelier <b> à 15 h")
    assert old == "Atelier &lt;b&gt; à <del>14</del> h"
    assert new == "Atelier &lt;b&gt; à <ins>15</ins> h"


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-11-23", "2026-11-25"),
        ("2026-11-27", "2026-12-01"),
        ("2026-12-24", "2026-12-29"),
        ("2026-11-10", "2026-11-13"),
    ],
)
def test_the_answer_is_due_two_working_days_later(sent: str, due: str) -> None:
    assert answer_due(datetime.fromisoformat(f"{sent}T10:00:00+01:00")).isoformat() == due


def test_a_ready_reason_goes_back_in_one_click_and_leads_to_the_next(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage, mail_queue: type[Email]
) -> None:
    first, second = waits(structure_a, partner_a, "Loto du comité"), waits(structure_a, partner_a, "Deuxième", 31)
    answer = client_of(moderator).post(
        f"/equipe/relire/{first.page_id}/renvoyer/?quoi=event", {"revision": first.revision, "reason_code": "off_topic"}
    )
    assert answer.headers["Location"] == f"/equipe/relire/{second.page_id}/?quoi=event"
    (mail,) = mail_queue.objects.filter(to=partner_a.email)
    assert str(REASONS["off_topic"]) in mail.message
    assert "mairie" in mail.message
    assert mail.headers["Auto-Submitted"] == "auto-generated"
    state = EventPage.objects.get(pk=first.page_id).current_workflow_state
    assert "mairie" in state.current_task_state.comment


def test_an_unknown_reason_is_refused_and_nothing_is_written(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    row = waits(structure_a, partner_a, "À relire")
    path = f"/equipe/relire/{row.page_id}/renvoyer/"
    for sent in ({"reason_code": "x"}, {}, {"sentence": "  "}, {"sentence": "a" * 1001}):
        assert client_of(moderator).post(path, {"revision": row.revision, **sent}).status_code == 422
    assert not Decision.objects.exists()


def test_who_reads_is_told_by_post_only_and_fades(
    client_of: ClientOf, moderator: User, second_moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    row = waits(structure_a, partner_a, "À relire")
    path = f"/equipe/relire/{row.page_id}/"
    first, second = client_of(moderator), client_of(second_moderator)
    first.get(path)
    assert not Reading.objects.exists()
    assert first.post(f"{path}je-lis/", {"script": "1"}).status_code == 204
    assert second.post(f"{path}je-lis/", {"script": "1"}).status_code == 204
    assert "Camille Roy</strong> est en train de lire cette page, depuis" in second.get(path).content.decode()
    assert "Camille Roy</strong> est en train de lire, depuis" in second.get("/equipe/").content.decode()
    second.post(f"{path}je-lis/")
    assert Reading.objects.get().user == second_moderator
    Reading.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert "en train de lire" not in first.get(path).content.decode()


def test_bulk_publishes_exactly_what_was_shown_and_tells_the_rest(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    rows = [waits(structure_a, partner_a, f"Atelier {n}") for n in range(3)]
    items = [f"{row.page_id}:{row.revision}" for row in rows]
    draft = EventPage.objects.get(pk=rows[1].page_id).get_latest_revision_as_object()
    draft.summary = "Changé entre-temps."
    draft.save_revision()
    team = client_of(moderator)
    html = team.post("/equipe/publier-ensemble/", {"item": [*items, "x", "1:²", "987654321:9"]}).content.decode()
    assert "2 publiés, 1 à revoir" in html
    assert [EventPage.objects.get(pk=row.page_id).live for row in rows] == [True, False, True]
    team.post("/equipe/publier-ensemble/", {"item": items})
    assert Decision.objects.count() == 2
    assert team.post("/equipe/publier-ensemble/", {"item": [f"{n}:1" for n in range(1, 42)]}).status_code == 302
    assert team.post("/equipe/publier-ensemble/", {}).status_code == 302


def test_undo_stands_beside_the_decision_until_the_next(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage, mail_queue: type[Email]
) -> None:
    row = waits(structure_a, partner_a, "À relire")
    team = client_of(moderator)
    team.post(f"/equipe/relire/{row.page_id}/publier/", {"revision": row.revision})
    assert "Annuler cette décision" in team.get("/equipe/").content.decode()
    decision = Decision.objects.get()
    assert team.get(f"/equipe/decisions/{decision.pk}/annuler/").status_code == 405
    team.post(f"/equipe/decisions/{decision.pk}/annuler/")
    assert not EventPage.objects.get(pk=row.page_id).live
    assert "De nouveau en relecture" in mail_queue.objects.order_by("pk").last().subject
    team.post(f"/equipe/decisions/{decision.pk}/annuler/")
    html = team.get("/equipe/decisions/").content.decode()
    assert "annulé par Camille Roy" in html
    assert "décision annulée" in team.get(f"/equipe/relire/{row.page_id}/histoire/").content.decode()


def test_a_submission_sends_no_mail_unless_it_starts_before_the_digest_helps(
    moderator: User, partner_a: User, structure_a: StructurePage, mail_queue: type[Email]
) -> None:
    waits(structure_a, partner_a, "Dans un mois")
    assert not mail_queue.objects.exists()
    waits(structure_a, partner_a, "Demain", 1)
    (mail,) = mail_queue.objects.all()
    assert mail.to == [moderator.email]
    assert mail.subject.startswith("À relire vite")


def test_one_digest_a_day_tells_what_is_soon_and_late_to_each_their_part(
    moderator: User, partner_a: User, partner_b: User, structure_a: StructurePage, structure_b: StructurePage,
    mail_queue: type[Email],
) -> None:  # fmt: skip
    limited = make_user("limite@example.org", "Lina", "Limite")
    ModeratorScope.objects.create(user=limited, structure=structure_b)
    assert send_digest(now=MONDAY) == 0
    assert Digest.objects.count() == 1
    row = waits(structure_a, partner_a, "De A")
    Waiting.objects.filter(pk=row.pk).update(due_date="2026-11-20", starts_at=MONDAY + timedelta(days=2))
    next_day = MONDAY + timedelta(days=1)
    assert send_digest(now=next_day) == 1
    assert send_digest(now=next_day) == 0
    (mail,) = mail_queue.objects.all()
    assert mail.to == [moderator.email]
    assert mail.message.index("COMMENCE BIENTÔT") < mail.message.index("EN RETARD")
    waits(structure_b, partner_b, "De B")
    assert send_digest(now=MONDAY + timedelta(days=2)) == 2
    (to_limited,) = mail_queue.objects.filter(to=limited.email)
    assert "De A" not in to_limited.message
    assert send_digest(now=MONDAY + timedelta(days=5)) == 0, "a Saturday"


def test_old_addresses_lead_to_the_new_screen(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    row = waits(structure_a, partner_a, "À relire")
    answer = client_of(moderator).get(f"/mon-espace/relire/{row.page_id}/")
    assert answer.headers["Location"] == f"/equipe/relire/{row.page_id}/"


def test_taking_a_trusted_publication_off_the_site_asks_why_and_tells_its_author(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage, mail_queue: type[Email]
) -> None:
    trust_space(structure=structure_a, by=moderator, now=timezone.now())
    page = draft_event(structure_a, title="Loto du comité", by=partner_a)
    submit(page, by=partner_a)
    decision = Decision.objects.get()
    path, team = f"/equipe/decisions/{decision.pk}/annuler/", client_of(moderator)
    mail_queue.objects.all().delete()
    asked = team.post(path)
    assert "Retirer «\u00a0Loto du comité\u00a0» du site" in asked.content.decode().replace("&nbsp;", "\u00a0")
    assert team.post(path, {"sentence": " "}).status_code == 422
    assert team.post(path, {"sentence": "", "reason_code": "x"}).status_code == 422
    assert EventPage.objects.get(pk=page.pk).live
    assert not mail_queue.objects.exists()
    team.post(path, {"sentence": "La salle est fermée ce jour-là.", "reason_code": "dates"})
    assert not EventPage.objects.get(pk=page.pk).live
    (mail,) = mail_queue.objects.all()
    assert mail.to == [partner_a.email]
    assert mail.subject.startswith("Retiré du site, à revoir")
    assert str(REASONS["dates"]) in mail.message
    assert "La salle est fermée ce jour-là." in mail.message
    assert "relu et accepté" not in mail.message
    assert "La salle est fermée ce jour-là." in team.get(f"/equipe/relire/{page.pk}/histoire/").content.decode()


def test_the_decisions_say_the_ready_reason_in_full_with_the_sentence(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    row, team = waits(structure_a, partner_a, "À relire"), client_of(moderator)
    values = {"revision": row.revision, "reason_code": "off_topic", "sentence": "Voyez l’office de tourisme."}
    team.post(f"/equipe/relire/{row.page_id}/renvoyer/", values)
    html = unescape(team.get("/equipe/decisions/").content.decode())
    assert str(REASONS["off_topic"]) in html
    assert "Voyez l’office de tourisme." in html


def test_the_same_thing_done_again_at_once_is_one_line_of_the_history(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    page = draft_event(structure_a, by=partner_a)
    PageLogEntry.objects.filter(page_id=page.pk).delete()
    now = timezone.now()
    for minutes in (0, 3, 9, 40):
        page.save_revision(user=partner_a, log_action=True)
        PageLogEntry.objects.filter(pk=PageLogEntry.objects.latest("pk").pk).update(
            timestamp=now - timedelta(minutes=minutes)
        )
    page.save_revision(user=moderator, log_action=True)
    html = client_of(moderator).get(f"/equipe/relire/{page.pk}/histoire/").content.decode()
    assert html.count("modifié, Alice Martin") == 2, "three within ten minutes of each other, and one long before"
    assert html.count("modifié, Camille Roy") == 1


def test_opening_a_text_makes_no_size_of_its_picture_and_shows_it(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    image = get_image_model().objects.create(title="Affiche", file=get_test_image_file())
    page = draft_event(structure_a, by=partner_a, image=image, image_rights=True, image_alt="Deux personnes")
    submit(page, by=partner_a)
    before = image.renditions.count()
    html = client_of(moderator).get(f"/equipe/relire/{page.pk}/").content.decode()
    assert f'src="{image.file.url}"' in html
    assert image.renditions.count() == before == 0


def test_one_banner_says_what_became_of_a_text(
    client_of: ClientOf, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    row, team = waits(structure_a, partner_a, "À relire"), client_of(moderator)
    path = f"/equipe/relire/{row.page_id}/"
    html = team.get(path).content.decode()
    assert f"{short_day(row.due_date)}</strong>" in html
    assert "Prévenir que je m’en occupe" in html
    team.post(f"{path}publier/", {"revision": row.revision})
    html = team.get(path).content.decode()
    assert "Annuler cette décision" in html
    assert "n’attend pas de relecture" not in html
