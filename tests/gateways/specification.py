"""The provider's OpenAPI document, with the three touches without which a strict mock cannot serve it."""

import json
from pathlib import Path
from typing import Any

# What the mock is asked for with `Prefer: code=…, example=…`: a refusal as the provider words it.
REFUSALS = {
    "400": {"21610": "Attempt to send to unsubscribed recipient", "21211": "Invalid 'To' Phone Number"},
    "429": {"20429": "Too many requests"},
    "503": {"20503": "Service unavailable"},
}
_SENDING = tuple(f"/2010-04-01/Accounts/{{AccountSid}}/{one}.json" for one in ("Messages", "Calls"))


def touched(source: Path, to: Path) -> None:
    """Write a copy that a mock can serve: arrays exploded, no absolute form for relative addresses, refusals added."""
    document = json.loads(source.read_text())
    for path in document["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict):
                _explode_arrays(operation)
    _loosen_addresses(document.get("components", {}).get("schemas", {}))
    for path in _SENDING:
        responses = document["paths"][path]["post"]["responses"]
        for status, refusals in REFUSALS.items():
            examples = {"application/json": {"examples": _examples(status, refusals)}}
            responses[status] = {"description": "refused", "content": examples}
    to.write_text(json.dumps(document))


def _examples(status: str, refusals: dict[str, str]) -> dict[str, Any]:
    return {
        code: {"value": {"code": int(code), "message": message, "more_info": "", "status": int(status)}}
        for code, message in refusals.items()
    }


def _explode_arrays(operation: dict[str, Any]) -> None:
    for media in operation.get("requestBody", {}).get("content", {}).values():
        for name, field in media.get("schema", {}).get("properties", {}).items():
            if field.get("type") == "array":
                media.setdefault("encoding", {})[name] = {"style": "form", "explode": True}


def _loosen_addresses(schema: Any) -> None:
    if isinstance(schema, dict):
        if schema.get("format") == "uri":
            del schema["format"]
        for part in schema.values():
            _loosen_addresses(part)
    elif isinstance(schema, list):
        for part in schema:
            _loosen_addresses(part)
