"""What a mutant is: one named fault in one calendar without fault, and the rule that must find it."""

from collections.abc import Callable
from dataclasses import dataclass

from agenda.linting.exchange import Exchange
from tests.agenda.linting.gold import GOLD, exchange, serialise


@dataclass(frozen=True)
class Mutant:
    """Octets with one fault, as a file or with a server's answers."""

    name: str
    code: str
    octets: bytes
    exchange: Exchange | None = None


MUTANTS: dict[str, Mutant] = {}


def _keep(name: str, code: str, octets: bytes, given: Exchange | None = None) -> None:
    assert name not in MUTANTS, name
    MUTANTS[name] = Mutant(name, code, octets, given)


def text(code: str, gold: str) -> Callable[[Callable[[str], str]], Callable[[str], str]]:
    """Keep what the function makes of a calendar's unfolded lines."""

    def enter(change: Callable[[str], str]) -> Callable[[str], str]:
        changed = change(GOLD[gold])
        assert changed != GOLD[gold], change.__name__
        _keep(change.__name__, code, serialise(changed))
        return change

    return enter


def octets(code: str, gold: str) -> Callable[[Callable[[bytes], bytes]], Callable[[bytes], bytes]]:
    """Keep what the function makes of a calendar's octets."""

    def enter(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
        changed = change(serialise(GOLD[gold]))
        assert changed != serialise(GOLD[gold]), change.__name__
        _keep(change.__name__, code, changed)
        return change

    return enter


def server(code: str) -> Callable[[Callable[[Exchange], Exchange]], Callable[[Exchange], Exchange]]:
    """Keep what the function makes of the answers of a server without fault."""

    def enter(change: Callable[[Exchange], Exchange]) -> Callable[[Exchange], Exchange]:
        body = serialise(GOLD["everything"])
        changed = change(exchange(body))
        _keep(change.__name__, code, changed.first.body, changed)
        return change

    return enter


def swap(whole: str, old: str, new: str, times: int = 1) -> str:
    """Replace what must be there."""
    assert old in whole, old
    return whole.replace(old, new, times)


def drop(whole: str, start: str, times: int = 1) -> str:
    """Leave out the first lines that start so."""
    kept = []
    for line in whole.split("\n"):
        if times and line.startswith(start):
            times -= 1
        else:
            kept.append(line)
    assert not times, start
    return "\n".join(kept)


def cut(whole: str, first: str, last: str) -> str:
    """Leave out from one line to another, both included."""
    start = whole.index(first + "\n")
    end = whole.index(last + "\n", start) + len(last) + 1
    return whole[:start] + whole[end:]


def twice(whole: str, first: str, last: str) -> str:
    """Write what stands from one line to another twice."""
    start = whole.index(first + "\n")
    end = whole.index(last + "\n", start) + len(last) + 1
    return whole[:end] + whole[start:end] + whole[end:]
