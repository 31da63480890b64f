"""A strict check of TwiML: everything that the provider would refuse, warn of, or do silently wrong.

What may stand where comes from `schema.json` (see `make_schema.py`); what a call does with it is in `conduct.py`. Each
problem is one sentence beginning with the element it is about; a list without any means that the document is fine.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tests.twiml import conduct

Schema = dict[str, Any]

# The provider refuses a larger document (error 11750).
LARGEST = 64 * 1024
LONGEST_MESSAGE = 1600
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}"
URLS = frozenset(
    {
        "action",
        "waitUrl",
        "url",
        "recordingStatusCallback",
        "partialResultCallback",
        "statusCallback",
        "referUrl",
    }
)
METHODS = frozenset({"GET", "POST"})


@cache
def schema() -> Schema:
    return dict(json.loads(Path(__file__).with_name("schema.json").read_text("utf-8")))


def check_voice(xml: str) -> list[str]:
    """The problems of a document that answers a call's webhook."""
    root, problems = parsed(xml)
    if root is None:
        return problems
    problems += walk(root, "Response", schema()["voice"], "Response")
    return problems + conduct.check(root)


def check_message(xml: str) -> list[str]:
    """The problems of a document that answers a text's webhook. Rule: one turn has one reply, so one `<Message>` at most."""
    root, problems = parsed(xml)
    if root is None:
        return problems
    problems += walk(root, "Response", schema()["message"], "Response")
    if len(messages := root.findall("Message")) > 1:
        problems.append(f"Response: {len(messages)} messages, where one turn has one")
    for message in messages:
        problems += check_reply(message)
    return problems


def check_reply(message: Element) -> list[str]:
    bodies = message.findall("Body")
    own = (message.text or "").strip()
    if (own and bodies) or len(bodies) > 1:
        return ["Message: more than one text"]
    body = own or "".join(bodies[0].itertext()).strip() if bodies or own else ""
    if not body and not message.findall("Media"):
        return ["Message: nothing in it"]
    return [f"Message: {len(body)} characters, {LONGEST_MESSAGE} at most"] if len(body) > LONGEST_MESSAGE else []


def parsed(xml: str) -> tuple[Element | None, list[str]]:
    """The root element, and the problems of the document as a whole. No root, if it cannot be read at all."""
    problems = []
    if (size := len(xml.encode("utf-8"))) > LARGEST:
        problems.append(f"Response: {size} bytes, {LARGEST} at most")
    try:
        root = ElementTree.fromstring(xml)
    except (ElementTree.ParseError, ValueError) as error:
        return None, [*problems, f"not well-formed: {error}"]
    if root.tag != "Response":
        return None, [*problems, f"{root.tag}: the root element is <Response>"]
    return root, problems


def walk(element: Element, name: str, elements: Schema, path: str) -> list[str]:
    """The problems of one element, called `name` in the schema, and of everything in it."""
    entry = elements[name]
    problems = [f"{path}: {one}" for one in attributes(element, entry["attributes"])]
    if entry["text"] == "none" and stray(element):
        problems.append(f"{path}: text where there can be none")
    if entry["text"] == "must" and not "".join(element.itertext()).strip() and not len(element):
        problems.append(f"{path}: nothing in it")
    for child in element:
        known = entry["children"].get(child.tag)
        inner = f"{path}/{child.tag}"
        if known is not None:
            problems += walk(child, known, elements, inner)
        elif any(child.tag == one["tag"] for one in elements.values()):
            problems.append(f"{inner}: cannot stand in <{element.tag}>")
        else:
            problems.append(f"{inner}: there is no such element")
    return problems


def stray(element: Element) -> bool:
    """Whether there is text beside the children."""
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)


def attributes(element: Element, known: dict[str, str]) -> list[str]:
    problems = []
    for raw, value in element.attrib.items():
        name = raw.replace(XML_SPACE, "xml:")
        if name not in known:
            problems.append(f"there is no attribute {name}")
        elif wrong := value_problem(name, value, known[name]):
            problems.append(f"{name}={value!r} {wrong}")
    return problems


def value_problem(name: str, value: str, kind: str) -> str:
    """What is wrong with an attribute's value, or nothing."""
    if name in URLS:
        return conduct.url_problem(value)
    if name == "method" or name.endswith("Method"):
        return "" if value in METHODS else "is not GET or POST"
    if name == "finishOnKey":
        return "" if re.fullmatch(r"[0-9*#]*", value) else "has something that is not a key"
    items = value.split(" ") if kind.endswith("[]") else [value]
    kind = kind.removesuffix("[]")
    if kind == "boolean":
        return "" if value in ("true", "false") else "is not true or false"
    if kind == "number":
        return "" if all(re.fullmatch(r"[0-9]+", one) for one in items) else "is not a whole number"
    allowed = schema()["values"].get(kind)
    return "" if allowed is None or all(one in allowed for one in items) else "is none of its values"
