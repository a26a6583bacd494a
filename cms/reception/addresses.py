"""The way back from a question to the answer that the agent was reading."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse


def back_to(request: HttpRequest, *, done: str = "") -> str:
    """Return the address of the answer from which the agent came; only its two parameters are taken over.

    `done` names what was done (`cms.reception.done.key_of`): the answer then says so and offers to take it back.
    """
    given = {name: request.GET[name] for name in ("commune", "besoin") if name in request.GET}
    given |= {"fait": done} if done else {}
    return f"{reverse('reception:home')}?{urlencode(given)}" if given else reverse("reception:home")
