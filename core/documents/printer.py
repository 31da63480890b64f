"""Printing: a document becomes a PDF for archives (PDF/A-2a) that is also accessible (PDF/UA-1), with its fonts in it."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from core.documents.document import Document
from core.documents.letters import printable_all

LOG = logging.getLogger("thyrida.documents")

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"
FONTS = Path(__file__).with_name("fonts")
# ISO 19005-2 level A, and ISO 14289-1: tagged, with language and title, nothing that a later reader might lack.
STANDARDS: tuple[Literal["a-2a", "ua-1"], ...] = ("a-2a", "ua-1")


class Printer(Protocol):
    def print(self, document: Document) -> bytes:
        """The document as a PDF. Takes some tens of milliseconds: never inside a transaction.

        Raises:
            Unprintable: the template and its data do not fit. Always a defect of ours.
        """


class Unprintable(Exception):
    """A document could not be made of its template and data."""


@dataclass(frozen=True)
class TypstPrinter:
    """Templates are `<name>.typ` files; what is said in them comes as data and is never read as markup."""

    templates: Path = TEMPLATES
    fonts: Path = FONTS

    def print(self, document: Document) -> bytes:
        # Heavy, and wanted by few: a process that prints nothing does without it.
        import typst

        data = json.dumps({**printable_all(document.data), "language": document.language}, ensure_ascii=False)
        try:
            made, warnings = typst.compile_with_warnings(
                str(self.templates / f"{document.template}.typ"),
                root=str(self.templates),
                font_paths=[str(self.fonts)],
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs={"data": data},
                pdf_standards=list(STANDARDS),
                timestamp=int(document.made_at.timestamp()),
            )
        except typst.TypstError as error:
            raise Unprintable(f"{document.template}: {error.message}") from error
        for warning in warnings:
            LOG.warning("document template=%s warning=%s", document.template, warning.message)
        return bytes(made)
