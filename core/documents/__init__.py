"""Documents on paper and as files: a template and its data become a PDF that stays readable, also by who cannot see."""

from core.documents.document import Document
from core.documents.printer import Printer, TypstPrinter

__all__ = ["Document", "Printer", "TypstPrinter"]
