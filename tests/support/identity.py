"""A small OpenID provider on a free port: the real protocol over real HTTP, for one person at a time."""

import json
import secrets
import time
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

from tests.support.loopback import Loopback


class Provider(Loopback):
    """`claims` are what it says of whoever comes; `client` and `secret` are what it expects of us."""

    client, secret = "consilium", "between-us"

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self._nonces: dict[str, str] = {}
        super().__init__(self._respond)

    def environment(self) -> dict[str, str]:
        """What an administrator would set."""
        return {"OIDC_SERVER_URL": self.url, "OIDC_CLIENT_ID": self.client, "OIDC_SECRET": self.secret}

    def approve(self, address: str) -> str:
        """What the person's browser does at the provider: agree, and be sent back with a code."""
        asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        code = secrets.token_hex(8)
        self._nonces[code] = asked.get("nonce", "")
        return asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"]})

    def _respond(self, handler: BaseHTTPRequestHandler) -> None:
        if handler.command == "GET":
            self._get(handler)
        else:
            self._token(handler)

    def _get(self, handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/.well-known/openid-configuration":
            ways = {name: f"{self.url}/{name}" for name in ("authorize", "token", "userinfo", "keys")}
            self._answer(
                handler,
                {
                    "issuer": self.url,
                    "authorization_endpoint": ways["authorize"],
                    "token_endpoint": ways["token"],
                    "userinfo_endpoint": ways["userinfo"],
                    "jwks_uri": ways["keys"],
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                },
            )
        elif handler.path == "/userinfo":
            self._answer(handler, self.claims)
        else:
            handler.send_error(404)

    def _token(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0))).decode()
        given = {key: values[0] for key, values in parse_qs(body).items()}
        known = given.get("client_secret") == self.secret and "code_verifier" in given
        if not known or given.get("code") not in self._nonces:
            handler.send_error(400)
            return
        now = int(time.time())
        token = {"iss": self.url, "aud": self.client, "iat": now, "exp": now + 60, **self.claims}
        if nonce := self._nonces.pop(given["code"]):
            token["nonce"] = nonce
        signed = jwt.encode(token, "the provider's own key, of 32 bytes", algorithm="HS256")
        self._answer(
            handler, {"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": signed}
        )

    @staticmethod
    def _answer(handler: BaseHTTPRequestHandler, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
