"""Runs the links of the chain in their order and tells each with its time; the first broken one ends the run."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from agenda.catalogue.sweep import find_drift
from cms.demo import launcher
from cms.demo.check import answers, letter, people, publish
from cms.demo.check.printing import CannotPrint, Poster, print_posters
from cms.demo.check.story import Story
from cms.demo.check.visitor import BrokenLink, Visitor
from cms.demo.environment import Folder
from cms.demo.services import ServiceDied, Services

Link = tuple[str, Callable[[Story], None]]


def print_pages(story: Story) -> None:
    """An event, a commune's month and *qui appeler* come out on one A4 each, with a QR code that leads home."""
    home, entry = settings.PUBLIC_URL, story.entry()
    commune = f"{home}/commune/{story.commune}/"
    print_posters([Poster(entry.url, entry.url), Poster(f"{commune}mois/", commune), Poster(commune, commune)])


def no_drift(story: Story) -> None:
    """The catalogue says what the pages say."""
    drift = find_drift(thorough=True)
    if len(drift):
        raise BrokenLink(f"the catalogue differs from the pages: {drift}")


LINKS: list[Link] = [
    ("a partner comes in by the link of a mail, once", people.come_in_by_mail),
    ("a partner writes an event and submits it", publish.write_event),
    ("no other structure and no visitor sees the draft", publish.stay_apart),
    ("who moderates one EPCI sees that one only", people.see_one_part_only),
    ("the team publishes it; both sides get their mail", publish.approve_event),
    ("agenda, commune page, permanent address, API", publish.read_event),
    ("the commune's iCal feed, then 304", publish.read_feed),
    ("a notice: ANNULÉ everywhere at once", publish.cancel_event),
    ("the notice taken back", publish.take_notice_back),
    ("somebody subscribes and confirms", letter.subscribe),
    ("beat and worker compose the month's letter", letter.compose),
    ("the team tests and approves the letter", letter.approve),
    ("sent: each subscriber receives it once", letter.send),
    ("each letter is whole", letter.read),
    ("one-click unsubscribe (RFC 8058)", letter.leave),
    ("the letter in the public archive", letter.archive),
    ("three posters printed, QR codes decoded", print_pages),
    ("who to call: page, API, block, answering machine", answers.tell_who_to_call),
    ("the reception desk answers and notes one call", answers.answer_a_call),
    ("a place corrects itself from its mail", answers.keep_a_place_true),
    ("no commune is a dead end", answers.leave_no_dead_end),
    ("open data and the service for GIS", answers.give_data_away),
    ("catalogue drift is 0", no_drift),
]


def run_check(*, write: Callable[[str], object]) -> None:
    """Run everything in the demo's throwaway folder.

    Raises:
        BrokenLink: a link does not hold; the message names it.
        ServiceDied: a process ended by itself.
    """
    folder = Folder(Path(settings.VAR_DIR))
    watch = launcher.Stopwatch(write)
    with launcher.interruptible(), Services(folder, os.environ) as services, Visitor() as team, Visitor() as partner:
        launcher.start_all(services, watch, beat=False)
        write(f"  first page after {watch.seconds:.1f} s")
        story = Story(services, team, partner)
        for number, (name, link) in enumerate(LINKS, start=1):
            _run(number, name, link, story, write)
            services.check()
        left = services.stop()
        if left:
            raise BrokenLink(f"still running after the stop: {', '.join(left)}")
    write(f"  ok  everything stopped, nothing left running ({watch.seconds:.1f} s in all)")


def _run(number: int, name: str, link: Callable[[Story], None], story: Story, write: Callable[[str], object]) -> None:
    start = time.monotonic()
    try:
        link(story)
    except CannotPrint as reason:
        write(f"  --  {number:2} {name}: {reason}")
        return
    except ServiceDied:
        raise
    except Exception as broken:  # whatever it is, people must read which link broke
        write(f"  XX  {number:2} {name}")
        said = str(broken) if isinstance(broken, BrokenLink) else repr(broken)
        raise BrokenLink(f"broken link {number}, {name}: {said}") from broken
    write(f"  ok  {number:2} {name:<52} {time.monotonic() - start:6.1f} s")
