"""Where everything is: what the start prints, and what is to be entered at the telephone provider's."""

from typing import Any

from core.bootstrap import Core
from core.settings import Settings
from core.staff.demonstration import demo_emails

# At the end of a webhook's address: the provider repeats twice what we could not keep (rules: Turns).
REPEATS = "#rc=2&rp=5xx,ct,rt"


def demo(core: Core) -> dict[str, Any]:
    """The demonstration's addresses and sign-ins, as data."""
    port = core.settings.port
    towns = [town for town in core.directory.all() if town.demonstration]
    return {
        "password": core.secrets.demo_password if towns else "",
        "webhook_token": core.webhook_token if not core.settings.twilio_auth_token else "",
        "webhooks": webhooks(core.settings),
        "municipalities": [
            {
                "key": town.key,
                "site": f"http://{town.hosts[0]}:{port}/",
                "desk": f"http://{town.hosts[0]}:{port}/desk/",
                "simulator": f"http://{town.hosts[0]}:{port}/simulator/",
                "numbers": list(town.numbers),
                "staff": demo_emails(town),
            }
            for town in towns
        ],
    }


def webhooks(settings: Settings) -> dict[str, str]:
    """The addresses to set at the telephone provider; the fragment makes it repeat what we could not keep."""
    own_gateway = {"kannel": f"{settings.base_url.replace('://', '://kannel:TOKEN@', 1)}/sms/kannel?id=%I"}
    return {
        "sms": f"{settings.base_url}/sms/twilio{REPEATS}",
        "sms_fallback": f"{settings.base_url}/sms/twilio/fallback",
        "voice": f"{settings.base_url}/ivr/twilio",
        **(own_gateway if settings.kannel_token else {}),
    }


def welcome(core: Core) -> str:
    """What `make run` prints: where everything is."""
    where = demo(core)
    lines = [f"Thyrida serves on http://127.0.0.1:{core.settings.port}"]
    for town in where["municipalities"]:
        lines += [
            f"  {town['key']}: citizens {town['site']}  desk {town['desk']}  telephone {town['simulator']}",
            f"    desk sign-ins: {', '.join(town['staff'].values())}",
        ]
    if where["municipalities"]:
        lines.append(f"  password of all demonstration sign-ins: {where['password']}")
    if where["webhook_token"]:
        lines.append(f"  webhooks are signed with this token until TWILIO_AUTH_TOKEN is set: {where['webhook_token']}")
    lines += [f"  webhook {name}: {address}" for name, address in where["webhooks"].items()]
    if not core.directory.all():
        lines.append("  There is no municipality yet: python run.py municipality add FILE")
    return "\n".join(lines)
