"""Signing as the provider signs, and bringing a signed request to the running server."""

from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlencode, urlsplit

from twilio.request_validator import SIGNATURE_HEADER, RequestValidator

# The provider waits no longer for an answer.
PATIENCE = 15.0


def sign(token: str, url: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The headers that make a request with these fields genuine. `url` is the public address; a fragment is not signed."""
    signature = RequestValidator(token).compute_signature(url.partition("#")[0], dict(fields))
    return {SIGNATURE_HEADER: str(signature)}


class HttpPost:
    """A `webhook.Post` over HTTP: signs for `public_url` and connects to `address`, which is the same if not given."""

    def __init__(self, public_url: str, token: str, address: str = "") -> None:
        self.public_url = public_url.rstrip("/")
        self.token = token
        self.address = urlsplit(address or public_url)

    def __call__(self, path: str, fields: Mapping[str, str]) -> tuple[int, str, str]:
        headers = sign(self.token, self.public_url + path, fields)
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Host": urlsplit(self.public_url).netloc}
        secure = self.address.scheme == "https"
        kind = HTTPSConnection if secure else HTTPConnection
        connection = kind(self.address.hostname or "", self.address.port, timeout=PATIENCE)
        try:
            connection.request("POST", path, urlencode(fields), headers)
            response = connection.getresponse()
            body = response.read().decode("utf-8", "replace")
        except HTTPException as error:
            raise ConnectionError(f"{self.address.netloc} broke off") from error
        finally:
            connection.close()
        return response.status, response.headers.get("Content-Type", ""), body
