"""Texts to translate are found by the names of the functions around them, so that these have no others."""

import re

from tests.plugins.environment import ROOT

OTHER_NAME = re.compile(r"import .*\bn?p?gettext(?:_lazy|_noop)? as (?!_\b)\w+")


def test_the_translating_functions_bear_their_own_names() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for app in ("agenda", "branding", "cms", "newsletter")
        for path in (ROOT / app).rglob("*.py")
        for line in path.read_text().splitlines()
        if OTHER_NAME.search(line)
    ]
    assert not found
    assert OTHER_NAME.search("from django.utils.translation import gettext as _now")
