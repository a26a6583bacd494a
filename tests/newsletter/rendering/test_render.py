"""What leaves in a mail: complete in both parts, readable, small, and with no host but ours."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from branding.models import Brand
from newsletter.rendering.contributed import clean_html, html_to_text
from newsletter.rendering.letter import Item, Kind, Letter, Section, letter_from_json, letter_to_json
from newsletter.rendering.render import SLOT, LetterRefused, render_letter

pytestmark = pytest.mark.django_db


class Tags(HTMLParser):
    """All start tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_both_parts_say_everything(letter: Letter, brand: Brand) -> None:
    rendered = render_letter(letter, brand)
    for words in (
        "Atelier n° 4",
        "Samedi 12 décembre à 14 h",
        "Qui appeler",
        "01 99 00 58 58",
        "http://localhost:8000/e/a3",
    ):
        assert words in rendered.text or words.upper() in rendered.text
        assert words in rendered.html
    assert rendered.html.count(SLOT) == rendered.text.count(SLOT) == 3


def test_the_mail_names_no_host_but_ours(letter: Letter, brand: Brand) -> None:
    tags = Tags(render_letter(letter, brand).html).found
    for tag, attrs in tags:
        for name in ("src", "background", "action"):
            assert (attrs.get(name) or "http://localhost:8000").startswith("http://localhost:8000"), (tag, attrs)
        assert tag not in {"link", "script", "iframe", "form"}
        if tag == "a":
            assert re.match(rf"http://localhost:8000/|mailto:|tel:|{SLOT}", attrs["href"] or ""), attrs
    assert "fonts.googleapis" not in str(tags)


def test_the_mail_is_in_french_has_one_h1_and_lists_without_a_table_an_event(letter: Letter, brand: Brand) -> None:
    html = render_letter(letter, brand).html
    assert '<html lang="fr"' in html
    assert html.count("<h1") == 1
    more = replace(letter, sections=(Section(Kind.AGENDA, "Nevers", letter.sections[0].items * 4),))
    assert render_letter(more, brand).html.count("<table") <= html.count("<table")


def test_no_text_of_the_mail_is_smaller_than_16_pixels(letter: Letter, brand: Brand) -> None:
    sizes = [int(size) for size in re.findall(r"font-size:\s*(\d+)px", render_letter(letter, brand).html)]
    assert min(size for size in sizes if size > 1) >= 16  # MJML writes 0 on tables and 1 on lines


def test_sixty_events_in_eight_territories_stay_far_below_the_limit(letter: Letter, brand: Brand) -> None:
    items = tuple(replace(letter.sections[0].items[0], title=f"Atelier numéro {n}") for n in range(8))
    sections = tuple(Section(Kind.AGENDA, f"Territoire {n}", items) for n in range(8))
    rendered = render_letter(replace(letter, sections=sections), brand)
    assert rendered.size < 65_000
    assert rendered.warnings == ()


def test_a_month_of_eighty_events_in_twenty_six_sections_needs_no_warning(letter: Letter, brand: Brand) -> None:
    item = Item("Déclarer et payer ses impôts en ligne", "Mardi 1er décembre à 9 h 30 – France Services, Cosne",
                "http://localhost:8000/e/9y39sn", "France Services de Cosne-Cours-sur-Loire")  # fmt: skip
    sections = tuple(Section(Kind.AGENDA, f"CC Territoire {n}", (item,) * (5 if n < 14 else 1)) for n in range(26))
    assert render_letter(replace(letter, sections=(*sections, letter.sections[1])), brand).size < 65_000


def test_a_letter_of_four_territories_begins_with_anchors_to_them(letter: Letter, brand: Brand) -> None:
    agenda, call = letter.sections
    territories = tuple(replace(agenda, heading=f"Territoire {n}") for n in range(4))
    html = render_letter(replace(letter, sections=(call, *territories)), brand).html
    for place in range(2, 6):
        assert html.index(f'href="#partie-{place}"') < html.index(f'id="partie-{place}"')
    assert 'href="#partie-1"' not in html
    assert "#partie" not in render_letter(replace(letter, sections=territories[:3]), brand).html


def test_a_letter_that_programs_would_cut_is_refused_and_names_what_to_shorten(letter: Letter, brand: Brand) -> None:
    items = tuple(
        Item(f"Atelier {n}", "Une ligne assez longue pour compter. " * 3, "http://localhost:8000/e/x")
        for n in range(450)
    )
    long = replace(letter, sections=(*letter.sections, Section(Kind.AGENDA, "Trop de choses", items)))
    with pytest.raises(LetterRefused, match="Trop de choses"):
        render_letter(long, brand)


def test_a_letter_near_the_limit_is_rendered_with_a_warning(letter: Letter, brand: Brand) -> None:
    items = tuple(Item(f"Atelier {n}", "Une ligne. " * 5, "http://localhost:8000/e/x") for n in range(370))
    rendered = render_letter(replace(letter, sections=(Section(Kind.AGENDA, "Beaucoup", items),)), brand)
    assert 80_000 < rendered.size <= 95_000
    assert "Beaucoup" in rendered.warnings[0]


