"""What programs read: API, feeds, open data."""

from tests.isolation.rules import EVERYBODY, Rules, everybody, nobody

RULES: Rules = {
    **everybody("""
        api:api-root api:brand api:docs api:issues api:openapi-json api:structures api:who_to_call feeds:all
        feeds:epci feeds:structure opendata:events opendata:home opendata:odbl opendata:ogc opendata:ogc_api
        opendata:ogc_collections opendata:ogc_conformance opendata:places
    """),
    **everybody("api:event opendata:ogc_collection opendata:ogc_items", none=EVERYBODY),
    **everybody("api:events api:news_list api:places", queries=("structure={structure}",)),
    **nobody("api:issue", fill={"id": "issue"}),
    **everybody("api:news", fill={"id": "news_live"}),
    **nobody("api:news#draft", fill={"id": "news"}),
    **everybody("opendata:file", none=EVERYBODY, fill={"name": "=evenements.csv"}, queries=("/donnees/lieux.csv",)),
    **nobody("opendata:file#unknown", fill={"name": "=secrets.csv"}),
    **nobody("api:nothing", path="/api/v1/rien"),
    **everybody("api:place", none=EVERYBODY, fill={"code": "place_code"}),
    **everybody("api:structure", fill={"id": "structure"}),
    **everybody("feeds:commune", path="/flux/commune/{commune}.ics"),
    **nobody("opendata:ogc_item", fill={"code": "code", "name": "=events"}),
}
