"""What an edition holds: all of its own agenda, nearby completed to five, nothing of the others; the short version."""

from dataclasses import replace

from newsletter.issues.cutting import Edition, Whereabouts, count_events, cut, shorten
from newsletter.rendering.letter import Item, Kind, Letter, Section

NEVERS, CLAMECY, COSNE = "245804406", "200067916", "200068088"
EDITION = Edition(siren=NEVERS, name="CA de Nevers", slug="ca-de-nevers")
AGENDA = "https://example.org/agenda/"


def item(code: str, *, local: bool = False) -> Item:
    return Item(f"Atelier {code}", "Samedi", f"https://example.org/e/{code}", "Les Connectés", code=code, local=local)


def agenda(heading: str, *codes: str, epci: str = "", local: tuple[str, ...] = ()) -> Section:
    items = (*map(item, codes), *(item(code, local=True) for code in local))
    return Section(Kind.AGENDA, heading=heading, items=items, epci=epci)


LETTER = Letter(
    subject="La lettre", title="La lettre", month="décembre 2026", programme="Relais", agenda_url=AGENDA,
    sections=(
        Section(Kind.PROPOSALS, heading="À ne pas manquer", items=(item("p1"), item("c2"))),
        agenda("CC Haut Nivernais", "c1", "c2", "c3", epci=CLAMECY, local=("c4",)),
        agenda("CA de Nevers", "n1", "n2", epci=NEVERS, local=("n3",)),
        agenda("CC Loire et Vignoble", "k1", "k2", epci=COSNE),
        agenda("Ailleurs", "b1"),
        agenda("Par téléphone", "r1"),
        Section(Kind.NEWS, heading="Les Connectés", items=(Item("Un local"),)),
        Section(Kind.CALL, heading="Qui appeler ?", phone="01 99 00 58 58", items=(Item("Les lieux"),)),
    ),
)  # fmt: skip
WHERE = Whereabouts(
    epcis={"c1": CLAMECY, "c2": CLAMECY, "c3": CLAMECY, "c4": CLAMECY, "n1": NEVERS, "k1": COSNE, "b1": ""},
    near={NEVERS: {"k2": 3_000, "c4": 8_000, "c1": 19_000, "b1": 19_500, "n1": 0}},
)


def shape(letter: Letter) -> list[tuple[str, list[str]]]:
    return [
        (section.heading.replace("\u00a0", " "), [line.code for line in section.items]) for section in letter.sections
    ]


def test_a_territory_reads_all_of_its_own_then_the_nearest_until_five_stand_there() -> None:
    assert shape(cut(LETTER, EDITION, WHERE)) == [
        ("À ne pas manquer", ["p1", "c2"]),
        ("CA de Nevers", ["n1", "n2", "n3"]),
        ("Tout près, à moins de 20 km", ["k2", "c4"]),
        ("Par téléphone", ["r1"]),
        ("Les Connectés", [""]),
        ("Qui appeler ?", [""]),
    ]


def test_five_of_its_own_need_nothing_from_nearby() -> None:
    full = tuple(
        agenda("CA de Nevers", *(f"n{n}" for n in range(5)), epci=NEVERS) if section.epci == NEVERS else section
        for section in LETTER.sections
    )
    headings = [heading for heading, _codes in shape(cut(replace(LETTER, sections=full), EDITION, WHERE))]
    assert "Tout près, à moins de 20 km" not in headings


def test_a_territory_without_any_event_reads_what_is_near() -> None:
    without = tuple(section for section in LETTER.sections if section.epci != NEVERS)
    cut_letter = cut(replace(LETTER, sections=without), EDITION, WHERE)
    assert shape(cut_letter)[1] == ("Tout près, à moins de 20 km", ["k2", "c4", "c1", "b1"])
    assert count_events(cut_letter) == 5
    far = cut(replace(LETTER, sections=without), EDITION, Whereabouts(epcis=WHERE.epcis))
    assert [heading for heading, _codes in shape(far)][1] == "Par téléphone"


def test_proposals_that_mean_a_long_journey_come_after_the_others() -> None:
    proposed = Section(Kind.PROPOSALS, items=(item("c2"), item("c1"), item("r9"), item("n1"), Item("Une actualité")))
    (section,) = cut(replace(LETTER, sections=(proposed,)), EDITION, WHERE).sections
    assert [line.code for line in section.items] == ["c1", "r9", "n1", "", "c2"]
    (same,) = cut(replace(LETTER, sections=(proposed,)), Edition(), WHERE).sections
    assert same == proposed


def test_an_edition_names_its_territory_and_leads_to_its_agenda() -> None:
    edition = cut(LETTER, EDITION, WHERE)
    assert (edition.edition, edition.agenda_url) == ("CA de Nevers", f"{AGENDA}?epci={NEVERS}")


def test_the_departements_edition_leads_to_what_it_has_no_room_for() -> None:
    whole = cut(LETTER, Edition(), Whereabouts())
    clamecy = whole.sections[1]
    assert [line.code for line in clamecy.items] == ["c1", "c2", "c3", ""]
    assert clamecy.items[-1].title == "Tout l’agenda\u00a0: CC Haut Nivernais"
    assert clamecy.items[-1].url == f"{AGENDA}?epci={CLAMECY}"
    assert [len(section.items) for section in whole.sections[3:]] == [2, 1, 1, 1, 1]


def test_a_section_made_by_hand_belongs_where_its_events_take_place() -> None:
    by_hand = replace(LETTER, sections=(agenda("Fait main", "k1"), agenda("Mélange", "k1", "c1"), agenda("Mien", "n1")))
    assert shape(cut(by_hand, EDITION, replace(WHERE, near={}))) == [("Mien", ["n1"]), ("Mélange", ["k1", "c1"])]


def test_the_short_version_is_ten_lines_the_number_first_and_no_event_twice() -> None:
    short = shorten(cut(LETTER, EDITION, WHERE))
    assert [section.kind for section in short.sections] == [Kind.CALL, Kind.PROPOSALS]
    assert short.sections[0].phone == "01 99 00 58 58"
    assert short.sections[0].items == ()
    assert [line.code for line in short.sections[1].items] == ["n1", "n2", "n3", "k2", "c4", "r1", "p1", "c2"]
    many = replace(LETTER, sections=(agenda("CA de Nevers", *(f"n{n}" for n in range(30))), LETTER.sections[-1]))
    assert len(shorten(many).sections[1].items) == 9
    assert len(shorten(replace(many, sections=many.sections[:1])).sections[0].items) == 10


def test_the_short_version_says_an_events_day_even_where_a_sentence_was_proposed() -> None:
    proposed = Section(Kind.PROPOSALS, items=(replace(item("n1"), line="Venez nombreux, c’est gratuit. Samedi"),))
    letter = replace(LETTER, sections=(proposed, agenda("CA de Nevers", "n1")))
    assert [line.line for line in shorten(letter).sections[0].items] == ["Samedi"]
