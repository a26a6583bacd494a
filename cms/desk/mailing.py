"""How the desk writes to people: one plain mail an address, from two templates, answers to the team."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from branding.models import Brand


def absolute(name: str, *arguments: Any) -> str:
    """Return the full address of a page of ours."""
    return settings.PUBLIC_URL + reverse(name, args=arguments)


def send_mails(name: str, addresses: Iterable[str], context: dict[str, Any]) -> None:
    """Queue `desk/mail/<name>.txt` for each address, one mail each: nobody's address is somebody else's business."""
    addresses = sorted(set(addresses))
    if not addresses:
        return
    brand = Brand.load()
    context = {"brand": brand, **context}
    subject = " ".join(render_to_string(f"desk/mail/{name}_subject.txt", context).split())
    body = render_to_string(f"desk/mail/{name}.txt", context)
    for address in addresses:
        EmailMessage(
            subject=subject,
            body=body,
            to=[address],
            reply_to=[brand.contact_email] if brand.contact_email else None,
            headers={"Auto-Submitted": "auto-generated"},
        ).send()
