"""What was approved is what is sent; what is sent stands on the site."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from agenda.catalogue.models import Entry
from branding.models import Brand
from cms.accounts.models import User
from cms.structures.actions import TEAM_GROUP
from cms.territories.models import Commune
from newsletter.delivery.actions import start_due, start_sending
from newsletter.delivery.models import Delivery
from newsletter.issues.actions import (
    CalledOffUnseen,
    NotNow,
    approve_issue,
    schedule_issue,
    untick_called_off,
    void_changed_approval,
)
from newsletter.issues.models import Issue, IssueState, Rendition
from newsletter.subscribers.models import LetterForm, Subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client: Client, moderator: User) -> Client:
    client.force_login(moderator)
    return client


def board(issue: Issue, name: str = "board") -> str:
    return reverse(f"letter:{name}", args=[issue.pk])


def edit_form(issue: Issue, **changes: str) -> dict[str, str]:
    """Post what the editor's page would, one free text as content."""
    return {
        "period": issue.period, "slug": issue.slug, "subject": issue.subject,
        "editorial": '{"blocks": [{"key": "a", "text": "Bonjour", "type": "unstyled", "depth": 0, '
                     '"inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}',
        "content-count": "0",
    } | changes  # fmt: skip


def read_on(page: str) -> dict[str, str]:
    """Return the hidden field of the approval's form."""
    found = re.search(r'name="read" value="([0-9a-f]{64})"', page)
    assert found
    return {"read": found[1]}


def test_what_changed_after_it_was_read_is_not_approved(team: Client, issue: Issue, brand: Brand) -> None:
    read = read_on(team.get(board(issue)).content.decode())
    Issue.objects.filter(pk=issue.pk).update(editorial="<p>Ajouté par un collègue.</p>")
    for form in (read, {}):
        page = team.post(board(issue, "approve"), form, follow=True).content.decode()
        assert "rien n’a été approuvé" in page.replace("\u00a0", " ")
        issue.refresh_from_db()
        assert issue.state == IssueState.DRAFT
    read = read_on(page)
    brand.contact_email = "autre@example.org"  # stands in the letter too
    brand.save()
    team.post(board(issue, "approve"), read)
    issue.refresh_from_db()
    assert issue.state == IssueState.DRAFT
    team.post(board(issue, "approve"), read_on(team.get(board(issue)).content.decode()))
    issue.refresh_from_db()
    assert issue.state == IssueState.APPROVED


def test_a_control_character_in_a_title_stops_neither_board_nor_preview_nor_approval(
    team: Client, issue: Issue
) -> None:
    issue.content[0].value["entries"][0]["title"] = "Déjouer\x0b les\x01 arnaques"
    issue.save()
    page = team.get(board(issue)).content.decode()
    assert team.get(reverse("letter:preview", args=[issue.pk, "mail"])).status_code == 200
    team.post(board(issue, "approve"), read_on(page))
    assert "Déjouer les arnaques" in Rendition.objects.get(issue=issue, form=LetterForm.FULL).html


def test_the_board_says_that_nobody_is_subscribed(
    team: Client, approved: Issue, moderator: User, now: datetime
) -> None:
    schedule_issue(issue_id=approved.pk, send_at=now, by=moderator, now=now)
    start_due(now=now)
    page = team.get(board(approved)).content.decode()
    assert "dès qu’une personne le sera" in page
    assert "serveur de courrier" not in page


def test_an_approval_is_bound_to_the_text(approved: Issue, moderator: User, now: datetime) -> None:
    assert (approved.state, approved.approved_by) == (IssueState.APPROVED, moderator)
    assert not void_changed_approval(issue_id=approved.pk, by=moderator, now=now)
    approved.subject = "Autre objet"
    approved.save()
    assert void_changed_approval(issue_id=approved.pk, by=moderator, now=now)
    approved.refresh_from_db()
    assert (approved.state, approved.approved_hash, approved.approved_by) == (IssueState.DRAFT, "", None)


def test_a_hidden_line_counts_as_a_change(approved: Issue, moderator: User, now: datetime) -> None:
    approved.content[0].value["entries"][1]["show"] = True
    approved.save()
    assert void_changed_approval(issue_id=approved.pk, by=moderator, now=now)


def test_approving_twice_is_refused(approved: Issue, moderator: User, now: datetime) -> None:
    with pytest.raises(NotNow):
        approve_issue(issue_id=approved.pk, by=moderator, now=now)


