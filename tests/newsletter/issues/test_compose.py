"""The draft: made once a month from what everybody published, the same from the same sources."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from branding.models import Brand
from cms.news.models import NewsPage
from cms.structures.actions import open_space, prepare_platform
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from newsletter.issues.actions import compose_due_issue, compose_period
from newsletter.issues.calendar import default_dates
from newsletter.issues.compose import Contact, Happening, NewsItem, Proposal, Sitting, Sources, compose_issue
from newsletter.issues.letters import render_issue
from newsletter.issues.models import Issue
from newsletter.issues.period import Period, due_period, period_at
from tests.factories.entries import bulk_entries

DECEMBER = Period(2026, 12)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def at(day: int, hour: int = 13) -> Sitting:
    return Sitting(datetime(2026, 12, day, hour, 0, tzinfo=UTC))


WORKSHOP = Happening("aaa", "Premiers pas", "Médiathèque, Nevers", "Les Connectés", (at(12),), "CA de Nevers")
SOURCES = Sources(
    happenings=(
        WORKSHOP,
        replace(WORKSHOP, code="bbb", title="Plus tôt", sittings=(at(3), at(10), at(17), at(24))),
        replace(WORKSHOP, code="ccc", title="Au téléphone", remote=True),
        replace(WORKSHOP, code="ddd", title="Chez les voisins", territory=""),
        replace(WORKSHOP, code="eee", title="Annulé", cancelled=True),
        replace(WORKSHOP, code="fff", title="Séance annulée", sittings=(replace(at(5), is_off=True),)),
        replace(WORKSHOP, code="ggg", title="En janvier", sittings=(Sitting(datetime(2027, 1, 5, tzinfo=UTC)),)),
        replace(WORKSHOP, code="hhh", title="À Bourges", territory="CA Bourges Plus"),
    ),
    proposals=(Proposal("Portes ouvertes", "Venez voir.", "Fablab", code="zzz"),),
    news=(NewsItem("Un local", "Nous avons déménagé.", "Les Connectés", "http://localhost:8000/x/"),),
    contact=Contact("01 99 00 58 58", "Du lundi au vendredi", "http://localhost:8000/lieux/"),
)


def compose(sources: Sources = SOURCES, now: datetime = NOW) -> list[dict]:
    return compose_issue(period=DECEMBER, sources=sources, newsletter_name="La lettre", now=now).content


def test_a_draft_holds_proposals_agenda_by_territory_news_and_whom_to_call() -> None:
    headings = [(block["type"], block["value"]["heading"].replace("\u00a0", " ")) for block in compose()]
    assert headings == [
        ("proposals", "À ne pas manquer"),
        ("agenda", "CA Bourges Plus"),
        ("agenda", "CA de Nevers"),
        ("agenda", "Ailleurs"),
        ("agenda", "Par téléphone ou sur internet"),
        ("news", "Les Connectés"),
        ("call", "Qui appeler ? Où aller ?"),
    ]


def test_the_nearest_date_comes_first_and_what_is_off_or_elsewhen_stays_out() -> None:
    nevers = next(block for block in compose() if block["value"]["heading"] == "CA de Nevers")
    assert [line["title"] for line in nevers["value"]["entries"]] == ["Plus tôt", "Premiers pas"]


def test_dates_are_said_in_words() -> None:
    lines = {
        line["title"]: line["line"].replace("\u00a0", " ") for block in compose() for line in block["value"]["entries"]
    }
    assert lines["Premiers pas"] == "Samedi 12 décembre à 14 h – Médiathèque, Nevers"
    assert lines["Plus tôt"] == "Jeudi 3 décembre à 14 h, et 3 autres dates – Médiathèque, Nevers"


def test_a_proposed_event_says_when_and_where_after_its_sentence() -> None:
    proposed = (Proposal("Premiers pas", "Venez voir.", "Les Connectés", code="aaa"),)
    (line,) = compose(replace(SOURCES, proposals=proposed))[0]["value"]["entries"]
    assert line["line"].replace("\u00a0", " ") == "Venez voir. Samedi 12 décembre à 14 h – Médiathèque, Nevers"


def test_territories_stand_under_the_name_that_people_look_up() -> None:
    names = ("CC Tannay-Brinon-Corbigny", "CA de Nevers", "CC des Bertranges", "CA Moulins Communauté")
    happenings = tuple(replace(WORKSHOP, code=name, territory=name) for name in names)
    agenda = [block["value"]["heading"] for block in compose(replace(SOURCES, happenings=happenings))[1:5]]
    assert agenda == ["CC des Bertranges", "CA Moulins Communauté", "CA de Nevers", "CC Tannay-Brinon-Corbigny"]


def test_a_territory_keeps_its_ninth_line_for_its_own_edition() -> None:
    many = tuple(replace(WORKSHOP, code=f"c{n}", title=f"Atelier {n:02d}", epci="245804406") for n in range(12))
    agenda = compose(replace(SOURCES, happenings=many))[1]["value"]
    assert agenda["epci"] == "245804406"
    assert [line["local"] for line in agenda["entries"]] == [False] * 8 + [True] * 4


def test_dates_already_over_are_left_out() -> None:
    late = compose(now=datetime(2026, 12, 13, tzinfo=UTC))
    titles = [line["title"] for block in late for line in block["value"]["entries"]]
    assert "Premiers pas" not in titles
    assert "Plus tôt" in titles


def test_the_same_sources_give_the_same_draft() -> None:
    assert compose() == compose(replace(SOURCES, happenings=SOURCES.happenings[::-1]))


@pytest.mark.parametrize(
    ("day", "compose_day", "key"), [(23, 20, "2026-12"), (3, 3, "2026-11"), (15, 15, "2026-11"), (16, 16, "2026-12")]
)
def test_a_draft_of_the_second_half_of_a_month_is_about_the_next(day: int, compose_day: int, key: str) -> None:
    assert period_at(datetime(2026, 11, day, 9, tzinfo=UTC), compose_day).key == key


def test_the_day_is_local_and_a_missed_day_is_caught_up() -> None:
    def due(now: datetime) -> Period | None:
        return due_period(now, lambda period: default_dates(period, 20).compose)

    assert due(datetime(2026, 11, 19, 22, 59, tzinfo=UTC)) is None
    assert due(datetime(2026, 11, 19, 23, 1, tzinfo=UTC)) == DECEMBER
    assert due(datetime(2026, 11, 28, tzinfo=UTC)) == DECEMBER
    assert Period(2026, 12).next.key == "2027-01"


@pytest.fixture
def structure(db: None, nevers: Commune) -> StructurePage:
    prepare_platform(now=NOW)
    return open_space(name="Les Connectés", kind="association", commune=nevers, by=None, now=NOW)


def news(structure: StructurePage, title: str, *, days_ago: int, **fields: object) -> NewsPage:
    page = NewsPage(title=title, summary="En bref.", first_published_at=NOW - timedelta(days=days_ago), **fields)
    structure.add_child(instance=page)
    NewsPage.objects.filter(pk=page.pk).update(first_published_at=NOW - timedelta(days=days_ago))
    return page


def test_the_draft_is_composed_once_from_the_catalogue_and_the_news(
    structure: StructurePage, nevers: Commune, clamecy: Commune, brand: Brand
) -> None:
    bulk_entries(20, [nevers, clamecy], first_day=datetime(2026, 12, 1, tzinfo=UTC))
    news(structure, "Nouveau local", days_ago=3)
    news(structure, "Vieille nouvelle", days_ago=90)
    news(structure, "À la une", days_ago=2, newsletter_proposed=True, newsletter_sentence="Venez nombreux.")
    brand.compose_day = 20
    brand.save()
    assert compose_due_issue(now=datetime(2026, 11, 19, tzinfo=UTC)) is None
    issue = compose_due_issue(now=NOW)
    assert issue is not None
    assert compose_due_issue(now=NOW) is None
    assert compose_period(period=DECEMBER, by=None, now=NOW) == issue
    assert (issue.period, issue.slug) == ("2026-12", "decembre-2026")
    text = render_issue(Issue.objects.get()).text
    for words in (
        "CA de Nevers",
        "CC Haut Nivernais",
        "Nouveau local",
        "À la une",
        "Venez nombreux.",
        "01 99 00 58 58",
    ):
        assert words in text
    assert "Vieille nouvelle" not in text
    assert "/e/" in text


def compose_on(brand: Brand, day: int) -> None:
    brand.compose_day = day
    brand.save()


def test_a_beat_that_slept_until_the_month_was_over_still_composes(brand: Brand) -> None:
    compose_on(brand, 25)
    assert compose_due_issue(now=datetime(2026, 11, 24, tzinfo=UTC)) is None
    issue = compose_due_issue(now=datetime(2026, 12, 1, 9, tzinfo=UTC))
    assert issue is not None
    assert issue.period == "2026-12"
    assert compose_due_issue(now=datetime(2026, 12, 2, tzinfo=UTC)) is None


def test_a_missed_letter_is_caught_up_only_while_it_is_of_use(brand: Brand) -> None:
    compose_on(brand, 25)
    assert compose_due_issue(now=datetime(2026, 12, 16, 9, tzinfo=UTC)) is None
    compose_on(brand, 10)  # November's letter, missed: November is over
    assert compose_due_issue(now=datetime(2026, 12, 1, 9, tzinfo=UTC)) is None
    assert not Issue.objects.exists()


def test_a_draft_that_the_team_deleted_is_not_composed_again_by_itself(brand: Brand) -> None:
    compose_on(brand, 20)
    issue = compose_due_issue(now=NOW)
    assert issue is not None
    issue.delete()
    assert compose_due_issue(now=NOW + timedelta(minutes=1)) is None
    assert compose_due_issue(now=datetime(2026, 12, 2, tzinfo=UTC)) is None
    assert compose_period(period=DECEMBER, by=None, now=NOW).pk
    january = compose_due_issue(now=datetime(2026, 12, 20, 12, tzinfo=UTC))
    assert january is not None
    assert january.period == "2027-01"


def test_a_second_issue_tells_only_the_news_since_the_first(structure: StructurePage, brand: Brand) -> None:
    news(structure, "Déjà dite", days_ago=10)
    Issue.objects.create(period="2026-11", slug="novembre-2026", subject="x", composed_at=NOW - timedelta(days=5))
    news(structure, "Toute neuve", days_ago=1)
    text = render_issue(compose_period(period=DECEMBER, by=None, now=NOW)).text
    assert "Toute neuve" in text
    assert "Déjà dite" not in text


def test_composing_costs_the_same_queries_for_ten_and_two_hundred_events(
    nevers: Commune, clamecy: Commune, brand: Brand
) -> None:
    counts = []
    compose_period(period=Period(2026, 11), by=None, now=NOW)  # content types are then known
    for number, month in ((10, 12), (200, 1)):
        bulk_entries(
            number,
            [nevers, clamecy],
            first_day=datetime(2027 if month == 1 else 2026, month, 1, tzinfo=UTC),
            ical=False,
        )
        period = Period(2027, 1) if month == 1 else DECEMBER
        with CaptureQueriesContext(connection) as queries:
            compose_period(period=period, by=None, now=NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_block_definitions_stay_out_of_migrations() -> None:
    field = Issue._meta.get_field("content")
    _name, path, args, kwargs = field.deconstruct()
    assert (path, args) == ("cms.foundation.fields.SlimStreamField", [[]])
    assert "block_lookup" not in kwargs
    assert type(field)(*args, **kwargs).deconstruct()[1:] == (path, args, kwargs)
