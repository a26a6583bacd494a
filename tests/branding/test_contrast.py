"""Contrast figures against values that WCAG and its usual checkers publish."""

import pytest

from branding.contrast import READABLE, contrast, luminance, mix, nearest_readable


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#ffffff", 4.0),
        ("#595959", "#ffffff", 7.0),
    ],
)
def test_contrast_is_what_wcag_says_in_either_order(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


def test_luminance_goes_from_black_to_white() -> None:
    assert luminance("#000000") == 0
    assert luminance("#FFFFFF") == pytest.approx(1)


@pytest.mark.parametrize("wrong", ["", "red", "#fff", "#12345g", "#1234567", "#ffffff\n"])
def test_what_is_no_colour_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="rrggbb"):
        luminance(wrong)


@pytest.mark.parametrize("ground", ["#ffffff", "#000000", "#777777", "#ffcf5c"])
def test_the_nearest_readable_colour_is_readable(ground: str) -> None:
    assert contrast(nearest_readable("#88aabb", ground), ground) >= READABLE


def test_a_readable_colour_is_left_alone() -> None:
    assert nearest_readable("#0e4d5c", "#ffffff") == "#0e4d5c"


def test_a_mix_lies_between_its_two_colours() -> None:
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert mix("#123456", "#ffffff", 0) == "#123456"
