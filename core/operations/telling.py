"""How a trouble is said to an administrator, and what to do about it."""

from core.operations.troubles import Kind
from core.people.contact import Way
from core.text import Sentence, _, plural

_WAYS: dict[str, Sentence] = {str(Way.TEXT): _("text messages"), str(Way.EMAIL): _("e-mail")}


def sentence(kind: str, subject: str, figure: int) -> Sentence:
    """What is wrong, in one sentence."""
    way = _WAYS.get(subject, subject)
    match Kind(kind):
        case Kind.QUEUE:
            return plural("A message has waited for {count} minute.", "A message has waited for {count} minutes.", figure)
        case Kind.JOBS:
            return plural(
                "Work in the background has waited for {count} minute.",
                "Work in the background has waited for {count} minutes.",
                figure,
            )
        case Kind.GATEWAY:
            return _("The last {count} messages by this way could not be sent: {way}.", count=figure, way=way)
        case Kind.UNCERTAIN:
            return _("Of {count} messages by this way nobody knows whether they were sent: {way}.", count=figure, way=way)
        case Kind.DISK:
            return _("The disk is nearly full: {count} % is free.", count=figure)
        case Kind.BACKUP if figure == 0:
            return _("No back-up was ever made.")
        case Kind.BACKUP:
            return plural("The last back-up is {count} hour old.", "The last back-up is {count} hours old.", figure)
        case Kind.DAILY:
            return plural(
                "{town}: the day's work was not done for {count} day.",
                "{town}: the day's work was not done for {count} days.",
                figure,
                town=subject,
            )
        case Kind.TEXTS:
            return _("{town}: today's {count} texts are spent. Clerks tell people from now on.", town=subject, count=figure)
        case Kind.SEAL:
            return plural(
                "{town}: {count} document has waited for its seal for more than an hour.",
                "{town}: {count} documents have waited for their seal for more than an hour.",
                figure,
                town=subject,
            )
        case Kind.LINE:
            return plural(
                "{town}: a gateway has taken no message for {count} minute. Messages wait.",
                "{town}: a gateway has taken no message for {count} minutes. Messages wait.",
                figure,
                town=subject,
            )
        case Kind.SETUP:
            return plural(
                "{town}: {count} gateway refuses messages because of how the account or the sender is set up.",
                "{town}: {count} gateways refuse messages because of how the account or the sender is set up.",
                figure,
                town=subject,
            )
        case Kind.COST:
            return _("{town}: announcements cost {count} euros today. The rest waits for tomorrow.", town=subject, count=figure)


ADVICE: dict[Kind, Sentence] = {
    Kind.QUEUE: _("See whether the worker runs, and what the log says of it."),
    Kind.JOBS: _("See whether the worker runs, and what the log says of it."),
    Kind.GATEWAY: _(
        "See whether the account, its balance and its password are right. The desk lists whom to tell by other ways."
    ),
    Kind.UNCERTAIN: _("See whether the connection to the provider breaks, and what the provider's own log says."),
    Kind.DISK: _("Make room, or give the disk more. Nothing can be kept on a full disk."),
    Kind.BACKUP: _("See whether the timer of the back-up runs, and make one by hand now."),
    Kind.DAILY: _("Reminders and deadlines stand still. See whether the worker runs, and what the log says of it."),
    Kind.TEXTS: _("See whether somebody floods the town hall, before you raise the limit."),
    Kind.SEAL: _("Run `run.py certificates seal`, and see whether the token and the time-stamp service answer."),
    Kind.LINE: _("See whether the provider is there. Messages go out by themselves when it is, or by the second gateway."),
    Kind.SETUP: _("See what the provider says of the account, its password, the sender's number and the countries allowed."),
    Kind.COST: _("See whether somebody tells everybody too often, before you raise the limit."),
}
