"""The form that each way gives of an announcement, in each language: a short text, words for the ear, a letter.

Made once for a version, in the transaction that publishes it; every message carries only the form's id. Where a language was
not written, its form says so and gives what there is: nothing is replaced in silence.
"""

from core.announcements.tables import Announcement, AnnouncementForm
from core.languages import tongue
from core.messages.alphabet import segments
from core.model import new_id
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.ports import Work
from core.text import Many, Sentence, _

WAYS = (Way.TEXT, Way.CALL, Way.EMAIL)


def make(work: Work, announcement: Announcement) -> None:
    """Write the forms of this version, for every way and every language of the town."""
    for language in work.municipality.languages:
        for way in WAYS:
            subject, body = form(work.municipality, announcement, way, language)
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


def form(town: Municipality, announcement: Announcement, way: Way, language: str) -> tuple[str, str]:
    """Subject and body as this way gives them in this language."""
    say = tongue(language, zone=town.zone)
    written = next((one for one in (language, *town.languages) if announcement.texts.get(one, {}).get("title")), language)
    text = announcement.texts.get(written, {})
    only: Sentence = "" if written == language else _("(Only in the language of the town hall.)")
    title = text.get("title", "")
    if way is Way.TEXT:
        return "", say(Many((Many((town.short_name, ":"), by=""), only, text.get("short") or title)))
    if way is Way.CALL:
        return "", say(Many((town.name, only, title, text.get("voice") or text.get("body", "")), by=". "))
    return say(Many((town.name, title), by=": ")), say(Many((only, title, text.get("body", "")), by="\n\n")).strip()
