"""The form that each way gives of an announcement, in each language: a text, words for the ear, a letter.

Made once for a version, in the transaction that publishes it; every message carries only the form's id. Where a language was
not written, its form says so and gives what there is: nothing is replaced in silence.
"""

from core.announcements import briefs, letters, scripts
from core.announcements import written as contents
from core.announcements.tables import Announcement, AnnouncementForm
from core.announcements.written import Written
from core.messages.alphabet import segments
from core.model import new_id
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.ports import Work

WAYS = (Way.TEXT, Way.CALL, Way.EMAIL)


def make(work: Work, announcement: Announcement, site: str = "", what: str = "published", why: str = "") -> None:
    """Write the forms of this version, for every way and every language of the town."""
    for language in work.municipality.languages:
        for way in WAYS:
            subject, body = form(work.municipality, announcement, way, language, site=site, what=what, why=why)
            work.session.add(
                AnnouncementForm(
                    id=new_id(),
                    announcement_id=announcement.id,
                    version=announcement.version,
                    way=str(way),
                    language=language,
                    subject=subject,
                    body=body,
                    parts=segments(body).count if way is Way.TEXT else 0,
                )
            )


def form(
    town: Municipality,
    announcement: Announcement | Written,
    way: Way,
    language: str,
    *,
    site: str = "",
    number: int = 0,
    what: str = "published",
    why: str = "",
) -> tuple[str, str]:
    """Subject and body as this way gives them in this language.

    `site` is the address of the town's own site, `number` the announcement's id where there is no row yet; `what` says
    whether it is the first version ("published") or "corrected", "withdrawn", "updated", and `why` is told with it.
    """
    one = announcement if isinstance(announcement, Written) else contents.of(announcement)
    number = number if isinstance(announcement, Written) else announcement.id
    if way is Way.TEXT:
        return "", briefs.brief(town, one, language, what, why)
    if way is Way.CALL:
        return "", scripts.script(town, one, language, what, why)
    base = (site or site_of(town)) + "/news"
    return letters.letter(town, one, language, f"{base}/{number or '…'}", f"{base}/preferences", what, why)


def site_of(town: Municipality) -> str:
    """The address of a town's own site as far as its profile says it."""
    return (town.public_url or f"https://{town.hosts[0]}").rstrip("/") if town.hosts or town.public_url else ""
