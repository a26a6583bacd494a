"""Starts a prepared demo, keeps watch over it, and ends it."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.demo.environment import Folder, demo_environment
from cms.demo.guide import guide
from cms.demo.prepare import prepare_demo, prepare_texts
from cms.demo.services import Services

Write = Callable[[str], object]


def become_demo(var_dir: Path, *, tick_seconds: int = 10) -> None:
    """Replace this process by itself with the demo's environment: settings are read once, at start. Does not return.

    Raises:
        AlreadyRunning: the folder's demo runs elsewhere, at its own port.
    """
    folder = Folder.of(var_dir)
    folder.lock().close()
    env = demo_environment(os.environ, folder, tick_seconds=tick_seconds)
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, *sys.argv], env)  # noqa: S606 - our own command line


def is_demo() -> bool:
    """Whether this process has the demo's environment already."""
    return settings.DEMO and "DEMO_OWN_BROKER" in os.environ


@contextmanager
def interruptible() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into KeyboardInterrupt, so that every way to stop us runs the same clean-up."""

    def interrupt(*_args: object) -> None:
        raise KeyboardInterrupt

    former = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


class Stopwatch:
    """Runs steps and writes each with its duration."""

    def __init__(self, write: Write) -> None:
        """Begin now."""
        self.write = write
        self.began = time.monotonic()

    def step(self, name: str, work: Callable[[], object]) -> None:
        """Run one step."""
        start = time.monotonic()
        work()
        self.write(f"  {name:<45} {time.monotonic() - start:6.1f} s")

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self.began


def start_all(services: Services, watch: Stopwatch, *, beat: bool = True) -> None:
    """Prepare what is missing and start every process; returns when the first page answers and the worker works."""
    prepare_texts()
    watch.step(_("message broker"), services.start_broker)
    prepare_demo(now=timezone.now(), step=watch.step)
    services.start_mail()
    services.launch_web()
    services.launch_worker()
    watch.step(_("web server"), services.wait_for_web)
    watch.step(_("background worker"), services.wait_for_worker)
    if beat:
        services.launch_beat()


def run_demo(*, write: Write, seconds: float | None = None) -> None:
    """Run the demo until Ctrl-C, or for `seconds` once it is ready.

    Raises:
        ServiceDied: a process ended by itself.
        AlreadyRunning: the folder's demo runs elsewhere.
    """
    folder = Folder(Path(settings.VAR_DIR))
    with folder.lock(), interruptible(), Services(folder, os.environ) as services:
        try:
            watch = Stopwatch(write)
            write(_("Preparing the demo in %(folder)s") % {"folder": folder.root})
            start_all(services, watch)
            write(
                render_to_string(
                    "demo/terminal.txt", {"guide": guide(), "seconds": round(watch.seconds), "folder": folder}
                )
            )
            end = time.monotonic() + seconds if seconds is not None else None
            while end is None or time.monotonic() < end:
                services.check()
                time.sleep(0.3)
        except KeyboardInterrupt:
            write("")
        finally:
            write(_("Stopping…"))
            left = services.stop()
            write(_("Still running: %(names)s") % {"names": ", ".join(left)} if left else _("Everything has stopped."))
