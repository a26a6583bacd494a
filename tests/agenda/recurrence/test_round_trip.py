"""Every sentence that we write is read back as the rule that it was written from."""

from datetime import timedelta

from agenda.recurrence.expansion import expand
from agenda.recurrence.explaining import explain
from agenda.recurrence.rules import Frequency, Rule, parse_rule
from agenda.recurrence.sentences import sentence_of
from tests.agenda.recurrence.generated import rules


def _starts_on_a_sitting(rule: Rule) -> bool:
    plain = Rule.of(rule.frequency, rule.first, rule.days)
    return bool(expand(plain, until=rule.first, zone="A").sittings)


def test_a_thousand_rules_are_read_back_from_their_sentence() -> None:
    tried, wrong = 0, []
    for rule in rules(1400):
        last = rule.first + timedelta(days=731)
        # Every n months is counted from the month of its first sitting; a rule without any says nothing.
        if rule.interval > 1 and rule.frequency is Frequency.MONTHLY and not _starts_on_a_sitting(rule):
            continue
        if not expand(rule, until=last, zone="A").sittings:
            continue
        tried += 1
        said = sentence_of(rule)
        found = explain(said, since=rule.first, until=last, zone="A")
        if found.question or found.reading is None or found.reading.rule != rule or found.reading.sittings:
            wrong.append((said, found.question, found.sentence))
    assert not wrong, f"{len(wrong)} of {tried}: {wrong[:5]}"
    assert tried >= 1000


def test_a_rule_survives_json() -> None:
    for rule in rules(300, seed=2):
        assert parse_rule(rule.to_json()) == rule
