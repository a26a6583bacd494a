"""Knows how readable one colour is upon another (WCAG 2.2, relative luminance and contrast ratio)."""

import re

HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")
READABLE = 4.5
BLACK, WHITE = "#000000", "#ffffff"


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue (0 to 255) of `#rrggbb`.

    Raises:
        ValueError: the colour is not written `#rrggbb`.
    """
    if not HEX.match(colour):
        raise ValueError(f"{colour!r} is not written #rrggbb")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 (black) to 1 (white): https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    red, green, blue = (_linear(value / 255) for value in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    # 0.04045 is sRGB's own threshold; WCAG's older 0.03928 gives the same ratio for every 8-bit colour.
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21, whatever their order."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """Return `colour` with `share` (0 to 1) of `other` stirred in."""
    pairs = zip(channels(colour), channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def nearest_readable(colour: str, against: str, ratio: float = READABLE) -> str:
    """Return the colour closest to `colour`, only darker or lighter, that reaches `ratio` upon `against`."""
    target = BLACK if contrast(BLACK, against) >= contrast(WHITE, against) else WHITE
    steps = (mix(colour, target, step / 50) for step in range(51))
    return next((step for step in steps if contrast(step, against) >= ratio), target)
