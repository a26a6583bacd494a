"""Faults of the server that hands out the feed (rules 8, 9, 10, 13, 16 and 17)."""

import re
from dataclasses import replace

from agenda.linting.exchange import Exchange
from tests.agenda.linting.gold import answer
from tests.agenda.linting.mutating import server


def headed(it: Exchange, **headers: str | None) -> Exchange:
    """Change headers of both plain answers; None takes one away."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    kept = {name: value for name, value in {**it.first.headers, **given}.items() if value is not None}
    return replace(it, first=replace(it.first, headers=kept), second=replace(it.second, headers=kept))


def moved(it: Exchange, url: str) -> Exchange:
    """Let the feed live at another address."""
    return replace(it, asked=url, first=replace(it.first, url=url))


def second(it: Exchange, body: bytes) -> Exchange:
    """Let the second answer be another one, under a tag of its own."""
    return replace(it, second=replace(it.second, body=body))


@server("content-type")
def served_as_text(it: Exchange) -> Exchange:
    return headed(it, content_type="text/plain; charset=utf-8")


@server("content-type")
def served_as_download(it: Exchange) -> Exchange:
    return headed(it, content_type="application/octet-stream")


@server("charset")
def no_charset(it: Exchange) -> Exchange:
    return headed(it, content_type="text/calendar")


@server("charset")
def latin_1_said(it: Exchange) -> Exchange:
    return headed(it, content_type="text/calendar; charset=iso-8859-1")


@server("redirected")
def redirected_to_a_host(it: Exchange) -> Exchange:
    return replace(it, first=replace(it.first, url="https://www.example.org/flux/agenda.ics"))


@server("redirected")
def redirected_to_https(it: Exchange) -> Exchange:
    return replace(it, asked="http://agenda.example.org/flux/agenda.ics")


@server("cookie")
def session_cookie(it: Exchange) -> Exchange:
    return headed(it, set_cookie="sessionid=abc; Path=/")


@server("cookie")
def consent_cookie(it: Exchange) -> Exchange:
    return headed(it, set_cookie="consent=0")


@server("google-refused")
def google_forbidden(it: Exchange) -> Exchange:
    return replace(it, as_google=answer(status=403))


@server("google-refused")
def page_for_google(it: Exchange) -> Exchange:
    return replace(it, as_google=answer(b"<html>"))


@server("robots")
def robots_forbid_all(it: Exchange) -> Exchange:
    return replace(it, robots="User-agent: *\nDisallow: /\n")


@server("robots")
def robots_forbid_google(it: Exchange) -> Exchange:
    return replace(it, robots="User-agent: Google-Calendar-Importer\nDisallow: /flux/\n")


@server("address")
def address_of_a_page(it: Exchange) -> Exchange:
    return moved(it, "https://agenda.example.org/?format=ical")


@server("address")
def long_address(it: Exchange) -> Exchange:
    return moved(it, "https://agenda.example.org/" + "a" * 200 + ".ics")


@server("address-in-links")
def two_parameters(it: Exchange) -> Exchange:
    return moved(it, it.asked + "?rayon=15&theme=sante")


@server("address-in-links")
def token_and_parameter(it: Exchange) -> Exchange:
    return moved(it, it.asked + "?k=1&t=2")


@server("second-refused")
def too_many_requests(it: Exchange) -> Exchange:
    return replace(it, second=answer(status=429))


@server("second-refused")
def second_answer_lost(it: Exchange) -> Exchange:
    return replace(it, second=answer(status=0))


@server("no-tag")
def no_etag(it: Exchange) -> Exchange:
    return headed(it, etag=None)


@server("weak-tag")
def weak_etag(it: Exchange) -> Exchange:
    return headed(it, etag='W/"a1"')


@server("weak-tag")
def weak_etag_of_a_proxy(it: Exchange) -> Exchange:
    return headed(it, etag='W/"5f2-61b"')


@server("tag-ignored")
def whole_file_for_its_tag(it: Exchange) -> Exchange:
    return replace(it, by_tag=it.first)


@server("tag-ignored")
def fault_for_its_tag(it: Exchange) -> Exchange:
    return replace(it, by_tag=answer(status=500))


@server("no-date")
def no_date(it: Exchange) -> Exchange:
    return headed(it, last_modified=None)


@server("date-ignored")
def whole_file_for_its_date(it: Exchange) -> Exchange:
    return replace(it, by_date=it.first)


@server("date-ignored")
def fault_for_its_date(it: Exchange) -> Exchange:
    return replace(it, by_date=answer(status=412))


@server("not-cacheable")
def no_store(it: Exchange) -> Exchange:
    return headed(it, cache_control="no-store, no-cache, must-revalidate")


@server("not-cacheable")
def private(it: Exchange) -> Exchange:
    return headed(it, cache_control="private, max-age=0")


@server("no-cache-control")
def no_cache_control(it: Exchange) -> Exchange:
    return headed(it, cache_control=None)


@server("cached-too-long")
def cached_for_a_week(it: Exchange) -> Exchange:
    return headed(it, cache_control="public, max-age=604800")


@server("cached-too-long")
def cached_for_a_year(it: Exchange) -> Exchange:
    return headed(it, cache_control="max-age=31536000, immutable")


@server("stamp-of-the-clock")
def dtstamp_of_each_request(it: Exchange) -> Exchange:
    return second(it, re.sub(rb"DTSTAMP:[^\r]*", b"DTSTAMP:20261130T120001Z", it.first.body))


@server("stamp-of-the-clock")
def one_dtstamp_of_the_request(it: Exchange) -> Exchange:
    return second(it, re.sub(rb"DTSTAMP:20261120T160000Z", b"DTSTAMP:20261130T120001Z", it.first.body))


@server("uid-of-the-moment")
def random_uids(it: Exchange) -> Exchange:
    return second(it, re.sub(rb"\r\nUID:[^\r]*", lambda found: found.group() + b"x", it.first.body))


@server("uid-of-the-moment")
def one_random_uid(it: Exchange) -> Exchange:
    return second(it, it.first.body.replace(b"UID:atelier-1@", b"UID:atelier-9@"))


@server("octets-differ")
def unstable_order(it: Exchange) -> Exchange:
    return second(
        it, it.first.body.replace(b"CLASS:PUBLIC\r\nTRANSP:TRANSPARENT", b"TRANSP:TRANSPARENT\r\nCLASS:PUBLIC")
    )


@server("octets-differ")
def time_of_rendering(it: Exchange) -> Exchange:
    return second(it, it.first.body.replace(b"VERSION:2.0\r\n", b"VERSION:2.0\r\nX-RENDERED:1201\r\n"))


@server("tag-differs")
def etag_of_the_clock(it: Exchange) -> Exchange:
    return replace(it, second=replace(it.second, headers={**it.second.headers, "etag": '"a2"'}))


@server("tag-differs")
def etag_of_each_machine(it: Exchange) -> Exchange:
    return replace(it, second=replace(it.second, headers={**it.second.headers, "etag": '"b"'}))
