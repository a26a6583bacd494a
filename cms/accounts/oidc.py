"""OpenID Connect: reads the provider's addresses and keys, trades a code for whom it names, and finds that person here.

Authorization code with PKCE, state and nonce. An account is found by its verified address and never made: who is
unknown asks the structure's referent. Every outside call has a deadline and a size; nothing else of the product
speaks to the provider.
"""

import hmac
import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import httpx
import jwt
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse

from cms.accounts.models import User

LARGEST_BYTES = 200_000
KEPT_SECONDS = 3600
LEEWAY_SECONDS = 60
# Sign-ins begun in several tabs; the oldest is forgotten.
MOST_BEGUN = 5
BEGUN_SECONDS = 15 * 60
_BEGUN_KEY, _ID_TOKEN_KEY = "oidc_begun", "oidc_id_token"
_ASYMMETRIC = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})


class ProviderError(Exception):
    """The provider does not answer, or answers what cannot be trusted; the message is for the log."""


class PersonUnknown(Exception):
    """The provider vouches for an address that no active account has, or does not vouch for it."""


@dataclass(frozen=True)
class Provider:
    """What the provider says of itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    jwks_uri: str
    end_session_endpoint: str
    posts_secret: bool


@dataclass(frozen=True)
class Arrival:
    """Who came through the provider, where they wanted to go, the proof for signing out there, and the level."""

    user: User
    next_path: str
    id_token: str
    acr: str


def is_offered() -> str:
    """Return the provider's name for the button; "" when this installation has none."""
    return str(settings.OIDC_NAME) if settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID else ""


def read_provider() -> Provider:
    """Return the provider's addresses, read once an hour.

    Raises:
        ProviderError: it does not answer, or speaks for another issuer.
    """
    issuer = settings.OIDC_ISSUER
    said = cache.get(f"oidc.provider.{issuer}")
    if said is None:
        said = _json(_call("GET", f"{issuer}/.well-known/openid-configuration"))
        cache.set(f"oidc.provider.{issuer}", said, KEPT_SECONDS)
    if str(said.get("issuer", "")).rstrip("/") != issuer:
        raise ProviderError(f"issuer is {said.get('issuer')!r}")
    scheme = issuer.partition("://")[0]
    found = {
        name: str(said.get(name) or "") for name in Provider.__dataclass_fields__ if name.endswith(("point", "uri"))
    }
    for name, address in found.items():
        if not address.startswith((f"{scheme}://", "https://")) and not (
            name == "end_session_endpoint" and not address
        ):
            raise ProviderError(f"{name} is {address!r}")
    methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Provider(issuer=str(said["issuer"]), posts_secret="client_secret_post" in methods, **found)


def begin(request: HttpRequest, *, next_path: str) -> str:
    """Return the address at the provider where the person signs in; what must come back is kept in the session."""
    provider = read_provider()
    state, nonce, verifier = (secrets.token_urlsafe(32) for _each in range(3))
    begun = dict(request.session.get(_BEGUN_KEY, {}))
    for old in sorted(begun, key=lambda key: begun[key]["at"])[: max(0, len(begun) - MOST_BEGUN + 1)]:
        del begun[old]
    begun[state] = {"nonce": nonce, "verifier": verifier, "next": next_path, "at": time.time()}
    request.session[_BEGUN_KEY] = begun
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": _back_address(),
        "scope": settings.OIDC_SCOPES,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    if settings.OIDC_PROMPT:
        query["prompt"] = settings.OIDC_PROMPT
    if settings.OIDC_ACR_VALUES:
        query["acr_values"] = settings.OIDC_ACR_VALUES
    joint = "&" if "?" in provider.authorization_endpoint else "?"
    return f"{provider.authorization_endpoint}{joint}{urlencode(query)}"


def come_back(request: HttpRequest, *, state: str, code: str) -> Arrival:
    """Trade the code that came back for the person; each state serves once.

    Raises:
        ProviderError: nobody began this sign-in here, or the provider's answer is not to be trusted.
        PersonUnknown: the answer is right, but nobody here has that address.
    """
    begun = dict(request.session.get(_BEGUN_KEY, {}))
    mine = begun.pop(state, None)
    if mine is None or time.time() - mine["at"] > BEGUN_SECONDS:
        raise ProviderError("this sign-in was not begun in this browser, or too long ago")
    request.session[_BEGUN_KEY] = begun
    provider = read_provider()
    tokens = _json(_call("POST", provider.token_endpoint, **_trade(provider, code, mine["verifier"])))
    id_token = str(tokens.get("id_token") or "")
    claims = _claims(id_token, provider, require=["exp", "iat", "aud", "iss", "sub", "nonce"])
    if not hmac.compare_digest(str(claims["nonce"]), mine["nonce"]):
        raise ProviderError("the nonce is another one")
    about = _userinfo(provider, str(tokens.get("access_token") or ""))
    if about.get("sub") != claims["sub"]:
        raise ProviderError("the user information is about somebody else")
    return Arrival(_person(about), mine["next"], id_token, str(claims.get("acr") or ""))


