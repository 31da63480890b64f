"""Genuine webhooks are told from forged ones, signed by the provider's own library and by its published vectors."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import pytest
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from channels.signature import Secrets, genuine, raw_path

TOKEN = "12345"
PUBLIC = "https://mycompany.com"
SECRETS = Secrets(TOKEN, {"webhooks_sharedkey_1": "shared secret"})
VECTOR = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675309",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
}
VECTOR_PATH = "/myapp.php?foo=1&bar=2"
VECTOR_SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
BODY = '{"CallSid":"CA1234567890ABCDE","Caller":"+12349013030"}'
BODY_DIGEST = "5ccde7145dfb8f56479710896586cb9d5911809d83afbe34627818790db0aec9"


def sign(
    path: str,
    fields: Mapping[str, Any] | None = None,
    secret: str = TOKEN,
    algorithm: str | None = None,
) -> str:
    return str(RequestValidator(secret).compute_signature(PUBLIC + path, fields or {}, algorithm))


def ask(
    path: str,
    fields: Mapping[str, Any] | None = None,
    *,
    signature: str | None,
    method: str = "POST",
    body: str = "",
    settings: str | None = None,
    secrets: Secrets = SECRETS,
    public: str = PUBLIC,
) -> bool:
    headers = {} if signature is None else {"X-Twilio-Signature": signature}
    if settings is not None:
        headers["X-Twilio-Webhooks-Signature-Settings"] = settings
    return genuine(method, public, path, fields or {}, body, headers, secrets)


def test_the_published_vector_is_genuine() -> None:
    assert ask(VECTOR_PATH, VECTOR, signature=VECTOR_SIGNATURE)


@pytest.mark.parametrize(
    ("path", "fields", "signature"),
    [
        (VECTOR_PATH, {**VECTOR, "Digits": "1235"}, VECTOR_SIGNATURE),
        (VECTOR_PATH, {**VECTOR, "Extra": ""}, VECTOR_SIGNATURE),
        (VECTOR_PATH + "&baz=3", VECTOR, VECTOR_SIGNATURE),
        ("/myapp.php?bar=2&foo=1", VECTOR, VECTOR_SIGNATURE),
        (VECTOR_PATH + "#rc=2", VECTOR, VECTOR_SIGNATURE),
        (VECTOR_PATH, VECTOR, VECTOR_SIGNATURE.lower()),
        (VECTOR_PATH, VECTOR, "α" * 28),
        (VECTOR_PATH, VECTOR, "x"),
        (VECTOR_PATH, VECTOR, ""),
        (VECTOR_PATH, VECTOR, None),
        (VECTOR_PATH, {}, VECTOR_SIGNATURE),
    ],
)
def test_a_changed_forged_or_absent_signature_is_refused(path: str, fields: Mapping[str, str], signature: str | None) -> None:
    assert not ask(path, fields, signature=signature)


@pytest.mark.parametrize(
    "query",
    ["Body=%CE%B1", "next=%2Fdesk", "x=%40&y=%2C&z=", "x=%20+%2B%25%23", "x=a;b&x=a"],
)
def test_the_query_is_signed_as_it_was_sent(query: str) -> None:
    path = f"/sms/twilio?{query}"
    environ = EnvironBuilder(path, base_url="http://10.0.0.7:8000").get_environ()
    assert raw_path(environ) == path
    assert ask(raw_path(environ), signature=sign(path), method="GET")


def test_blank_fields_trailing_spaces_and_greek_are_all_signed() -> None:
    fields = {
        "Body": " Καμένη λάμπα \n",
        "FromZip": "",
        "From": "+306900000000",
        "SmsStatus": "received",
    }
    signature = sign("/sms/twilio", fields)
    assert ask("/sms/twilio", MultiDict(fields), signature=signature)
    assert not ask(
        "/sms/twilio",
        MultiDict({**fields, "Body": fields["Body"].strip()}),
        signature=signature,
    )
    assert not ask(
        "/sms/twilio",
        MultiDict({k: v for k, v in fields.items() if v}),
        signature=signature,
    )


def test_a_repeated_field_counts_with_all_its_values() -> None:
    fields = MultiDict([("Tag", "b"), ("Tag", "a")])
    signature = sign("/sms/twilio", fields)
    assert ask("/sms/twilio", fields, signature=signature)
    assert not ask("/sms/twilio", MultiDict([("Tag", "b")]), signature=signature)


def test_a_whole_request_through_the_framework_is_genuine() -> None:
    fields = {"Body": "ΛΑΜΠΑ Ασκληπιού 12 ", "FromCity": "", "From": "+306900000000"}
    environ = EnvironBuilder("/sms/twilio?town=%CF%84", method="POST", data=fields).get_environ()
    request = Request(environ)
    headers = {"X-Twilio-Signature": sign("/sms/twilio?town=%CF%84", fields)}
    assert genuine(
        request.method,
        PUBLIC + "/",
        raw_path(environ),
        request.form,
        "",
        headers,
        SECRETS,
    )


def test_the_port_may_be_in_the_signed_address_or_not() -> None:
    signature = str(RequestValidator(TOKEN).compute_signature("https://mycompany.com:443/a", {}))
    assert ask("/a", signature=signature)
    assert ask("/a", signature=sign("/a"), public="https://mycompany.com:8443")


def test_a_json_body_is_bound_by_its_digest() -> None:
    path = f"/sms/twilio/status?bodySHA256={BODY_DIGEST}"
    assert sha256(BODY.encode()).hexdigest() == BODY_DIGEST
    assert ask(path, signature=sign(path), body=BODY)
    assert not ask(path, signature=sign(path), body=json.dumps(json.loads(BODY)))
    assert not ask("/sms/twilio/status", signature=sign("/sms/twilio/status"), body=BODY)


def test_a_get_that_brings_what_nobody_signed_is_refused() -> None:
    assert ask(
        "/ivr/twilio?CallSid=CA1",
        signature=sign("/ivr/twilio?CallSid=CA1"),
        method="GET",
    )
    assert not ask("/ivr/twilio", {"Digits": "1"}, signature=sign("/ivr/twilio"), method="GET")
    assert not ask("/ivr/twilio", signature=sign("/ivr/twilio"), method="GET", body="Digits=1")


SHARED = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"


def test_the_second_scheme_is_signed_with_the_shared_key_it_names() -> None:
    signature = sign(VECTOR_PATH, VECTOR, "shared secret", "HMAC_SHA256")
    assert ask(VECTOR_PATH, VECTOR, signature=signature, settings=SHARED)
    assert ask(
        VECTOR_PATH,
        VECTOR,
        signature=signature,
        settings=" algorithm=hmac_sha256 , key=webhooks_sharedkey_1",
    )
    body_path = f"/status?bodySHA256={BODY_DIGEST}"
    signature = sign(body_path, None, "shared secret", "HMAC_SHA256")
    assert ask(body_path, signature=signature, body=BODY, settings=SHARED)


@pytest.mark.parametrize(
    "settings",
    [
        "key=webhooks_sharedkey_2,algorithm=HMAC_SHA256",
        "algorithm=HMAC_SHA256",
        "key=webhooks_sharedkey_1,algorithm=HMAC_MD5",
        "key=webhooks_sharedkey_1",
        "nonsense",
        ",,=,",
    ],
)
def test_the_second_scheme_never_falls_back_to_another_secret(settings: str) -> None:
    signatures = [
        VECTOR_SIGNATURE,
        sign(VECTOR_PATH, VECTOR, "shared secret", "HMAC_SHA256"),
    ]
    signatures.append(sign(VECTOR_PATH, VECTOR, "", "HMAC_SHA256"))
    assert not any(ask(VECTOR_PATH, VECTOR, signature=one, settings=settings) for one in signatures)


def test_without_a_token_nothing_is_genuine() -> None:
    assert not ask("/a", signature=sign("/a", secret=""), secrets=Secrets(""))


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        (
            {"PATH_INFO": "/ivr/twilio", "QUERY_STRING": "a=%CE%B1"},
            "/ivr/twilio?a=%CE%B1",
        ),
        ({"PATH_INFO": "/\xce\xb1 b", "QUERY_STRING": ""}, "/%CE%B1%20b"),
        (
            {"REQUEST_URI": "/a%2Fb?x=1", "PATH_INFO": "/a/b", "QUERY_STRING": "x=1"},
            "/a%2Fb?x=1",
        ),
        ({"REQUEST_URI": "/a", "PATH_INFO": "/a", "QUERY_STRING": "x=1"}, "/a?x=1"),
        (
            {
                "REQUEST_URI": "/town/a?x",
                "SCRIPT_NAME": "/town",
                "PATH_INFO": "/a",
                "QUERY_STRING": "x",
            },
            "/a?x",
        ),
        (
            {
                "REQUEST_URI": "http://evil.example:1/a?x=1",
                "PATH_INFO": "/a",
                "QUERY_STRING": "x=1",
            },
            "/a?x=1",
        ),
        ({"REQUEST_URI": "*", "PATH_INFO": "*", "QUERY_STRING": ""}, "/*"),
        (
            {"REQUEST_URI": "//evil/a", "PATH_INFO": "/evil/a", "QUERY_STRING": ""},
            "/evil/a",
        ),
        ({}, "/"),
    ],
)
def test_path_and_query_are_taken_as_each_server_gives_them(environ: Mapping[str, str], expected: str) -> None:
    assert raw_path(environ) == expected


def test_the_secrets_do_not_show_in_a_log() -> None:
    assert "12345" not in repr(SECRETS)
    assert "shared secret" not in repr(SECRETS)
