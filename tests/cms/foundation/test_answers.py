"""Tags and gzip: equal bytes stay equal, the compressed form has a tag of its own, memory does not grow."""

import gzip
import tracemalloc
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from cms.foundation.answers import answered, compressed, compressed_pieces, is_known, takes_gzip

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("br", False),
        ("", False),
    ],
)
def test_gzip_only_for_who_names_it(rf: RequestFactory, header: str, taken: bool) -> None:
    assert takes_gzip(rf.get("/", headers={"Accept-Encoding": header})) is taken


def test_pieces_give_what_they_were_and_the_same_bytes_each_time() -> None:
    pieces = [f'{{"numéro":{n}}}'.encode() for n in range(5000)]
    one = b"".join(compressed_pieces(pieces))
    assert gzip.decompress(one) == b"".join(pieces) == gzip.decompress(compressed(b"".join(pieces)))
    assert one == b"".join(compressed_pieces(iter(pieces)))
    assert one[4:8] == b"\0\0\0\0"


def test_memory_does_not_grow_with_the_number_of_pieces() -> None:
    def pieces() -> Iterator[bytes]:
        for n in range(20_000):
            yield f"{n:0>1000}".encode()

    tracemalloc.start()
    total = sum(map(len, compressed_pieces(pieces())))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert total > 0
    assert peak < 2_000_000


def test_the_compressed_form_has_its_own_tag_and_both_are_known_again(rf: RequestFactory) -> None:
    packed = answered(rf.get("/", headers={"Accept-Encoding": "gzip"}), HttpResponse(b"a" * 999), '"t"')
    assert (packed["ETag"], packed["Content-Encoding"], packed["Vary"]) == ('"t-gzip"', "gzip", "Accept-Encoding")
    bare = answered(rf.get("/"), HttpResponse(b"a" * 999), '"t"')
    assert (bare["ETag"], bare["Vary"], "Content-Encoding" in bare) == ('"t"', "Accept-Encoding", False)
    for tag in ('"t-gzip"', '"t"', 'W/"t"', "*"):
        assert is_known(rf.get("/", headers={"If-None-Match": tag}), '"t"')
    headers = {"If-None-Match": '"t-gzip"', "Accept-Encoding": "gzip"}
    known = answered(rf.get("/", headers=headers), HttpResponse(b"a"), '"t"')
    assert (known.status_code, known["ETag"], "Content-Encoding" in known) == (304, '"t-gzip"', False)
