"""One driver a channel: somebody who goes from the menu to the receipt through the door that a citizen or provider uses."""

import re
import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable

from flask import Flask

from channels.simulator.state import Wait
from core.bootstrap import Core
from core.catalogue import Catalogue
from core.dialogue.service import Assurance, Service
from core.municipalities.model import Municipality
from core.staff import links
from core.staff.accounts import invite
from core.staff.roles import Role
from tests.channels.ivr.caller import Caller
from tests.channels.sms.handset import Handset
from tests.channels.web.browser import Browser
from tests.contract.inputs import DATE_FIELDS, Given

MOBILE = "+306912345678"


class Driver(ABC):
    """`told` says whether the citizen wants to be told by text; otherwise they ask themselves."""

    def __init__(self, core: Core, app: Flask, town: Municipality, told: bool) -> None:
        self.core, self.app, self.town, self.told = core, app, town, told

    @property
    def catalogue(self) -> Catalogue:
        return self.core.catalogue(self.town)

    @abstractmethod
    def begin(self, service: Service) -> str:
        """From the top of the menus to the service. Gives what is shown or heard then."""

    @abstractmethod
    def give(self, given: Given) -> None:
        """Do at the open question what is to be done, having seen that it is that question."""

    @abstractmethod
    def finish(self, service: Service) -> str:
        """Say how to be told, check the answers, send them. Gives the receipt."""

    def _later(self, service: Service) -> bool:
        """Whether this medium asks who they are, and they will prove it later."""
        return service.assurance is not Assurance.NONE

    def _way(self, service: Service) -> tuple[str, str]:
        """The keys of the menu that lead to a service: its group's place, and its own in the group."""
        group = self.catalogue.group(service.menu[0])
        assert group is not None
        beside = [one for one in self.catalogue.groups if one.branch == group.branch and self.catalogue.in_group(one.digit)]
        inside = self.catalogue.in_group(group.digit)
        branch = "1" if group.branch == "report" else "2"
        return branch, f"{beside.index(group) + 1}{inside.index(service) + 1}"


class Texting(Driver):
    def __init__(self, core: Core, app: Flask, town: Municipality, told: bool) -> None:
        super().__init__(core, app, town, told)
        self.handset = Handset(core, app.test_client(), town.numbers[0], MOBILE)
        self.reply = ""

    def begin(self, service: Service) -> str:
        branch, rest = self._way(service)
        self.reply = self.handset.say("ΜΕΝΟΥ", branch, *rest)
        return self.reply

    def give(self, given: Given) -> None:
        assert given.question.short.best("el")[0] in self.reply, (given.question.key, self.reply)
        self.reply = self.handset.say("-" if given.leave_out else given.typed)

    def finish(self, service: Service) -> str:
        # A text, a call, an e-mail, "I will ask myself".
        self.reply = self.handset.say("1" if self.told else "4")
        if self._later(service):
            self.reply = self.handset.say("-")
        self.reply = self.handset.say("ΟΚ")
        return self.reply


class Calling(Driver):
    def __init__(self, core: Core, app: Flask, town: Municipality, told: bool) -> None:
        super().__init__(core, app, town, told)
        self.caller = Caller(core, app.test_client(), town.numbers[-1], MOBILE)

    def begin(self, service: Service) -> str:
        branch, rest = self._way(service)
        return self.caller.press("1", branch, *rest)

    def give(self, given: Given) -> None:
        if given.kind == "file":
            # Nobody is asked for a file by telephone: it is brought later.
            return
        ask = given.question.ask.best("el")[0]
        assert bare(ask) in bare(self.caller.heard), (given.question.key, self.caller.heard)
        if given.leave_out:
            self.caller.press("8" if given.keyed is None or given.question.options else "#")
        elif given.keyed is None:
            self.caller.speak(4, "#", f"{self.core.settings.base_url}/simulator/media/{given.question.key}.wav")
        elif self.caller.call.waiting.num_digits == 1:
            self.caller.press(given.keyed)
        else:
            self.caller.press(*given.keyed, "#")

    def finish(self, service: Service) -> str:
        # A text, a call, "I will ask myself": nobody spells an e-mail address to a machine.
        self.caller.press("1" if self.told else "3")
        if self._later(service):
            self.caller.press("8")
        assert self.caller.call.waiting.kind is Wait.GATHER
        return self.caller.press("#")


