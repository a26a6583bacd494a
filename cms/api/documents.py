"""What the OpenAPI document says of each address; the page for people is made from it, in French."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_noop
from ninja import Schema

from cms.api.examples import EXAMPLES, REFUSALS
from cms.api.schemas import Refusal

TITLE = "Public agenda API"
DESCRIPTION = (
    "Everything that the public pages show, for programs: events, news, places, structures, newsletter issues and the "
    "brand. Read-only, no key, any origin. Instants are ISO 8601 with their offset. Lists come in pages: follow `next` "
    "until it is null. Send back the ETag in If-None-Match and get a 304 while nothing has changed. Refusals are JSON "
    "with a sentence in `detail`. Fields may be added within v1; none is removed or changes its meaning."
)


class Text(NamedTuple):
    """The words for one address."""

    summary: str
    description: str


TEXTS = {
    "events": Text(
        gettext_noop("List events"),
        gettext_noop(
            "Coming events, the next one first, with all their sittings and what notices say of them. An event is "
            "listed when one of its sittings ends after “from” (today by default) and begins before “to”. “commune” "
            "means the commune and 15 km around it unless “rayon” says otherwise."
        ),
    ),
    "event": Text(
        gettext_noop("Read one event"),
        gettext_noop("By the short code of its permanent address. A withdrawn event answers 410 with a sentence."),
    ),
    "news_list": Text(
        gettext_noop("List news"),
        gettext_noop(
            "Latest first, with their whole text. “commune” and “epci” are those of the structure; “from” and “to” "
            "speak of the day of publication."
        ),
    ),
    "news": Text(gettext_noop("Read one piece of news"), gettext_noop("By its number.")),
    "places": Text(
        gettext_noop("List places"),
        gettext_noop(
            "Places where residents find help, by name. With “commune”: those of the commune and 15 km around it (or "
            "“rayon”), the nearest commune first."
        ),
    ),
    "place": Text(gettext_noop("Read one place"), gettext_noop("By the short code of its permanent address.")),
    "structures": Text(
        gettext_noop("List structures"),
        gettext_noop("Partners, by name. “commune”, “rayon” and “epci” speak of where they are."),
    ),
    "structure": Text(
        gettext_noop("Read one structure"), gettext_noop("By its number, which is also that of its feed.")
    ),
    "issues": Text(gettext_noop("List newsletter issues"), gettext_noop("Those that were sent, latest first.")),
    "issue": Text(
        gettext_noop("Read one newsletter issue"),
        gettext_noop("As it was frozen before it left: its blocks in order, with safe HTML."),
    ),
    "who_to_call": Text(
        gettext_noop("Ask who to call, where to go"),
        gettext_noop(
            "For a commune (INSEE code) and a need (one of the nine national services): the number that answers now, "
            "else the one that answers next, the rest of the chain, the three nearest places and the next workshops. "
            "Fresh within a minute. A neighbour commune outside the département is told whose number it gets."
        ),
    ),
    "brand": Text(
        gettext_noop("Read the brand"),
        gettext_noop("Names, colours, the one number that residents call, and whether somebody answers it now."),
    ),
}


def documented(name: str, shape: type[Schema], *refusals: int) -> dict[str, Any]:
    """Return what ninja's decorator needs to answer with `shape` and to document the address called `name`.

    Every address may answer 404 and 422 except the brand's, which takes no parameter; `refusals` are further ones.
    """
    text = TEXTS[name]
    codes = (*(() if name == "brand" else (404, 422)), *refusals)
    extra: dict[int, Any] = {200: {"content": {"application/json": {"example": EXAMPLES[name]}}}}
    extra |= {code: {"content": {"application/json": {"example": REFUSALS[code]}}} for code in codes}
    return {
        "response": {200: shape, **dict.fromkeys(codes, Refusal)},
        "operation_id": f"read_{name}",
        "url_name": name,
        "summary": text.summary,
        "description": text.description,
        "openapi_extra": {"responses": extra},
    }
