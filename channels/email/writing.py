"""A letter as a mail server takes it: its heads, a plain part and an HTML part that say the same, and what is enclosed."""

from dataclasses import replace
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import urlsplit

from channels.email.page import Look, drawn, no_more, why
from core.messages.sending import Letter, Never

# Seven bits on the way, so that no server on it needs to know more; lines as RFC 5322 wants them.
PLAIN = policy.SMTP.clone(cte_type="7bit")
BULK = frozenset({"announcement", "emergency"})
NOWHERE = "thyrida.invalid"


def written(letter: Letter, sender: str, look: Look) -> EmailMessage:
    """The message.

    Raises:
        Never: an address or a name in it is none, or would begin a header of somebody else's making.
    """
    message, letter = EmailMessage(policy=PLAIN), replace(letter, subject=" ".join(letter.subject.split()))
    try:
        message["From"] = Address(look.name, addr_spec=sender) if look.name else sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
    except (ValueError, IndexError) as error:
        raise Never("address") from error
    domain = sender.rpartition("@")[2] or NOWHERE
    message["Date"] = formatdate(localtime=False)
    # Ours, and the same at every try, so that a mail server may see a repeat for what it is.
    message["Message-ID"] = f"<{letter.town or 'thyrida'}.{letter.id}@{domain}>"
    # RFC 3834: no machine answers it.
    message["Auto-Submitted"] = "auto-generated"
    unsubscribe = _address(look.site, letter.unsubscribe)
    if letter.purpose in BULK:
        _as_of_a_list(message, letter, domain, unsubscribe)
    _say(message, letter, look, unsubscribe)
    return message


def _as_of_a_list(message: EmailMessage, letter: Letter, domain: str, unsubscribe: str) -> None:
    """What tells a mail program that many get this, and how to end it with one press (RFC 2369, 2919, 8058)."""
    message["List-Id"] = f"<news.{letter.town or 'thyrida'}.{domain}>"
    message["Precedence"] = "list"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
        if urlsplit(unsubscribe).scheme == "https":
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _say(message: EmailMessage, letter: Letter, look: Look, unsubscribe: str) -> None:
    foot = f"\n\n-- \n{why(letter)}\n{no_more(letter)}: {unsubscribe}\n" if unsubscribe else ""
    message.set_content(f"{letter.body}{foot}", cte="quoted-printable")
    message.add_alternative(drawn(letter, look, unsubscribe), subtype="html", cte="quoted-printable")
    for one in letter.enclosed:
        main, _slash, kind = one.media_type.partition("/")
        message.add_attachment(one.content, maintype=main, subtype=kind, filename=one.name)
    # After the content, which brings its own headers of this family.
    message["Content-Language"] = letter.language


def _address(site: str, path: str) -> str:
    """A whole address of the town's site; one that is whole already stays."""
    return path if not path or urlsplit(path).scheme else f"{site.rstrip('/')}{path}"
