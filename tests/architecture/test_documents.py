"""Documents tell what is there: every variable, every target, every address of a file."""

import re

import pytest

from tests.architecture.tree import text, tracked
from tests.plugins.environment import ROOT

pytestmark = pytest.mark.once

_READ = re.compile(r"\benv(?:\.[a-z_]+)?\(\s*\"([A-Z][A-Z0-9_]+)\"")
_DOCUMENTED = re.compile(r"^#?([A-Z][A-Z0-9_]+)=", re.MULTILINE)
_TARGET = re.compile(r"^([a-z][a-z-]*):(.*)$", re.MULTILINE)


def _makefile_targets() -> dict[str, str]:
    return dict(_TARGET.findall((ROOT / "Makefile").read_text()))


def test_every_variable_that_settings_read_is_documented_and_no_other() -> None:
    read: set[str] = set()
    for path in sorted((ROOT / "cms" / "settings").glob("*.py")):
        read |= set(_READ.findall(path.read_text()))
    documented = set(_DOCUMENTED.findall((ROOT / ".env.example").read_text()))
    assert documented == read


def test_only_settings_read_the_environment() -> None:
    """Others take `django.conf.settings`; the demo makes an environment and so may look at it."""
    elsewhere = [
        str(path)
        for path in tracked()
        if path.suffix == ".py"
        and path.parts[0] in {"agenda", "branding", "cms", "newsletter"}
        and path.parts[:2] not in {("cms", "settings"), ("cms", "demo")}
        and path.name not in {"wsgi.py", "asgi.py", "celery.py"}
        and re.search(r"os\.(environ|getenv)", (text(path) or ""))
    ]
    assert [name for name in elsewhere if name != "cms/management/commands/demo.py"] == []


def test_every_target_has_its_help() -> None:
    silent = [name for name, rest in _makefile_targets().items() if " ## " not in rest]
    assert silent == []


def test_documents_name_only_targets_that_exist_and_the_readme_names_all() -> None:
    targets = set(_makefile_targets())
    for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"):
        named = set(re.findall(r"`make ([a-z][a-z-]*)", (ROOT / name).read_text()))
        assert named <= targets, name
    in_readme = set(re.findall(r"^\| `make ([a-z-]+)`", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert in_readme == targets - {"help"}


def test_ci_runs_what_the_readme_names() -> None:
    named = set(re.findall(r"\bmake ([a-z-]+)$|\bmake ([a-z-]+);", (ROOT / ".ci" / "run").read_text(), re.MULTILINE))
    called = {name for pair in named for name in pair if name}
    assert {"setup", "check", "demo-check", "test-all"} <= called <= set(_makefile_targets())


def test_links_between_documents_lead_somewhere() -> None:
    dead = []
    for path in tracked():
        if path.suffix != ".md":
            continue
        targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text(path) or "")
        dead += [f"{path}: {target}" for target in targets if not (ROOT / path.parent / target).exists()]
    assert dead == []
