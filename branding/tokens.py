"""Turns the brand record into what each medium understands: CSS variables for the web, attributes for MJML."""

from dataclasses import asdict, dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from branding.contrast import BLACK, contrast, mix
from branding.models import BAND_SHARE, Brand

# Mail programs load no font from us: a widely installed legible face comes first.
MAIL_FONT_STACK = "Verdana, DejaVu Sans, Geneva, Arial, sans-serif"
SOFT_TEXT_RATIO = 5.5


@dataclass(frozen=True)
class Palette:
    """Every colour of the product, `#rrggbb`; those below the first four are mixed from them."""

    primary: str
    accent: str
    ink: str
    paper: str
    primary_dark: str
    ink_soft: str
    band: str
    accent_soft: str
    line: str
    field_line: str


def palette(brand: Brand) -> Palette:
    """Return the brand's colours and their mixes; text mixes keep a contrast of 5.5 on paper and bands."""
    band = mix(brand.colour_paper, brand.colour_primary, BAND_SHARE)
    return Palette(
        primary=brand.colour_primary,
        accent=brand.colour_accent,
        ink=brand.colour_ink,
        paper=brand.colour_paper,
        primary_dark=mix(brand.colour_primary, BLACK, 0.35),
        ink_soft=_softened(brand.colour_ink, band),
        band=band,
        accent_soft=mix(brand.colour_paper, brand.colour_accent, 0.28),
        line=mix(brand.colour_paper, brand.colour_ink, 0.18),
        # A field's edge has to be seen: 3:1 at least (WCAG 1.4.11).
        field_line=mix(brand.colour_paper, brand.colour_ink, 0.62),
    )


def _softened(ink: str, ground: str) -> str:
    steps = (mix(ink, ground, share / 50) for share in range(15, -1, -1))
    return next((step for step in steps if contrast(step, ground) >= SOFT_TEXT_RATIO), ink)


def css_variables(brand: Brand) -> str:
    """Return the `:root` rule that gives the style sheets this brand's colours."""
    lines = [f"  --{name.replace('_', '-')}: {value};" for name, value in asdict(palette(brand)).items()]
    return "\n".join([":root {", *lines, "}", ""])


def mjml_attributes(brand: Brand) -> SafeString:
    """Return the content of `<mj-attributes>`: defaults for every element and the classes that mails use.

    Classes: title, heading, subheading, soft, phone (the number), band and highlight (sections), button-wide.
    """
    colours = palette(brand)
    rules: list[tuple[str, dict[str, str]]] = [
        ("mj-all", {"font-family": MAIL_FONT_STACK}),
        ("mj-body", {"background-color": colours.paper, "width": "600px"}),
        ("mj-text", {"color": colours.ink, "font-size": "18px", "line-height": "1.5", "padding": "8px 24px"}),
        ("mj-section", {"padding": "12px 0"}),
        ("mj-divider", {"border-color": colours.line, "border-width": "1px", "padding": "12px 24px"}),
        ("mj-button", {
            "background-color": colours.primary, "color": colours.paper, "font-size": "18px", "font-weight": "700",
            "border-radius": "6px", "inner-padding": "14px 24px", "padding": "12px 24px", "align": "left",
        }),
    ]  # fmt: skip
    classes: list[tuple[str, dict[str, str]]] = [
        ("title", {"color": colours.primary, "font-size": "32px", "font-weight": "700", "line-height": "1.2"}),
        ("heading", {"color": colours.primary, "font-size": "24px", "font-weight": "700", "line-height": "1.3"}),
        ("subheading", {"color": colours.ink, "font-size": "20px", "font-weight": "700", "line-height": "1.3"}),
        ("soft", {"color": colours.ink_soft, "font-size": "16px"}),
        ("phone", {"color": colours.ink, "font-size": "36px", "font-weight": "700", "line-height": "1.2"}),
        ("band", {"background-color": colours.band}),
        ("highlight", {"background-color": colours.accent}),
        ("button-wide", {"width": "100%", "align": "center"}),
    ]
    plain = format_html_join("", "<{}{} />", ((name, _attributes(values)) for name, values in rules))
    named = format_html_join("", '<mj-class name="{}"{} />', ((name, _attributes(values)) for name, values in classes))
    return format_html("{}{}", plain, named)


def _attributes(values: dict[str, str]) -> SafeString:
    return format_html_join("", ' {}="{}"', values.items())
