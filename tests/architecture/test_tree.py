"""Rules that every file obeys: size, docstrings, no département, no host of a registry, no path of a machine."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

from tests.architecture.tree import APPS, of_product, text, tracked

pytestmark = pytest.mark.once

MAX_LINES = 300

# Pieces are joined here so that this file does not name what it refuses.
REGISTRIES = [
    "pypi." + "org",
    "python" + "hosted.org",
    "registry." + "npmjs",
    "registry." + "yarnpkg",
    "deb." + "debian",
]
MACHINE_PATHS = [
    "/wo" + "rk/",
    "/ro" + "ot/",
    "/opt/" + "pypi",
    "/opt/" + "wheels",
    "/tmp/" + "brief",
    "/home/" + "user",
]
LOCAL_INDEX = re.compile(r"(?m)^\s*--(?:extra-)?index-url|^\s*--find-links")

# The département is data: allowed where people, examples and figures live.
_DEPARTEMENT = re.compile(r"Nièvre|nivernais|\b58\d{3}\b|(?<![\w.,#&%/-])58(?![\w%.,-]|px| kB)", re.IGNORECASE)
_DEPARTEMENT_MAY_STAND = re.compile(r"^cms/demo/|/data/|/static/|/fixtures/")


def test_no_module_is_longer_than_300_lines() -> None:
    long = {str(path): len((text(path) or "").splitlines()) for path in of_product(".py", ".html", ".js", ".css")}
    assert {name: count for name, count in long.items() if count > MAX_LINES} == {}


def test_every_module_says_in_one_sentence_what_it_knows() -> None:
    silent = []
    for path in of_product(".py"):
        source = text(path) or ""
        if source.strip() and not ast.get_docstring(ast.parse(source)):
            silent.append(str(path))
    assert silent == []


def test_no_function_is_longer_than_50_lines() -> None:
    long = []
    for path in of_product(".py"):
        for node in ast.walk(ast.parse(text(path) or "")):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                # A docstring is where rules are told: it does not count.
                first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
                lines = (node.end_lineno or node.lineno) - first.lineno + 1
                if lines > 50:
                    long.append(f"{path}:{node.lineno} {node.name} has {lines} lines")
    assert long == []


def test_the_departement_stands_in_no_code() -> None:
    named = []
    for path in of_product(".py", ".html", ".txt", ".mjml", ".js", ".css"):
        if _DEPARTEMENT_MAY_STAND.search(str(path)):
            continue
        for number, line in enumerate((text(path) or "").splitlines(), 1):
            if _DEPARTEMENT.search(line):
                named.append(f"{path}:{number}: {line.strip()}")
    assert named == []


def test_no_file_names_a_registry_or_a_path_of_a_machine() -> None:
    named = []
    for path in tracked():
        content = text(path)
        if content is None:
            continue
        found = [word for word in [*REGISTRIES, *MACHINE_PATHS] if word in content]
        if path.suffix in {".lock", ".txt"} and LOCAL_INDEX.search(content):
            found.append("an index")
        named += [f"{path}: {word}" for word in found]
    assert named == []


def test_every_app_with_models_has_migrations() -> None:
    """Django's own `makemigrations --check` says nothing about an app that has no migrations folder at all."""
    with_models = {model._meta.app_config.path for model in apps.get_models() if model.__module__.split(".")[0] in APPS}
    assert [path for path in sorted(with_models) if not Path(path, "migrations", "0001_initial.py").exists()] == []


def test_digits_from_outside_are_read_in_one_place() -> None:
    # "²".isdigit() is true and int("²") raises: cms.foundation.digits knows better.
    asked = re.compile(r"\.is(?:digit|decimal|numeric)\(")
    found = [str(path) for path in of_product(".py") if asked.search(text(path) or "")]
    assert found == []
