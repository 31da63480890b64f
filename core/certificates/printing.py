"""The sheet of paper: a template of its own for each kind, inside one frame, as PDF/A-2a with PDF/UA-1.

A certificate's template is a Typst file that gives `title` and `body(fields)`, in Greek and in English. What it prints comes
as strings: nothing that somebody wrote is read as markup. No file but the template and the frame is read.
"""

import json
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import segno

from core.errors import Unavailable
from core.text import _

if TYPE_CHECKING:
    import typst

SHIPPED = Path(__file__).parents[2] / "templates" / "documents" / "certificates"
FONTS = Path(__file__).parents[1] / "documents" / "fonts"
FRAME = "_frame.typ"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed: `data` as the frame reads it, the address behind the QR code, and the moment that the file bears."""

    template: str
    data: Mapping[str, Any]
    qr: str
    at: datetime


class Printing:
    """Prints sheets. `folders` are looked through in order for a template; the frame is always the shipped one."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self._folders = (*folders, SHIPPED)
        self._compiler: typst.Compiler | None = None
        # One compiler keeps its fonts loaded; it draws one sheet at a time.
        self._drawing = threading.Lock()

    def template(self, name: str) -> str:
        """The text of a template.

        Raises:
            Unavailable: there is none of this name.
        """
        plain = re.fullmatch(r"[a-z][a-z0-9-]*", name)
        found = next((path for one in self._folders if plain and (path := one / f"{name}.typ").is_file()), None)
        if found is None:
            raise Unavailable("template", _("The template of this document is missing. Tell your administrator."))
        return found.read_text("utf-8")

    def draw(self, sheet: Sheet) -> bytes:
        """The PDF of a sheet, not sealed yet. The same sheet gives the same bytes.

        Raises:
            Unavailable: the template is missing, or cannot be drawn with these fields.
        """
        # Heavy, and wanted by the worker alone: a process that prints nothing does without it.
        import typst

        source = self.template(sheet.template) + (SHIPPED / FRAME).read_text("utf-8")
        inputs = inputs_of(sheet)
        moment = int(sheet.at.timestamp())
        with self._drawing:
            self._compiler = self._compiler or typst.Compiler(font_paths=[str(FONTS)], ignore_system_fonts=True)
            try:
                # Archived for ever (ISO 19005-2, level a), readable by a screen reader (ISO 14289-1): exported so, not certified.
                drawn = self._compiler.compile(
                    source.encode(), format="pdf", sys_inputs=inputs, pdf_standards=["a-2a", "ua-1"], timestamp=moment
                )
            except typst.TypstError as error:
                raise Unavailable(
                    "template", _("The template of this document cannot be printed. Tell your administrator.")
                ) from error
        assert isinstance(drawn, bytes)
        return drawn


def inputs_of(sheet: Sheet) -> dict[str, str]:
    """What the frame reads."""
    return {"data": json.dumps(sheet.data, ensure_ascii=False), "qr": qr(sheet.qr)}


def qr(address: str) -> str:
    """The QR code of an address, as SVG."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=1, xmldecl=False)
    return drawn.getvalue().decode()
