from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.catalogue import SHIPPED, CatalogueError, catalogue_for, load
from core.dialogue.certifying import Certifying, Fee, amount_cents
from core.dialogue.kinds import kinds
from core.dialogue.service import Assurance, ServiceForm

CERTIFICATES = {"permanent-residence", "no-property-debt", "municipal-clearance", "copy-of-certificate"}
Changed = Callable[[str, str], list[str]]


def test_the_shipped_certificates_need_identity_and_issue_nothing_by_themselves() -> None:
    found = catalogue_for(None, "trikala").services
    assert {key for key, one in found.items() if one.form is ServiceForm.CERTIFICATE} == CERTIFICATES
    for key in CERTIFICATES:
        certificate = found[key].certificate
        assert certificate is not None
        assert found[key].assurance is Assurance.IDENTITY
        assert not certificate.automatic
        assert all(fee.source and fee.checked_on >= fee.since for fee in certificate.fees)


def test_the_fee_is_the_one_of_the_day() -> None:
    old = Fee(date(2024, 1, 1), Decimal("1.50"), "old rule", date(2024, 1, 1))
    new = Fee(date(2026, 6, 1), Decimal("2.00"), "new rule", date(2026, 6, 1))
    one = Certifying("x", "y", (), 0, ("el",), (new, old))
    assert one.fee(date(2023, 12, 31)) is None
    assert one.fee(date(2026, 5, 31)) is old
    assert one.fee(date(2026, 6, 1)) is new
    assert (amount_cents(None), amount_cents(old)) == (0, 150)


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """What is wrong with a shipped certificate's file once one piece of it says something else."""

    def problems(before: str, after: str) -> list[str]:
        text = (SHIPPED / "permanent-residence.toml").read_text("utf-8")
        assert before in text
        (tmp_path / "other-paper.toml").write_text(text.replace(before, after).replace('menu = "51"', 'menu = "45"'), "utf-8")
        try:
            load([SHIPPED, tmp_path], kinds())
        except CatalogueError as error:
            return [one.what for one in error.problems]
        return []

    return problems


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('amount = "0.00"', 'amount = "free"', 'certificate: fee 1: "free" is no amount in euros, such as "18.00"'),
        ('amount = "0.00"', 'amount = "-1.00"', 'certificate: fee 1: "-1.00" is no amount in euros, such as "18.00"'),
        ("since = 2024-01-01", 'since = "today"', 'certificate: fee 1: "since" must be a day, such as 2026-01-31'),
        ('languages = ["el", "en"]', 'languages = ["en"]', "certificate: a certificate is in Greek first"),
        ('template = "permanent-residence"', "", 'certificate: "template" is missing'),
        ("automatic = false", "automatic = 1", 'certificate: "automatic" must be true or false'),
        ('form = "certificate"', 'form = "application"', 'a service of the form "application" issues no certificate'),
        ("daily_cap", "daily_cup", 'certificate: unknown key "daily_cup"'),
    ],
)
def test_what_is_wrong_with_a_certificates_table_is_told(changed: Changed, before: str, after: str, told: str) -> None:
    assert told in changed(before, after)


def test_a_certificate_service_without_a_document_is_refused(tmp_path: Path) -> None:
    text = (SHIPPED / "document-access.toml").read_text("utf-8")
    (tmp_path / "paper.toml").write_text(text.replace('"application"', '"certificate"').replace('"41"', '"45"'), "utf-8")
    with pytest.raises(CatalogueError, match='"certificate" is missing'):
        load([SHIPPED, tmp_path], kinds())
