"""Files sent with an event: a phone's photo is fine, everything else is refused with a sentence and nothing is lost."""

import struct
import zlib
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import Settings
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.desk.events.uploads import KeptFile, purge_files
from cms.structures.models import StructurePage
from tests.cms.desk.events.test_form import add_url, typed

ClientOf = Callable[[User], Client]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF"


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def photo(width: int = 400, height: int = 300) -> bytes:
    """Return a JPEG as a phone writes it: lying on its side, with the place where it was taken."""
    image = Image.new("RGB", (width, height), "teal")
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it by 90°
    exif[0x010F] = "Fabricant"
    exif.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def bomb(side: int = 14_200) -> bytes:
    """Return a tiny PNG that says that it is 200 megapixels large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def sent(name: str, content: bytes, **more: Any) -> dict[str, Any]:
    return typed(upload=SimpleUploadedFile(name, content), **more)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("notes.jpg", b"ce n'est pas une image", "abîmé"),
        ("enorme.png", bomb(), "trop de pixels"),
        ("tres-enorme.png", bomb(40_000), "trop de pixels"),
        ("dessin.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
        ("dessin.png", b"<?xml version='1.0'?><svg onload='alert(1)'></svg>", "SVG"),
        ("lourd.jpg", b"\xff\xd8\xff" + b"0" * 40 * 1024 * 1024, "trop lourd (40"),
        ("affiche.pdf", PDF + b"0" * 11 * 1024 * 1024, "trop lourd (11"),
        ("programme.exe", photo(), "ni une image ni un PDF"),
        ("photo.pdf", photo(), "ce que dit son nom"),
        ("affiche.jpg", PDF, "ce que dit son nom"),
        ("photo.heic", b"\0\0\0\x18ftypheic", "HEIC"),
        ("vide.jpg", b"", "vide"),
        ("coupee.jpg", photo(1200, 900)[:3000], "abîmé"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence_at_its_field(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage, name: str, content: bytes, said: str
) -> None:
    response = client_of(partner_a).post(add_url(structure_a), sent(name, content, bring="Un chargeur"))
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert 'id="id_upload_error"' in page
    assert "Un chargeur" in page
    assert "Atelier photo" in page
    assert (KeptFile.objects.count(), EventPage.objects.count()) == (0, 0)


def test_a_phones_photo_is_turned_upright_and_loses_where_it_was_taken(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    data = sent("IMG_1.JPG", photo(4000, 3000), upload_is="picture", image_alt="Un atelier", image_rights="on")
    assert client_of(partner_a).post(add_url(structure_a), data).status_code == 302
    image = EventPage.objects.get().get_latest_revision_as_object().image
    assert image.collection == structure_a.space.collection
    with image.file.open("rb") as file, Image.open(file) as read:
        assert read.size == (1800, 2400)
        assert not read.getexif()
    assert KeptFile.objects.count() == 0


def test_a_pdf_is_the_poster_and_asks_nothing_more(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    assert client_of(partner_a).post(add_url(structure_a), sent("affiche.pdf", PDF)).status_code == 302
    event = EventPage.objects.get().get_latest_revision_as_object()
    assert event.image is None
    assert event.poster.collection == structure_a.space.collection
    assert get_document_model().objects.count() == 1


def test_the_poster_is_named_before_it_is_sent_and_while_it_waits(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    a = client_of(partner_a)
    seen = a.post(add_url(structure_a), sent("affiche.pdf", PDF, action="preview")).content.decode()
    assert "Affiche&nbsp;: affiche.pdf" in seen
    assert "Affiche&nbsp;" not in a.post(add_url(structure_a), typed(action="preview")).content.decode()
    a.post(add_url(structure_a), sent("mon-affiche.pdf", PDF))
    event = EventPage.objects.get()
    poster = event.get_latest_revision_as_object().poster
    waiting = a.get(f"/mon-espace/evenements/{event.pk}/").content.decode()
    assert f"<dt>Affiche</dt><dd>{poster.filename}</dd>" in waiting
    assert poster.filename.startswith("mon-affiche")


def test_a_jpeg_may_be_the_poster(client_of: ClientOf, partner_a: User, structure_a: StructurePage) -> None:
    client_of(partner_a).post(add_url(structure_a), sent("affiche.jpg", photo(), upload_is="poster"))
    event = EventPage.objects.get().get_latest_revision_as_object()
    assert (event.image, event.poster.title) == (None, "Atelier photo")
    assert get_image_model().objects.count() == 0


def test_the_file_survives_the_mistake_in_another_field(
    client_of: ClientOf, partner_a: User, partner_b: User, structure_a: StructurePage
) -> None:
    a = client_of(partner_a)
    page = a.post(add_url(structure_a), sent("affiche.pdf", PDF, title="")).content.decode()
    kept = KeptFile.objects.get()
    assert f'value="{kept.token}"' in page
    assert "Bien reçu" in page
    assert a.get(f"/mon-espace/fichiers/{kept.token}/").status_code == 200
    assert client_of(partner_b).get(f"/mon-espace/fichiers/{kept.token}/").status_code == 404
    assert a.get(f"/media/{kept.file.name}").status_code == 404
    assert a.post(add_url(structure_a), typed(kept=str(kept.token))).status_code == 302
    assert EventPage.objects.get().get_latest_revision_as_object().poster is not None


def test_a_kept_file_of_somebody_else_is_not_taken(
    client_of: ClientOf, partner_a: User, partner_b: User, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    client_of(partner_a).post(add_url(structure_a), sent("affiche.pdf", PDF, title=""))
    kept = KeptFile.objects.get()
    client_of(partner_b).post(add_url(structure_b), typed(kept=str(kept.token)))
    assert EventPage.objects.get().get_latest_revision_as_object().poster is None
    assert KeptFile.objects.count() == 1


def test_a_picture_asks_what_it_shows_and_the_right_to_publish_it(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage
) -> None:
    response = client_of(partner_a).post(add_url(structure_a), sent("photo.jpg", photo(), upload_is="picture"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "ce que montre l’image" in page
    assert "le droit de publier" in page


def test_files_never_used_are_purged_after_a_day(
    client_of: ClientOf, partner_a: User, structure_a: StructurePage, django_capture_on_commit_callbacks: Any
) -> None:
    client_of(partner_a).post(add_url(structure_a), sent("affiche.pdf", PDF, title=""))
    path = Path(KeptFile.objects.get().file.path)
    now = timezone.now()
    assert purge_files(now=now + timedelta(hours=23)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert purge_files(now=now + timedelta(hours=25)) == 1
    assert not path.exists()
