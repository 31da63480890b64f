"""What a clerk does at the desk, with the forms of its pages."""

from tests.journeys.browser import Browser, Form, Page
from tests.journeys.running import Running


class Desk:
    """Somebody signed in at the desk of the town whose address the browser is at."""

    def __init__(self, browser: Browser, email: str, password: str) -> None:
        self.browser = browser
        page = browser.open("/desk/")
        page = browser.send(page.form("email", "password"), email=email, password=password)
        assert page.url.endswith(("/desk/requests", "/desk/announcements")), f"{email} is not signed in: {page.text}"
        # Staff works in its own language; tests read English.
        language = page.form("language")
        if any(value == "en" for _words, _name, value in language.buttons):
            browser.send(language, button="en")

    def queue(self) -> list[str]:
        """The references of the open requests, in the queue's order, all its pages through."""
        found: list[str] = []
        page = self.browser.open("/desk/requests?view=open")
        while True:
            found += [link.rpartition("/")[2] for _words, link in page.links if _is_request(link)]
            following = [link for _words, link in page.links if "after=" in link or "page=" in link]
            if not following or following[-1] in page.url or following[-1] == page.url:
                return list(dict.fromkeys(found))
            before, page = page.url, self.browser.open(following[-1])
            if page.url == before:
                return list(dict.fromkeys(found))

    def request(self, reference: str) -> Page:
        return self.browser.open(f"/desk/requests/{reference}")

    def do(self, reference: str, what: str, **filled: str) -> Page:
        """Fill in one of the forms of a request's page ("claim", "ask", "reply", "note", "forward") and send it."""
        page = self.browser.send(self.form(self.request(reference), what), **filled)
        assert page.status == 200, page.text
        return page

    def close(self, reference: str, reason: str, outcome: str = "done") -> Page:
        """Close a report: choose outcome and reason, write what was done, look at the notice, and confirm it."""
        page = self.do(reference, "close", outcome=outcome, words=reason, done="Two of us, one lamp.")
        assert reason in page.html.replace("&#39;", "'")
        page = self.browser.send(self.form(page, "close"))
        assert page.status == 200, page.text
        return page

    def may(self, reference: str, outcome: str) -> bool:
        """Whether the request's page offers this outcome."""
        return outcome in self.form(self.request(reference), "close").choices.get("outcome", [])

    def listed(self, view: str) -> list[str]:
        """The references on the first page of a view, in their order."""
        page = self.browser.open(f"/desk/requests?view={view}")
        return list(dict.fromkeys(link.rpartition("/")[2] for _words, link in page.links if _is_request(link)))

    def form(self, page: Page, what: str) -> Form:
        found = [one for one in page.forms if one.action.partition("?")[0].endswith(f"/{what}")]
        assert found, f"nothing to {what} at {page.url}: {[one.action for one in page.forms]}"
        return found[0]


class Clerk(Desk):
    """One of a demonstration town's people."""

    def __init__(self, server: Running, town: str, who: str = "clerk") -> None:
        super().__init__(server.browser(town), server.town(town)["staff"][who], server.demo["password"])


def _is_request(link: str) -> bool:
    return link.startswith("/desk/requests/") and link.rpartition("/")[2].isdigit()
