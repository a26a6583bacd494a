"""The OpenAPI document is valid and complete, its examples are true, and the page for people asks nobody else."""

import re
from typing import Any

import pytest
from django.test import Client
from ninja import Schema
from openapi_spec_validator import validate

from cms.api import schemas
from cms.api.contact_schemas import WhoToCall
from cms.api.event_schemas import Event, EventList
from cms.api.examples import EXAMPLES
from cms.structures.models import StructurePage
from tests.cast import publish_event
from tests.cms.api.conftest import publish_news

SHAPES: dict[str, type[Schema]] = {
    "events": EventList, "event": Event, "news_list": schemas.NewsList, "news": schemas.News,
    "places": schemas.PlaceList, "place": schemas.Place, "structures": schemas.StructureList,
    "structure": schemas.Structure, "who_to_call": WhoToCall,
    "issues": schemas.IssueList, "issue": schemas.Issue, "brand": schemas.Brand,
}  # fmt: skip
RESOURCES = {"who-to-call", "events", "news", "places", "structures", "issues", "brand"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    return client.get("/api/v1/openapi.json").json()


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_resource_of_the_promise_is_there_to_be_read_only(document: dict[str, Any]) -> None:
    assert {path.split("/")[3] for path in document["paths"]} == RESOURCES
    assert all(set(methods) == {"get"} for methods in document["paths"].values())


def test_each_path_says_what_it_is_with_an_example(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        operation = methods["get"]
        assert operation["summary"], path
        assert operation["description"], path
        for status, answer in operation["responses"].items():
            content = answer["content"]["application/json"]
            assert content["example"], (path, status)
            assert content["schema"], (path, status)
        for parameter in operation["parameters"]:
            assert parameter["description"], (path, parameter["name"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_has_the_shape_that_the_document_promises(name: str) -> None:
    shape = SHAPES[name].model_validate(EXAMPLES[name])
    assert shape.model_dump(mode="json").keys() == EXAMPLES[name].keys()


def test_all_instants_of_an_answer_carry_an_offset(client: Client, structure_a: StructurePage) -> None:
    publish_event(structure_a)
    publish_news(structure_a)
    said = str([client.get(f"/api/v1/{what}").json()["items"] for what in ("events", "news")])
    instants = re.findall(r"'(\d{4}-\d\d-\d\dT[^']+)'", said)
    assert len(instants) >= 7
    assert all(re.search(r"(Z|[+-]\d\d:\d\d)\Z", instant) for instant in instants)


def test_the_page_for_people_lists_every_address_and_asks_no_third_party(
    client: Client, document: dict[str, Any]
) -> None:
    answer = client.get("/api/v1/docs")
    html = answer.content.decode()
    assert all(f"GET {path}" in html for path in document["paths"])
    assert "<script" not in html
    assert " style=" not in html
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    loaded = re.findall(r'<(?:link|img|script|iframe)\b[^>]*?(?:href|src)="([^"]+)"', html)
    assert loaded
    assert all(address.startswith(("/", "data:")) for address in loaded)


def test_whoever_asks_for_the_root_is_sent_to_the_page_for_people(client: Client) -> None:
    answer = client.get("/api/v1/")
    assert (answer.status_code, answer["Location"]) == (302, "/api/v1/docs")


def test_what_the_page_offers_to_try_works(client: Client) -> None:
    html = client.get("/api/v1/docs").content.decode()
    tried = re.findall(r'href="(/api/v1/[^"]+)">Essayer', html)
    assert len(tried) == len(RESOURCES)
    assert [client.get(address.replace("&amp;", "&")).status_code for address in tried] == [200] * len(tried)
