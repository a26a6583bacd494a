"""The team's light form of the programme: published as typed, faults told at their field, nothing typed is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.documents import get_document_model

from agenda.programme.models import ProgrammeDate, ProgrammeItem
from agenda.programme.pages import ProgrammePage
from cms.accounts.models import User
from cms.structures.models import StructurePage
from tests.factories.programme import add_item, hours_on, in_days

ClientOf = Callable[[User], Client]
PDF = b"%PDF-1.4 un ordre du jour"


def typed(*rows: dict[str, str], **values: Any) -> dict[str, Any]:
    """Return what the form sends, with the rows of dates."""
    rows = rows or ({"day": in_days(7).isoformat(), "start": "14:00", "end": "16:00"},)
    data = {"title": "Comité technique", "kind": "committee", "audience": "all", **values}
    data |= {"date-TOTAL_FORMS": str(len(rows)), "date-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {f"date-{number}-{name}": value for name, value in row.items()}
    return data


def test_an_item_is_published_as_typed_and_changed(
    moderator: User, structure_a: StructurePage, structure_b: StructurePage, client_of: ClientOf
) -> None:
    client = client_of(moderator)
    data = typed(
        {"day": in_days(7).isoformat(), "start": "14:00", "end": "16:00"},
        {"day": in_days(9).isoformat(), "last_day": in_days(10).isoformat()},
        {"day": "", "start": ""},
        where="Nevers", link="visio.example.org/x", text="Bonjour.\nÀ bientôt.",
        audience="named", structures=[str(structure_a.pk)],
    )  # fmt: skip
    answer = client.post(reverse("team:add_programme_item"), data, follow=True)
    assert "Publié : « Comité technique »." in answer.content.decode().replace("\xa0", " ")
    item = ProgrammeItem.objects.get()
    assert (item.where, item.link, item.text) == ("Nevers", "https://visio.example.org/x", "Bonjour.\nÀ bientôt.")
    assert [row.is_all_day for row in item.dates.order_by("starts_at")] == [False, True]
    assert list(item.structures.all()) == [structure_a]
    page = ProgrammePage.objects.get()
    screen = reverse("team:programme_item", args=[page.pk])
    html = client.get(screen).content.decode()
    assert f'value="{in_days(7).isoformat()}"' in html
    keys = [row.key for row in item.dates.order_by("starts_at")]
    data |= {"date-0-key": keys[0], "date-1-key": keys[1], "seen": str(page.latest_revision_id), "title": "Autre nom"}
    assert client.post(screen, data).status_code == 302
    assert [row.key for row in item.dates.order_by("starts_at")] == keys
    assert ProgrammeItem.objects.get().title == "Autre nom"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"start": "14:00", "end": "16:00"}, "Indiquez le jour."),
        ({"day": "2026-12-10", "start": "14:00"}, "Indiquez les deux heures"),
        ({"day": "2026-12-10", "start": "16:00", "end": "14:00"}, "La fin est avant le début."),
        (
            {"day": "2026-12-10", "start": "14:00", "end": "16:00", "last_day": "2026-12-11"},
            "donnez une ligne à chaque",
        ),
        ({"day": "2026-12-10", "last_day": "2026-12-09"}, "Le dernier jour est avant le premier."),
        ({"day": "2026-12-10", "last_day": "2027-03-09"}, "C’est plus d’un mois"),
        ({"day": "2027-03-28", "start": "02:45", "end": "03:30"}, "on change d’heure"),
        ({"day": "9999-12-31"}, "C’est plus d’un mois"),
        ({"day": "hier"}, "date"),
        ({}, "Indiquez au moins une date."),
    ],
)
def test_a_wrong_date_is_told_and_nothing_is_published(
    moderator: User, client_of: ClientOf, row: dict[str, str], words: str
) -> None:
    answer = client_of(moderator).post(reverse("team:add_programme_item"), typed(row or {"day": ""}))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="Comité technique"' in answer.content.decode()
    assert not ProgrammePage.objects.exists()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": ""}, "Dites en quelques mots ce que c’est."),
        ({"audience": "epci"}, "Cochez au moins une intercommunalité."),
        ({"audience": "named"}, "Cochez au moins une structure."),
        ({"audience": "named", "structures": ["987654"]}, "987654"),
        ({"link": "pas une adresse du tout"}, "Lien"),
        ({"kind": "fête"}, "Quelle sorte"),
        ({"date-TOTAL_FORMS": "x"}, "rechargez-la"),
        ({"date-TOTAL_FORMS": "9999"}, "24"),
    ],
)
def test_a_wrong_answer_is_told_and_nothing_is_published(
    moderator: User, structure_a: StructurePage, client_of: ClientOf, values: dict[str, Any], words: str
) -> None:
    answer = client_of(moderator).post(reverse("team:add_programme_item"), {**typed(), **values})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ProgrammePage.objects.exists()


def test_more_rows_keep_what_was_typed_and_publish_nothing(
    moderator: User, structure_a: StructurePage, client_of: ClientOf
) -> None:
    data = typed(text="Déjà écrit", audience="named", structures=[str(structure_a.pk)], more="1")
    answer = client_of(moderator).post(reverse("team:add_programme_item"), data)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "À corriger" not in html
    assert 'value="Comité technique"' in html
    assert "Déjà écrit" in html
    assert f'value="{in_days(7).isoformat()}"' in html
    assert 'name="date-3-day"' in html
    assert not ProgrammePage.objects.exists()


def test_a_document_is_attached_and_survives_a_form_sent_back(
    moderator: User, partner_a: User, structure_a: StructurePage, structure_b: StructurePage, partner_b: User,
    client_of: ClientOf,
) -> None:  # fmt: skip
    client = client_of(moderator)
    upload = SimpleUploadedFile("ordre-du-jour.pdf", PDF, "application/pdf")
    wrong = client.post(reverse("team:add_programme_item"), typed(title="", upload=upload))
    assert "ordre-du-jour.pdf" in wrong.content.decode()
    token = wrong.context["kept"].token
    right = typed(kept=str(token), audience="named", structures=[str(structure_a.pk)])
    assert client.post(reverse("team:add_programme_item"), right).status_code == 302
    document = get_document_model().objects.get()
    assert ProgrammeItem.objects.get().document == document
    # Whom the item concerns reads its document; nobody else hears of it.
    assert client_of(partner_a).get(document.url).status_code == 200
    assert client_of(partner_b).get(document.url).status_code == 404
    assert Client().get(document.url).status_code == 404
    page = ProgrammePage.objects.get()
    again = typed(drop_document="on", seen=str(page.latest_revision_id))
    assert client.post(reverse("team:programme_item", args=[page.pk]), again).status_code == 302
    assert ProgrammeItem.objects.get().document is None
    assert client_of(partner_a).get(document.url).status_code == 404


def test_a_file_that_is_none_of_ours_is_refused(moderator: User, client_of: ClientOf) -> None:
    upload = SimpleUploadedFile("x.html", b"<script>", "text/html")
    answer = client_of(moderator).post(reverse("team:add_programme_item"), typed(upload=upload))
    assert answer.status_code == 422
    assert not ProgrammePage.objects.exists()


def test_sent_twice_it_is_one_item_and_corrected_it_is_the_same(moderator: User, client_of: ClientOf) -> None:
    client, screen = client_of(moderator), reverse("team:add_programme_item")
    key = client.get(screen).context["once_key"]
    for _click in range(2):
        assert client.post(screen, typed(once=key)).status_code == 302
    assert ProgrammePage.objects.count() == 1
    assert client.post(screen, typed(once=key, title="Corrigé")).status_code == 302
    assert [page.title for page in ProgrammePage.objects.all()] == ["Corrigé"]


def test_who_is_second_is_told_and_may_then_go_on(moderator: User, second_moderator: User, client_of: ClientOf) -> None:
    page = add_item(moderator)
    screen, seen = reverse("team:programme_item", args=[page.pk]), str(page.latest_revision_id)
    assert client_of(moderator).post(screen, typed(title="Première", seen=seen)).status_code == 302
    second = client_of(second_moderator)
    answer = second.post(screen, typed(title="Seconde", seen=seen))
    assert answer.status_code == 422
    assert "Quelqu’un d’autre a changé cet élément" in answer.content.decode()
    assert ProgrammeItem.objects.get().title == "Première"
    assert second.post(screen, typed(title="Seconde", seen=str(answer.context["seen"]))).status_code == 302
    assert ProgrammeItem.objects.get().title == "Seconde"


def test_taking_out_says_what_it_does_first(moderator: User, client_of: ClientOf) -> None:
    page, client = add_item(moderator), client_of(moderator)
    screen = reverse("team:remove_programme_item", args=[page.pk])
    assert "Cochez plutôt" in client.get(screen).content.decode()
    assert ProgrammePage.objects.exists()
    assert client.post(screen).status_code == 302
    assert not ProgrammePage.objects.exists()
    assert client.post(screen).status_code == 404


def test_the_editor_of_the_admin_leads_to_the_light_form(moderator: User, client_of: ClientOf) -> None:
    page = add_item(moderator)
    answer = client_of(moderator).get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("team:programme_item", args=[page.pk]))


def test_the_list_asks_as_many_queries_whatever_the_number(
    moderator: User, structure_a: StructurePage, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, screen = client_of(moderator), reverse("team:programme")
    add_item(moderator, audience="named", structures=[structure_a])
    client.get(screen)
    with django_assert_num_queries(9) as few:
        client.get(screen)
    for number in range(8):
        add_item(moderator, hours_on(in_days(number + 2)), audience="named", structures=[structure_a])
    with django_assert_num_queries(len(few.captured_queries)):
        assert "Association Le Fil" in client.get(screen).content.decode()
    assert ProgrammeDate.objects.filter(ends_at__gt=timezone.now()).count() == 9
