"""The pages of "my subscription": opened by a signed link, without account; only buttons change anything.

Two links lead here. The one in each letter lets change commune and form, and leave: a letter may be forwarded. The
one just mailed, good for a day, also shows all data, changes the address and erases.
"""

from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from newsletter.delivery.retention import erase_subscriber
from newsletter.selfservice.forms import PreferencesForm
from newsletter.selfservice.holdings import document, holdings
from newsletter.subscribers import actions, networks, preferences
from newsletter.subscribers.forms import AddressForm
from newsletter.subscribers.models import LetterForm, Subscriber, SubscriberState
from newsletter.subscribers.tokens import NEW_ADDRESS, UNSUBSCRIBE, read_fresh_token, read_token

METHODS = ["GET", "HEAD", "POST"]


class Access(NamedTuple):
    """Who came by which link; `fresh` says that the mailbox was read today."""

    subscriber: Subscriber
    token: str
    fresh: bool

    @property
    def masked(self) -> str:
        """The address, recognised by its owner alone."""
        local, _at, domain = self.subscriber.email.rpartition("@")
        return f"{local[:1]}…@{domain}"

    @property
    def subscribed(self) -> bool:
        """Whether the letter comes to this address."""
        return self.subscriber.state == SubscriberState.CONFIRMED


def _open(pk: int | None, token: str, *, fresh: bool) -> Access | None:
    if pk is None:
        return None
    found = Subscriber.objects.select_related("commune__epci").filter(pk=pk, erased_at__isnull=True).first()
    return Access(found, token, fresh) if found is not None else None


def _gone(request: HttpRequest) -> HttpResponse:
    """A link that is not ours, is older than a day, or whose person was erased: all look alike."""
    return render(request, "newsletter/mine/link.html", {"form": AddressForm(), "outdated": True}, status=404)


@never_cache
@require_http_methods(METHODS)
def ask_link(request: HttpRequest) -> HttpResponse:
    """Ask for an address and mail the link to it; the answer is the same for every address."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_complete:
        _mail_link(request, form.cleaned_data["email"])
        return redirect("newsletter:link_sent")
    return render(request, "newsletter/mine/link.html", {"form": form}, status=422 if form.is_bound else 200)


def _mail_link(request: HttpRequest, email: str) -> None:
    network = networks.network_of(request)
    if networks.take_turn(network) and not preferences.mail_link(email=email, now=timezone.now()):
        networks.give_back(network)


@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way, if the address is known."""
    return render(request, "newsletter/mine/sent.html")


@never_cache
@require_http_methods(METHODS)
def from_letter(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link in each letter."""
    access = _open(read_token(UNSUBSCRIBE, token), token, fresh=False)
    return _preferences(request, access) if access else _gone(request)


@never_cache
@require_http_methods(METHODS)
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link that was just mailed."""
    access = _fresh(token)
    return _preferences(request, access) if access else _gone(request)


def _fresh(token: str) -> Access | None:
    return _open(read_fresh_token(token, now=timezone.now()), token, fresh=True)


def _preferences(request: HttpRequest, access: Access) -> HttpResponse:
    person, verb = access.subscriber, request.POST.get("verb", "")
    initial = {"place": person.commune.name, "form": person.form}
    form = PreferencesForm(request.POST if verb == "save" else None, initial=initial, present=person.commune)
    context: dict[str, object] = {"access": access, "person": person, "form": form}
    if verb == "leave":
        actions.unsubscribe(subscriber_id=person.pk, source="preferences", now=timezone.now())
        return render(request, "newsletter/unsubscribe.html", {"left": True})
    if verb == "link":
        _mail_link(request, person.email)
        return redirect("newsletter:link_sent")
    if verb == "save" and form.is_complete:
        preferences.change_preferences(
            subscriber_id=person.pk,
            commune=form.cleaned_data["commune"],
            form=LetterForm(form.cleaned_data["form"]),
            now=timezone.now(),
        )
        person.refresh_from_db()
        return render(request, "newsletter/mine/saved.html", context)
    return render(request, "newsletter/mine/preferences.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(METHODS)
def change_address(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the new address and mail it a page with a button."""
    access = _fresh(token)
    if access is None:
        return _gone(request)
    if not access.subscribed:
        raise Http404
    form = AddressForm(request.POST if request.method == "POST" else None)
    sent = False
    if request.method == "POST" and form.is_complete:
        network = networks.network_of(request)
        if networks.take_turn(network):
            preferences.ask_new_address(
                subscriber_id=access.subscriber.pk, email=form.cleaned_data["email"], now=timezone.now()
            )
        sent = True
    context = {"access": access, "form": form, "sent": sent}
    return render(request, "newsletter/mine/address.html", context, status=422 if form.is_bound and not sent else 200)


@never_cache
@require_http_methods(METHODS)
def new_address(request: HttpRequest, token: str) -> HttpResponse:
    """Show one button; pressing it makes the new address the subscriber's."""
    change_id = read_token(NEW_ADDRESS, token)
    if change_id is None:
        return _gone(request)
    if request.method != "POST":
        return render(request, "newsletter/mine/new_address.html")
    try:
        person = preferences.confirm_new_address(change_id=change_id, now=timezone.now())
    except preferences.ChangeOutdated:
        return _gone(request)
    return render(request, "newsletter/mine/new_address.html", {"person": person})


@never_cache
@require_safe
def data(request: HttpRequest, token: str) -> HttpResponse:
    """Show everything that is held about the person."""
    access = _fresh(token)
    if access is None:
        return _gone(request)
    return render(request, "newsletter/mine/data.html", {"access": access, "held": holdings(access.subscriber)})


@never_cache
@require_safe
def data_file(request: HttpRequest, token: str) -> HttpResponse:
    """Give the same as a JSON file."""
    access = _fresh(token)
    if access is None:
        return _gone(request)
    response = JsonResponse(document(access.subscriber), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="mon-abonnement.json"'
    return response


@never_cache
@require_http_methods(METHODS)
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """Say what erasing means, and erase at once when the button is pressed."""
    access = _fresh(token)
    if access is None:
        return _gone(request)
    erased = request.method == "POST"
    if erased:
        erase_subscriber(email=access.subscriber.email, now=timezone.now())
    return render(request, "newsletter/mine/erase.html", {"access": access, "erased": erased})