def test_a_letter_being_sent_is_not_approved_again(
    approved: Issue, moderator: User, make_subscribers: Callable[[int], object], now: datetime
) -> None:
    make_subscribers(1)
    start_sending(issue_id=approved.pk, by=None, now=now)
    with pytest.raises(NotNow):
        approve_issue(issue_id=approved.pk, by=moderator, now=now)
    assert approved.renditions.count() == 2


def test_the_whole_road_through_the_admin(
    team: Client, issue: Issue, make_subscribers: Callable[[int], object]
) -> None:
    make_subscribers(2)
    page = team.get(board(issue)).content.decode()
    assert "Approuver la lettre" in page
    for word in ("hash", "canary", "lane", "MJML"):
        assert word not in page.split("<main")[-1]
    team.post(board(issue, "approve"), read_on(page))
    assert "Envoyer maintenant" in team.get(board(issue)).content.decode()
    team.post(board(issue, "send"))
    issue.refresh_from_db()
    assert (issue.state, issue.recipients) == (IssueState.SENDING, 2)
    team.post(board(issue, "pause"))
    assert "Reprendre" in team.get(board(issue)).content.decode()
    team.post(board(issue, "resume"))
    Delivery.objects.filter(email="abonne0@example.org").update(state="refused", reply="550 5.1.1 inconnu")
    report = team.get(board(issue, "report")).content.decode()
    assert "abonne0@example.org" in report
    assert "abonne1@example.org" not in report


def test_editing_an_approved_letter_takes_the_approval_back(team: Client, approved: Issue) -> None:
    url = reverse(approved.snippet_viewset.get_url_name("edit"), args=[approved.pk])
    assert team.get(url).status_code == 200
    response = team.post(url, edit_form(approved, subject="Changé"))
    assert response.status_code == 302, response.context["form"].errors
    approved.refresh_from_db()
    assert (approved.subject, approved.state) == ("Changé", IssueState.DRAFT)


def test_a_letter_being_sent_can_be_neither_edited_nor_deleted(
    team: Client, approved: Issue, make_subscribers: Callable[[int], object], now: datetime
) -> None:
    make_subscribers(1)
    start_sending(issue_id=approved.pk, by=None, now=now)
    for name in ("edit", "delete"):
        url = reverse(approved.snippet_viewset.get_url_name(name), args=[approved.pk])
        assert team.post(url, edit_form(approved, subject="Trop tard")).url == board(approved)
    bulk = reverse("wagtail_bulk_action", args=["newsletter", "issue", "delete"])
    assert team.post(f"{bulk}?id={approved.pk}&next=/admin/").url == board(approved)
    approved.refresh_from_db()
    assert approved.subject != "Trop tard"


def test_previews_show_mail_and_text(team: Client, issue: Issue) -> None:
    assert b"<h1" in team.get(reverse("letter:preview", args=[issue.pk, "mail"])).content
    text = team.get(reverse("letter:preview", args=[issue.pk, "texte"]))
    page = text.content.decode()
    assert '<html lang="fr">' in page
    assert "<title>Texte seul" in page
    assert "Déjouer les arnaques" in page.split("<pre>")[1]
    response = issue.make_preview_request(preview_mode="")
    assert b"<h1" in response.content


