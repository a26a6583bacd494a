"""The one door to the MJML engine (mjml-python, which holds MRML), which runs in a child process with limits."""

import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

log = logging.getLogger(__name__)

CHILD = Path(__file__).with_name("child.py")
# Of start and all documents together: far more than they take, far less than a task may.
TIMEOUT_SECONDS = 25


class TemplateRefused(Exception):
    """The engine could not read the document; holds its own words."""


class EngineDied(TemplateRefused):
    """The engine's process ended, or took too long, over this document."""


def mjml_to_html(sources: Sequence[str]) -> list[str | TemplateRefused]:
    """Return for each MJML document its HTML, or why there is none; nothing in it points to another host than its own.

    One child process for all of them, and another for what is left each time one dies: a document can take no other
    with it, nor us.
    """
    answers: list[str | TemplateRefused] = []
    while len(answers) < len(sources):
        done, trouble = _ask(sources[len(answers) :])
        answers += done
        if trouble and len(answers) < len(sources):
            signs = len(sources[len(answers)])
            log.warning("the engine's process ended over a document of %d signs: %s", signs, trouble)
            answers.append(EngineDied(trouble))
    return answers


def _ask(sources: Sequence[str]) -> tuple[list[str | TemplateRefused], str]:
    """Return what one child answered in time, and what ended it early."""
    try:
        child = subprocess.run(  # noqa: S603 - our own file
            # -I: neither the environment nor the folder that we run in decide what it imports.
            [sys.executable, "-I", str(CHILD)],
            input=json.dumps(list(sources)).encode(),
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return _read(error.stdout or b""), f"no answer within {TIMEOUT_SECONDS} s"
    answers = _read(child.stdout)
    if len(answers) == len(sources):
        return answers, ""
    words = child.stderr.decode(errors="replace").strip().splitlines()
    return answers, f"ended with {child.returncode}{f': {words[-1]}' if words else ''}"


def _read(output: bytes) -> list[str | TemplateRefused]:
    """Return the complete lines; the last may have been cut."""
    lines = [json.loads(line) for line in output.split(b"\n")[:-1]]
    return [line["html"] if "html" in line else TemplateRefused(line["error"]) for line in lines]