@pytest.mark.parametrize(
    "hostile",
    [
        "<p>a<p>b<li>c<ul>",
        "3 < 5 & 7 > 2",
        "<script>alert(1)</script><p onclick=x()>un</p>",
        "<mj-section><mj-raw>",
        "<b>" * 9000 + "profond" + "</b>" * 9000,
        "<ul><li>" * 500 + "profond",
        "<a href='javascript:alert(1)'>x</a><img src=http://ailleurs.example/p.gif>",
        "<!-- --><p>--></p>",
        "<p style='background:url(http://ailleurs.example/)'>x</p>",
    ],
)
def test_hostile_html_of_a_contributor_neither_breaks_nor_enters_the_mail(
    hostile: str, letter: Letter, brand: Brand
) -> None:
    try:
        rendered = render_letter(replace(letter, editorial=hostile), brand)
    except LetterRefused:
        return
    assert "<script" not in rendered.html
    assert "onclick" not in rendered.html
    assert "javascript:" not in rendered.html
    assert "ailleurs.example" not in rendered.html
    assert "Qui appeler" in rendered.html


FORBIDDEN = "\x00\x01\x08\x0b\x0c\x0e\x1f\ud800\udfff\ufffe\uffff"


def test_characters_that_xml_forbids_are_left_out_wherever_they_are_pasted(letter: Letter, brand: Brand) -> None:
    item = Item(f"Un{FORBIDDEN} titre", f"Une{FORBIDDEN} ligne", "http://localhost:8000/e/x", f"Le{FORBIDDEN} Fil")
    section = Section(
        Kind.CALL, f"Où{FORBIDDEN}", (item,), f"<p>Un{FORBIDDEN} mot&#1;&#xffff;</p>", hours=f"Lundi{FORBIDDEN}"
    )
    pasted = replace(
        letter,
        subject=f"Le{FORBIDDEN} sujet",
        title=f"La{FORBIDDEN} lettre",
        editorial=f"<p>Chers{FORBIDDEN} lecteurs&#11;</p>",
        sections=(section,),
        address=(f"1{FORBIDDEN} place",),
        preheader=FORBIDDEN,
    )
    rendered = render_letter(pasted, brand)
    for part in (rendered.subject, rendered.html, rendered.text):
        assert not set(FORBIDDEN) & set(part)
    assert rendered.subject == "Le sujet"
    for words in ("Un titre", "Une ligne", "Le Fil", "Un mot", "Chers lecteurs", "1 place"):
        assert words in rendered.html
        assert words in rendered.text


def test_a_letter_that_the_engine_refuses_is_told_in_a_sentence(
    letter: Letter, brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsletter.rendering.render.mjml_attributes", lambda _brand: "<mj-all")
    with pytest.raises(LetterRefused, match=r"mise en page|laid out"):
        render_letter(letter, brand)


def test_a_paste_of_three_megabytes_is_refused_with_the_name_of_the_text(letter: Letter, brand: Brand) -> None:
    with pytest.raises(LetterRefused, match="toria"):
        render_letter(replace(letter, editorial="<p>mot</p>" * 300_000), brand)


def test_deep_nesting_loses_its_tags_and_keeps_its_words() -> None:
    assert clean_html("<blockquote>" * 30 + "mot" + "</blockquote>" * 30) == "<p>mot</p>"


def test_links_of_contributors_become_absolute() -> None:
    assert 'href="http://localhost:8000/actualites/"' in clean_html('<a href="/actualites/">ici</a>')


def test_html_becomes_readable_text() -> None:
    html = "<h3>Titre</h3><p>Un <b>mot</b>,<br>puis <a href='https://example.org/x'>un lien</a>.</p>"
    html += "<ol><li>a</li><li>b</li></ol>"
    assert html_to_text(html) == "Titre\n\nUn mot,\npuis un lien (https://example.org/x).\n\n1. a\n2. b"


def test_plain_text_folds_lines_and_never_cuts_an_address(letter: Letter, brand: Brand) -> None:
    url = "http://localhost:8000/" + "x" * 120
    long = replace(letter, url=url, editorial="<p>" + "mot " * 60 + "</p>")
    lines = render_letter(long, brand).text.splitlines()
    assert url in lines
    assert all(len(line) <= 76 for line in lines if "://" not in line)


def test_a_letter_survives_its_frozen_form(letter: Letter) -> None:
    assert letter_from_json(letter_to_json(letter)) == letter


def test_titles_are_escaped(letter: Letter, brand: Brand) -> None:
    section = Section(Kind.NEWS, "A & B <i>", (Item("<script>x</script>", 'dit "oui"', "http://localhost:8000/e/x"),))
    rendered = render_letter(replace(letter, sections=(section,)), brand)
    assert "<script" not in rendered.html
    assert "&lt;script&gt;" in rendered.html
    assert "<script>x</script>" in rendered.text  # plain text is what was typed
