"""Rebuilds the home page from the API alone: `python home_client.py ADDRESS`. Standard library only."""

import json
import sys
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlencode
from urllib.request import urlopen


def ask(what: str, **filters: object) -> dict:
    with urlopen(f"{sys.argv[1]}/api/v1/{what}?{urlencode(filters)}", timeout=20) as answer:  # noqa: S310 - http of the test
        return json.load(answer)


def link(item: dict, name: str, time: str = "", more: str = "") -> str:
    stamp = f'<time datetime="{time}">{time[:16]}</time> ' if time else ""
    return f'<li>{stamp}<a href="{escape(item["url"])}">{escape(item[name])}</a> {escape(more)}</li>'


brand = ask("brand")
coming = ask("events", **{"from": datetime.now(UTC).isoformat(timespec="seconds"), "limit": 50})["items"]
events = [event for event in coming if event["status"] not in {"cancelled", "postponed"}][:5]
news, structures = ask("news", limit=3)["items"], ask("structures", limit=100)["items"]
where = [(event["place"] or {"commune": "À distance"})["commune"] for event in events]
page = f"""<!doctype html><html lang="fr"><meta charset="utf-8"><title>{escape(brand["programme_name"])}</title>
<style>body {{ color: {brand["colours"]["ink"]}; background: {brand["colours"]["paper"]} }}</style>
<h1>{escape(brand["programme_name"])}</h1><p>{escape(brand["tagline"])}</p>
<h2>Qui appeler ?</h2><p><a href="{brand["phone_uri"]}">{escape(brand["phone"])}</a> {escape(brand["phone_note"])}</p>
<h2>Les prochains rendez-vous</h2><ul id="events">
{"".join(link(event, "title", event["next_start"], town) for event, town in zip(events, where, strict=True))}</ul>
<h2>Les actualités</h2><ul id="news">{"".join(link(item, "title", more=item["summary"]) for item in news)}</ul>
<h2>Les structures</h2><ul id="structures">{"".join(link(one, "name") for one in structures)}</ul>
<p><a href="{escape(brand["subscribe_url"])}">{escape(brand["newsletter_name"])}</a></p></html>"""
sys.stdout.write(page)