def test_a_test_goes_to_the_person_who_asks(team: Client, issue: Issue, moderator: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    team.post(board(issue, "send_test"))
    [message] = mail.outbox
    assert message.to == [moderator.email]
    assert "__ADRESSE" not in str(message.body) + message.alternatives[0].content


def test_a_letter_can_leave_later(team: Client, approved: Issue) -> None:
    assert team.post(board(approved, "send_later"), {"send_at": "2020-01-01T08:00"}).status_code == 422
    team.post(board(approved, "send_later"), {"send_at": "2046-12-01T08:00"})
    approved.refresh_from_db()
    assert approved.send_at.year == 2046
    team.post(board(approved, "unschedule"))
    approved.refresh_from_db()
    assert approved.send_at is None


def test_the_next_letter_is_prepared_by_a_button(team: Client, brand: object) -> None:
    assert "Rien n’est envoyé" in team.get(reverse("letter:compose")).content.decode()
    assert not Issue.objects.exists()
    team.post(reverse("letter:compose"))
    team.post(reverse("letter:compose"))
    assert Issue.objects.count() == 1


@pytest.mark.parametrize(
    ("at", "sent", "offered"),
    [
        # The day set is the 20th: the letter of the next month, as long as this one's is not wanted any more.
        ("2026-12-03", "", "décembre 2026"),
        ("2026-12-15", "", "décembre 2026"),
        ("2026-12-16", "", "janvier 2027"),
        ("2026-12-03", "2026-12", "janvier 2027"),
    ],
)
def test_a_month_that_was_missed_is_offered_while_it_is_worth_it(
    at: str, sent: str, offered: str, team: Client, brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    brand.compose_day = 20
    brand.save()
    if sent:
        Issue.objects.create(period=sent, slug="envoyee", subject="Envoyée", state=IssueState.SENT)
    moment = timezone.make_aware(datetime.fromisoformat(f"{at}T10:00"))
    monkeypatch.setattr("newsletter.delivery.board.timezone", SimpleNamespace(now=lambda: moment))
    assert f"Préparer la lettre&nbsp;: {offered}" in team.get(reverse("letter:compose")).content.decode()


@pytest.mark.parametrize("path", ["board", "report", "approve", "send", "pause", "send_test"])
def test_a_partner_sees_nothing_of_it(path: str, client: Client, issue: Issue) -> None:
    partner = User.objects.create_user("partenaire", "partenaire@example.org", "un-mot-de-passe-long")
    client.force_login(partner)
    response = client.post(board(issue, path)) if path not in {"board", "report"} else client.get(board(issue, path))
    assert response.status_code == 404
    assert "Approuver" not in response.content.decode()
    issue.refresh_from_db()
    assert issue.state == IssueState.DRAFT


def test_the_communication_team_may(client: Client, issue: Issue) -> None:
    person = User.objects.create_user("equipe", "equipe@example.org", "un-mot-de-passe-long")
    group, _made = Group.objects.get_or_create(name=TEAM_GROUP)
    grant_admin(group)
    person.groups.add(group)
    client.force_login(person)
    assert client.get(board(issue)).status_code == 200
    assert client.get(reverse(issue.snippet_viewset.get_url_name("list"))).status_code == 200
    for register in ("abonnes", "envois", "consentements"):
        assert client.get(f"/admin/{register}/").status_code == 200
    assert client.get("/admin/abonnes/create/").status_code in {302, 403, 404}


def grant_admin(group: Group) -> None:
    from django.contrib.auth.models import Permission

    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))


def test_registers_are_exported(team: Client, make_subscribers: Callable[[int], object]) -> None:
    make_subscribers(3)
    response = team.get("/admin/abonnes/?export=csv")
    body = b"".join(response.streaming_content).decode()
    assert "abonne2@example.org" in body
    assert "CA de Nevers" in body
    person = Subscriber.objects.first()
    assert person is not None
    assert team.get(f"/admin/abonnes/inspect/{person.pk}/").status_code == 200


def test_the_archive_shows_sent_letters_from_what_was_frozen(
    client: Client, approved: Issue, make_subscribers: Callable[[int], object], now: datetime
) -> None:
    make_subscribers(1)
    assert client.get(approved.path).status_code == 404
    assert "La première lettre se prépare" in client.get("/lettre/").content.decode()
    start_sending(issue_id=approved.pk, by=None, now=now + timedelta(hours=1))
    Issue.objects.filter(pk=approved.pk).update(editorial="<p>changé après coup</p>")
    page = client.get(approved.path).content.decode()
    assert "Chère lectrice" in page
    assert "changé après coup" not in page
    assert "décochée" not in page
    assert "style=" not in page.split("<main")[1].split("</main>")[0]
    assert "Décembre 2026" in client.get("/lettre/").content.decode()


def test_unknown_letter_is_a_404(client: Client, brand: object) -> None:
    assert client.get("/lettre/rien/").status_code == 404


def test_an_event_cancelled_since_is_told_on_the_board_and_on_the_page_of_the_sent_letter(
    team: Client, approved: Issue, make_subscribers: Callable[[int], object], nevers: Commune, now: datetime
) -> None:
    make_subscribers(1)
    entry = Entry.objects.get(code="abc234")
    start_sending(issue_id=approved.pk, by=None, now=now)
    assert "Annulé" not in team.get(approved.path).content.decode()
    Entry.objects.filter(pk=entry.pk).update(status="cancelled")
    assert "<strong>Annulé</strong>" in team.get(approved.path).content.decode()
    assert "Annulé, reporté ou retiré depuis" in team.get(board(approved)).content.decode()


@pytest.fixture
def called_off(issue: Issue, nevers: Commune) -> Issue:
    """The draft, whose one line tells of an event cancelled since."""
    Entry.objects.filter(code="abc234").update(status="cancelled")
    return issue


