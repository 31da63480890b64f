"""The protocol's own schema, and what it says of a document."""

from functools import cache
from pathlib import Path

from lxml import etree

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
FILE = Path(__file__).with_name("CAP-v1.2.xsd")


@cache
def schema() -> etree.XMLSchema:
    """OASIS's schema, as it was published (THIRD-PARTY.md). Read once; it refers to no other file."""
    return etree.XMLSchema(etree.parse(str(FILE), _parser()))


def faults(document: etree._Element) -> list[str]:
    """What is wrong with a document, in the words of the schema's reader; nothing where it is valid."""
    rules = schema()
    if rules.validate(document):
        return []
    return [f"line {one.line}: {one.message}" for one in rules.error_log]


def _parser() -> etree.XMLParser:
    """Reads a document and nothing else: no document type, no entity, no other file, no address (OWASP, XXE)."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)


def parse(content: bytes) -> etree._Element:
    """The document's first element.

    Raises:
        etree.XMLSyntaxError: it is no XML.
    """
    return etree.fromstring(content, _parser())
