"""The `[certificate]` table of a service file: the document that a certificate service issues."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from core.catalogue.page import LANGUAGES, Page
from core.dialogue.certifying import Certifying, Fee
from core.dialogue.service import ServiceForm

_KEYS = (
    "template", "register", "fields", "must_be", "valid_days", "languages", "fee", "papers", "max_record_age_days",
    "automatic", "daily_cap", "copies",
)  # fmt: skip
_NO_AMOUNT = Decimal(0)


def certifying(page: Page, form: ServiceForm) -> Certifying | None:
    """What the file says of its document; None for a service of another form."""
    table = page.table("certificate")
    if table is None:
        if form is ServiceForm.CERTIFICATE:
            page.wrong('"certificate" is missing')
        return None
    part = page.within(table, "certificate: ", "certificate")
    if form is not ServiceForm.CERTIFICATE:
        page.wrong(f'a service of the form "{form}" issues no certificate', "certificate")
    part.known(*_KEYS)
    copies = part.flag("copies", False)
    return Certifying(
        template=part.text("template", "" if copies else None),
        register=part.text("register", "" if copies else None),
        fields=part.strings("fields"),
        must_be=_must_be(part),
        valid_days=part.whole("valid_days", 0),
        languages=_languages(part),
        fees=_fees(part),
        papers=part.strings("papers"),
        max_record_age_days=part.whole("max_record_age_days", 30),
        automatic=part.flag("automatic", False),
        daily_cap=part.whole("daily_cap", 50),
        copies=copies,
    )


def _must_be(page: Page) -> Mapping[str, str]:
    table = page.table("must_be") or {}
    for name, value in table.items():
        if not isinstance(value, str):
            page.wrong(f'"{name}" must be text', "must_be", name)
    return {name: str(value) for name, value in table.items()}


def _languages(page: Page) -> tuple[str, ...]:
    languages = page.strings("languages") or ("el",)
    for one in languages:
        if one not in LANGUAGES:
            page.wrong(f'unknown language "{one}"', "languages")
    if languages[0] != "el":
        page.wrong("a certificate is in Greek first", "languages")
    return languages


def _fees(page: Page) -> tuple[Fee, ...]:
    fees = [_fee(page.within(table, f"{page.name}fee {index + 1}: ", "fee", index)) for index, table in page.tables("fee")]
    if not fees:
        page.wrong('"fee" is missing: what is free has a fee of "0.00", with its source')
    return tuple(fees)


def _fee(page: Page) -> Fee:
    page.known("since", "amount", "source", "checked_on")
    written = page.text("amount")
    try:
        amount = Decimal(written or "0")
        if not amount.is_finite() or amount < 0 or amount != round(amount, 2):
            raise InvalidOperation
    except InvalidOperation:
        page.wrong(f'"{written}" is no amount in euros, such as "18.00"', "amount")
        amount = _NO_AMOUNT
    return Fee(_day(page, "since"), amount, page.text("source"), _day(page, "checked_on"))


def _day(page: Page, key: str) -> date:
    value = page.values.get(key)
    if type(value) is not date:
        page.wrong(f'"{key}" must be a day, such as 2026-01-31', key)
        return date.min
    return value