def keep_proof(request: HttpRequest, arrival: Arrival) -> None:
    """Remember in the new session what signing out at the provider needs."""
    request.session[_ID_TOKEN_KEY] = arrival.id_token


def leave_address(request: HttpRequest) -> str:
    """Return the address that ends the provider's own session; "" for who did not come through it."""
    id_token = request.session.get(_ID_TOKEN_KEY)
    if not id_token or not is_offered():
        return ""
    try:
        end = read_provider().end_session_endpoint
    except ProviderError:
        return ""
    home = settings.PUBLIC_URL + reverse("signin:home")
    query = {"id_token_hint": id_token, "post_logout_redirect_uri": home, "state": secrets.token_urlsafe(16)}
    return f"{end}{'&' if '?' in end else '?'}{urlencode(query)}" if end else ""


def _back_address() -> str:
    return settings.PUBLIC_URL + reverse("signin:provider_back")


def _trade(provider: Provider, code: str, verifier: str) -> dict[str, Any]:
    data = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": _back_address(),
        "code_verifier": verifier,
        "client_id": settings.OIDC_CLIENT_ID,
    }
    if provider.posts_secret:
        return {"data": data | {"client_secret": settings.OIDC_CLIENT_SECRET}}
    return {"data": data, "auth": (settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)}


def _userinfo(provider: Provider, access_token: str) -> dict[str, Any]:
    """Return what the provider says of the person; ProConnect signs it (application/jwt)."""
    headers = {"Authorization": f"Bearer {access_token}"}
    kind, body = _call("GET", provider.userinfo_endpoint, headers=headers)
    if kind == "application/jwt":
        return _claims(body.decode("ascii", "replace").strip(), provider, require=["aud", "iss", "sub"])
    return _json((kind, body))


def _claims(token: str, provider: Provider, *, require: list[str]) -> dict[str, Any]:
    """Return what a token signed by the provider for us says."""
    algorithm = settings.OIDC_ALGORITHM
    if algorithm not in _ASYMMETRIC:
        raise ProviderError(f"{algorithm} is no algorithm with a public key")
    try:
        key = _key(provider, jwt.get_unverified_header(token))
        claims = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=settings.OIDC_CLIENT_ID,
            issuer=provider.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": require},
        )
    except (jwt.PyJWTError, ValueError, KeyError, TypeError) as error:
        raise ProviderError(f"token: {type(error).__name__}") from error
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != settings.OIDC_CLIENT_ID:
        raise ProviderError("the token was made for another application")
    return dict(claims)


def _key(provider: Provider, header: dict[str, Any]) -> jwt.PyJWK:
    """Return the public key that the header names, among those that the provider publishes now."""
    published = _json(_call("GET", provider.jwks_uri)).get("keys") or []
    for key in published:
        if key.get("use", "sig") == "sig" and (not header.get("kid") or key.get("kid") == header["kid"]):
            return jwt.PyJWK(key, algorithm=settings.OIDC_ALGORITHM)
    raise ProviderError("no published key has that name")


def _person(about: dict[str, Any]) -> User:
    email, verified = str(about.get("email") or "").strip(), about.get("email_verified")
    if not email or not (verified is True or (verified is None and settings.OIDC_EMAILS_ARE_VERIFIED)):
        raise PersonUnknown
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise PersonUnknown
    return user


def _call(method: str, address: str, **how: Any) -> tuple[str, bytes]:
    """Return media type and body of a 200; redirects are not followed."""
    deadline = time.monotonic() + settings.OIDC_TIMEOUT_SECONDS
    body = bytearray()
    try:
        with (
            httpx.Client(timeout=settings.OIDC_TIMEOUT_SECONDS, follow_redirects=False) as client,
            client.stream(method, address, **how) as answer,
        ):
            if answer.status_code != 200:
                raise ProviderError(f"{method} {address} answers {answer.status_code}")
            for chunk in answer.iter_bytes(16_384):
                body += chunk
                if len(body) > LARGEST_BYTES or time.monotonic() > deadline:
                    raise ProviderError(f"{method} {address} says too much, or too slowly")
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ProviderError(f"{method} {address}: {type(error).__name__}") from error
    return kind, bytes(body)


def _json(answer: tuple[str, bytes]) -> dict[str, Any]:
    try:
        said = httpx.Response(200, content=answer[1]).json()
    except ValueError as error:
        raise ProviderError("the answer is no JSON") from error
    if not isinstance(said, dict):
        raise ProviderError("the answer is no object")
    return said