class Pages(Driver):
    """Forms, as they stand in the pages: one question on each."""

    services = "/services"

    def __init__(self, core: Core, app: Flask, town: Municipality, told: bool) -> None:
        super().__init__(core, app, town, told)
        self.browser = Browser(app, town.hosts[0])

    def begin(self, service: Service) -> str:
        self.browser.open("/")
        assert self.services in self.browser.page.links
        page = self.browser.open(self.services)
        self.browser.open(next(one for one in page.links if one.endswith(f"/services/{service.key}")))
        onward = [one for one in self.browser.page.links if f"/start/{service.key}" in one]
        if onward:
            self.browser.open(onward[0])
        return self.browser.page.text

    def give(self, given: Given) -> None:
        page = self.browser.page
        assert page.form("question").fields["question"] == given.question.key, page.text
        assert given.question.ask.best("el")[0] in page.text
        if given.leave_out:
            self.browser.command("skip")
        elif given.later:
            self.browser.submit(later="later" if 'value="later"' in page.html else "yes")
        elif given.kind == "date":
            self.browser.submit(**DATE_FIELDS[given.variant])
        elif offered := self._offered():
            self.browser.submit(answer=offered[given.place])
        else:
            self.browser.submit(answer=given.typed)
        assert self.browser.status == 200, self.browser.page.text

    def _offered(self, name: str = "answer") -> list[str]:
        """The values of the page's radio buttons of this name, in their order."""
        inputs = re.findall(r"<input[^>]*>", self.browser.page.html)
        radios = [one for one in inputs if 'type="radio"' in one and f'name="{name}"' in one]
        return [found[1] for one in radios if (found := re.search(r'value="([^"]*)"', one))]

    def finish(self, service: Service) -> str:
        self.browser.submit(answer="text" if self.told else "none")
        if self.told:
            assert self.browser.page.form("question").fields["question"] == "tell_phone"
            self.browser.submit(answer="691 234 5678")
        if self._later(service):
            self.browser.submit(by=("answer", "later"))
        page = self.browser.command("send")
        assert self.browser.status == 200, page.text
        return page.text


class Counter(Pages):
    """A clerk, signed in with a password chosen by a one-time link, types for a visitor: all questions on one page."""

    def __init__(self, core: Core, app: Flask, town: Municipality, told: bool) -> None:
        super().__init__(core, app, town, told)
        email, secret = f"clerk-{secrets.token_hex(6)}@{town.key}.example", "four words of a clerk"
        link = invite(core.database, town, email, "Ελένη", Role.CLERK, ("citizens",), core.clock.now())
        links.choose(core.database, core.passwords, link, secret, core.clock.now())
        self.browser.open("/desk/sign-in")
        self.browser.submit(email=email, password=secret)
        assert self.browser.open("/desk/requests").form().action, self.browser.page.text

    def begin(self, service: Service) -> str:
        self.filled: dict[str, str] = {}
        page = self.browser.open("/desk/counter")
        onward = next(one for one in page.links if f"/desk/counter/{service.key}" in one)
        return self.browser.open(onward).text

    def give(self, given: Given) -> None:
        """Fill in one field of the page, on which all questions stand; what is not here is brought later."""
        name, page = f"q-{given.question.key}", self.browser.page
        assert given.question.ask.best("el")[0] in page.text
        if given.leave_out or given.later:
            return
        offered = self._offered(name)
        self.filled[name] = offered[given.place] if offered else given.typed

    def finish(self, service: Service) -> str:
        # Whoever stands at the counter is asked for their identity card by the clerk, not by a page.
        self.filled["q-tell_by"] = "text" if self.told else "none"
        if self.told:
            self.filled["q-tell_phone"] = "691 234 5678"
        # Without scripts, a question that an answer makes apply is seen after that answer was sent.
        for _page in range(4):
            form = self.browser.page.form("asked")
            asked = {f"q-{key}" for key in form.fields["asked"].split()}
            shown = {name: value for name, value in self.filled.items() if name in asked}
            page = self.browser.send(form.action, {**form.fields, **shown})
            assert self.browser.status == 200, page.text
            if not any("asked" in one.names for one in page.forms):
                return page.text
        raise AssertionError(f"never sent: {self.browser.page.text}")


def bare(text: str) -> str:
    """Words as they are heard: without signs and capitals."""
    return " ".join(re.findall(r"\w+", text.lower()))


DRIVERS: dict[str, Callable[[Core, Flask, Municipality, bool], Driver]] = {
    "desk": Counter,
    "ivr": Calling,
    "sms": Texting,
    "web": Pages,
}
