"""A small OpenID Connect provider on a free port: discovery, keys, codes with PKCE, signed tokens and user information.

It checks what a provider must check (client, redirect, PKCE, one use of a code) and can be told to misbehave.
"""

import json
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "relais", "un secret de fournisseur"


class Provider(ThreadingHTTPServer):
    """One provider, with one person signed in at it."""

    daemon_threads = True

    def __init__(self) -> None:
        """Make keys, and whom the provider vouches for."""
        super().__init__(("127.0.0.1", 0), _Answers)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict[str, Any] = {"sub": "42", "email": "alice@example.org", "email_verified": True}
        self.signs_userinfo = False
        self.posts_secret = True
        # What goes wrong: names of claims of the id_token with the value that they get instead of the right one.
        self.wrong: dict[str, Any] = {}
        self.signing_key = self.key
        self.algorithm = "RS256"
        self.bytes_more = 0
        self.seconds_late = 0.0
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, str]] = []
        self.left: list[dict[str, str]] = []

    def sign(self, claims: dict[str, Any]) -> str:
        """Return a token that says `claims`."""
        if self.algorithm == "none":
            return jwt.encode(claims, None, algorithm="none")
        if self.algorithm == "HS256":
            return jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": "k1"})
        return jwt.encode(claims, self.signing_key, algorithm=self.algorithm, headers={"kid": "k1"})


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        provider = self.server
        if address.path == "/.well-known/openid-configuration":
            self._json({
                "issuer": provider.issuer, "authorization_endpoint": f"{provider.issuer}/authorize",
                "token_endpoint": f"{provider.issuer}/token", "userinfo_endpoint": f"{provider.issuer}/userinfo",
                "jwks_uri": f"{provider.issuer}/jwks", "end_session_endpoint": f"{provider.issuer}/leave",
                "token_endpoint_auth_methods_supported": [
                    "client_secret_post" if provider.posts_secret else "client_secret_basic"
                ],
            })  # fmt: skip
        elif address.path == "/jwks":
            key = json.loads(RSAAlgorithm.to_jwk(provider.key.public_key()))
            self._json({"keys": [{"kty": "EC", "use": "enc", "kid": "other"}, key | {"kid": "k1", "use": "sig"}]})
        elif address.path == "/authorize":
            self._authorize(query)
        elif address.path == "/userinfo":
            self._userinfo()
        elif address.path == "/leave":
            provider.left.append(query)
            self._answer(200, b"bye", "text/plain")
        else:
            self._answer(404, b"", "text/plain")

    def _authorize(self, query: dict[str, str]) -> None:
        self.server.asked.append(query)
        right = query.get("client_id") == CLIENT and query.get("response_type") == "code"
        if not right or query.get("code_challenge_method") != "S256" or "openid" not in query.get("scope", ""):
            self._answer(400, b"", "text/plain")
            return
        code = secrets.token_urlsafe(16)
        self.server.codes[code] = query
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}")
        self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self.server.codes.pop(form.get("code", ""), None)
        challenge = urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if (
            asked is None
            or challenge != asked["code_challenge"]
            or form.get("redirect_uri") != asked["redirect_uri"]
            or not self._knows_secret(form)
        ):
            self._answer(400, b'{"error": "invalid_grant"}', "application/json")
            return
        now = int(time.time())
        claims = {
            "iss": self.server.issuer, "aud": CLIENT, "sub": self.server.person["sub"], "iat": now, "exp": now + 60,
            "nonce": asked.get("nonce", ""), "acr": "eidas1",
        } | self.server.wrong  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        time.sleep(self.server.seconds_late)
        more = "x" * self.server.bytes_more
        self._json(
            {
                "access_token": "an-access-token",
                "token_type": "Bearer",
                "id_token": self.server.sign(claims),
                "more": more,
            }
        )

    def _knows_secret(self, form: dict[str, str]) -> bool:
        if self.server.posts_secret:
            return form.get("client_secret") == SECRET and form.get("client_id") == CLIENT
        return self.headers.get("Authorization", "").startswith("Basic ") and "client_secret" not in form

    def _userinfo(self) -> None:
        if self.headers.get("Authorization") != "Bearer an-access-token":
            self._answer(401, b"", "text/plain")
        elif self.server.signs_userinfo:
            claims = self.server.person | {"iss": self.server.issuer, "aud": CLIENT}
            self._answer(200, self.server.sign(claims).encode(), "application/jwt")
        else:
            self._json(self.server.person)

    def _json(self, said: Any) -> None:
        self._answer(200, json.dumps(said).encode(), "application/json")

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's own name
        """Keep quiet."""


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Run a provider for the time of a test."""
    provider = Provider()
    thread = threading.Thread(target=provider.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.shutdown()
        provider.server_close()
        thread.join()
