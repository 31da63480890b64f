"""What a document is worth, as a page shows it."""

from typing import Any

from core.certificates.checking import STANDING_NAMES, Checked, Standing
from core.certificates.comparing import FIELD_NAMES
from core.text import Code, Sentence, _

TONES: dict[Standing, str] = {
    Standing.VALID: "done",
    Standing.REVOKED: "refused",
    Standing.EXPIRED: "late",
    Standing.UNKNOWN: "neutral",
}


def verified(checked: Checked) -> dict[str, Any]:
    """The context of a page about a checked document: strangers read a hint of its holder, who holds it reads everything."""
    return {
        "standing": STANDING_NAMES[checked.standing],
        "tone": TONES[checked.standing],
        "known": checked.standing is not Standing.UNKNOWN,
        "code": Code(checked.code, 4),
        "rows": [{"label": label, "shown": shown} for label, shown in _rows(checked) if shown],
        "full": checked.full,
    }


def _rows(checked: Checked) -> list[tuple[Sentence, Sentence]]:
    if checked.title is None:
        return []
    rows: list[tuple[Sentence, Sentence]] = [
        (_("Document"), checked.title),
        (_("Holder"), checked.holder or checked.hint),
        (_("Date of issue"), checked.issued_on or ""),
        (_("Valid until"), checked.valid_until or ""),
        (_("Revoked on"), checked.revoked_on or ""),
        (_("Replaced"), _("Another one was issued in its place.") if checked.replaced else ""),
        (_("Reason"), checked.reason),
        (_("Protocol number"), checked.protocol),
        (_("Seal"), _("qualified seal") if checked.qualified else _("copy for information, without a qualified seal")),
    ]
    told = {name: value for name, value in (checked.fields or {}).items() if name != "name"}
    return rows + [(FIELD_NAMES.get(name, name), value) for name, value in told.items()]