def test_a_letter_that_names_an_event_called_off_is_approved_only_by_who_saw_it(
    team: Client, called_off: Issue, moderator: User, now: datetime
) -> None:
    with pytest.raises(CalledOffUnseen):
        approve_issue(issue_id=called_off.pk, by=moderator, now=now)
    shown = team.get(board(called_off)).content.decode()
    assert "l’envoyer quand même" in shown
    answer = team.post(board(called_off, "approve"), read_on(shown), follow=True)
    assert "cochez d’abord" in answer.content.decode()
    called_off.refresh_from_db()
    assert called_off.state == IssueState.DRAFT
    seen = {"seen": "yes", **read_on(shown)}
    page = team.post(board(called_off, "approve"), seen, follow=True).content.decode()
    assert "Modifier le texte demandera une nouvelle approbation." in page
    called_off.refresh_from_db()
    assert called_off.state == IssueState.APPROVED


def test_lines_called_off_are_unticked_by_one_button_and_an_approval_is_lost(
    team: Client, called_off: Issue, moderator: User, now: datetime
) -> None:
    approve_issue(issue_id=called_off.pk, by=moderator, called_off_seen=True, now=now)
    page = team.post(board(called_off, "untick"), follow=True).content.decode()
    assert "1 ligne décochée." in page
    assert "Annulé, reporté" not in page
    called_off.refresh_from_db()
    assert called_off.state == IssueState.DRAFT
    assert [line["show"] for line in called_off.content[0].value["entries"]] == [False, False]
    assert untick_called_off(issue_id=called_off.pk, by=moderator, now=now) == 0
    assert approve_issue(issue_id=called_off.pk, by=moderator, now=now).state == IssueState.APPROVED


def test_a_letter_being_sent_keeps_its_lines(
    called_off: Issue, moderator: User, make_subscribers: Callable[[int], object], now: datetime
) -> None:
    make_subscribers(1)
    approve_issue(issue_id=called_off.pk, by=moderator, called_off_seen=True, now=now)
    start_sending(issue_id=called_off.pk, by=None, now=now)
    with pytest.raises(NotNow):
        untick_called_off(issue_id=called_off.pk, by=moderator, now=now)


def test_the_report_says_how_far_the_sending_is_and_no_zero(
    team: Client, approved: Issue, make_subscribers: Callable[[int], object], now: datetime
) -> None:
    make_subscribers(2)
    page = team.get(board(approved, "report")).content.decode()
    assert "La lettre n’est pas encore partie." in page
    assert "Tout le monde" not in page
    start_sending(issue_id=approved.pk, by=None, now=now)
    page = team.get(board(approved, "report")).content.decode()
    assert "L’envoi continue." in page
    assert "Tout le monde" not in page
    assert "0 " not in page.split("Retour à la lettre")[1].split("</ul>")[0]
    assert "0 envoyé" not in team.get(board(approved)).content.decode()
    Delivery.objects.update(state="accepted")
    assert "Tout le monde l’a reçue." in team.get(board(approved, "report")).content.decode()


def test_the_month_and_the_address_of_a_letter_are_not_typed(team: Client, issue: Issue) -> None:
    url = reverse(issue.snippet_viewset.get_url_name("edit"), args=[issue.pk])
    team.post(url, edit_form(issue, period="2031-01", slug="ailleurs", subject="Changé"))
    issue.refresh_from_db()
    assert (issue.period, issue.slug, issue.subject) == ("2026-12", "decembre-2026", "Changé")


def test_the_editor_of_a_letter_has_one_title(team: Client, issue: Issue) -> None:
    url = reverse(issue.snippet_viewset.get_url_name("edit"), args=[issue.pk])
    assert team.get(url).content.decode().count("<h1") == 1


def test_registers_speak_everyday_french(team: Client, make_subscribers: Callable[[int], list[Subscriber]]) -> None:
    make_subscribers(1)
    person = Subscriber.objects.get()
    listed = team.get("/admin/abonnes/").content.decode()
    assert "Désabonné le" in listed
    assert "Inspecter" not in listed
    page = team.get(f"/admin/abonnes/inspect/{person.pk}/").content.decode()
    for words in ("Retour à la liste", "Communauté de communes", "Désabonné le", "Preuves de consentement"):
        assert words in page
    for words in ("liste de abonné", "Epci", "Preuves De Consentement", "Inspection"):
        assert words not in page
