"""Every fault that we know how to make is found, by its own rule and by no other; and no rule is there for nothing."""

from collections import Counter

import pytest

from agenda.linting.lint import lint
from agenda.linting.rules import REGISTER
from tests.agenda.linting import (
    mutants_of_lines,
    mutants_of_public,
    mutants_of_series,
    mutants_of_server,
    mutants_of_structure,
    mutants_of_times,
    mutants_of_zones,
)
from tests.agenda.linting.gold import GOLD, NOW, exchange, serialise
from tests.agenda.linting.mutating import MUTANTS, Mutant

pytestmark = pytest.mark.once

# The mutants enter themselves when their modules are read.
MODULES = (
    mutants_of_lines,
    mutants_of_structure,
    mutants_of_zones,
    mutants_of_times,
    mutants_of_series,
    mutants_of_public,
    mutants_of_server,
)
# A header that is missing is missing in one way only.
ONE_WAY = {"no-tag", "no-date", "no-cache-control"}


@pytest.mark.parametrize("name", GOLD)
def test_a_calendar_without_fault_has_no_finding(name: str) -> None:
    octets = serialise(GOLD[name])
    assert lint(octets, now=NOW).codes == set()
    assert lint(octets, now=NOW, exchange=exchange(octets)).codes == set()


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=lambda mutant: mutant.name)
def test_each_mutant_is_found_by_its_rule_and_by_no_other(mutant: Mutant) -> None:
    assert lint(mutant.octets, now=NOW, exchange=mutant.exchange).codes == {mutant.code}


@pytest.mark.parametrize("code", REGISTER)
def test_without_a_rule_its_mutants_survive(code: str) -> None:
    own = [mutant for mutant in MUTANTS.values() if mutant.code == code]
    survivors = [one for one in own if not lint(one.octets, now=NOW, exchange=one.exchange, without={code}).findings]
    assert survivors == own != []


def test_each_rule_has_two_mutants_where_there_are_two_ways_to_break_it() -> None:
    counts = Counter(mutant.code for mutant in MUTANTS.values())
    assert {code for code in REGISTER if counts[code] < 2} == ONE_WAY
    assert set(counts) == set(REGISTER)


def test_all_eighteen_rules_are_checked() -> None:
    assert {rule.number for rule in REGISTER.values()} == set(range(19))


def test_a_finding_names_the_line_of_the_fault() -> None:
    """Physical lines, as an editor counts them, folds included."""
    octets = MUTANTS["exdate_in_utc"].octets
    (finding,) = lint(octets, now=NOW).findings
    line = octets.split(b"\r\n")[finding.hits[0].line - 1]
    assert line == b"EXDATE:20261027T130000Z"
