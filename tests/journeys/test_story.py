"""The story: three citizens on three channels, one clerk with one queue, three answers on other channels; in three towns."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from tests.journeys.citizens import (
    Receipt,
    open_on_web,
    report_by_phone,
    report_by_text,
    report_on_web,
    status_by_phone,
    status_by_text,
    status_on_web,
    text,
)
from tests.journeys.clerks import Clerk
from tests.journeys.running import Running

QUESTION = "Is it the lamp on the corner?"
ANSWER = "nai stin gonia"
REASON = "We changed the lamp."
TOWNS = ("trikala", "elefsina", "corfu")


@dataclass(frozen=True)
class Told:
    """What one town's story came to: the three receipts and the telephone number of the citizen who texted."""

    town: str
    web: Receipt
    sms: Receipt
    ivr: Receipt
    texter: str

    @property
    def receipts(self) -> tuple[Receipt, Receipt, Receipt]:
        return self.web, self.sms, self.ivr


def play(server: Running, town: str) -> Told:
    """The whole story in one town."""
    number = f"+30690000{TOWNS.index(town) + 1}"
    texter, caller = f"{number}101", f"{number}202"
    texting = server.texting(town, texter)
    told = Told(
        town,
        web=report_on_web(server.browser(town), "Venizelou 3"),
        sms=report_by_text(texting, "den anavi i lamba stin venizelou 12"),
        ivr=report_by_phone(server.calling(town, caller)),
        texter=texter,
    )

    clerk = Clerk(server, town)
    queue = clerk.queue()
    assert {one.reference for one in told.receipts} <= set(queue)
    for receipt in told.receipts:
        clerk.do(receipt.reference, "claim")
    clerk.do(told.sms.reference, "ask", words=QUESTION)
    assert told.sms.groups in text(texting, ANSWER)
    assert ANSWER in clerk.request(told.sms.reference).text
    clerk.do(told.web.reference, "reply", words="We are on our way.")
    for receipt in told.receipts:
        clerk.close(receipt.reference, REASON)
    assert not {one.reference for one in told.receipts} & set(clerk.queue())

    # Each asks on a channel that they have not used so far.
    assert "done" in status_by_phone(server.calling(town, f"{number}303"), told.web.reference)
    page = open_on_web(server.browser(town), told.sms)
    assert "done" in page.text
    assert QUESTION in page.text
    assert ANSWER in page.text
    assert REASON in page.text
    stranger = server.texting(town, f"{number}404")
    text(stranger, "ENGLISH")
    assert "done" in status_by_text(stranger, told.ivr.reference)
    return told


@pytest.fixture(scope="module")
def played(server: Running) -> dict[str, Told]:
    """The story played in all three towns at the same time."""
    assert server.demo
    with ThreadPoolExecutor(len(TOWNS)) as together:
        return {told.town: told for told in together.map(lambda town: play(server, town), TOWNS)}


def test_the_story_is_told_in_three_towns_at_the_same_time(played: dict[str, Told]) -> None:
    references = [receipt.reference for told in played.values() for receipt in told.receipts]
    assert len(set(references)) == 9


def test_nobody_hears_of_another_towns_requests(server: Running, played: dict[str, Told]) -> None:
    unknown = "482913053"
    for town, other in zip(TOWNS, TOWNS[1:] + TOWNS[:1], strict=True):
        foreign = played[other].web.reference
        pages = [status_on_web(server.browser(town), asked) for asked in (foreign, unknown)]
        assert [page.status for page in pages] == [404, 404]
        assert pages[0].text.replace(foreign, "") == pages[1].text.replace(unknown, "")
        texts = []
        for digit, asked in enumerate((foreign, unknown)):
            stranger = server.texting(town, f"+30690004{TOWNS.index(town)}{digit}55")
            text(stranger, "ENGLISH")
            texts.append(status_by_text(stranger, asked).replace(asked, ""))
        assert texts[0] == texts[1]
        calls = [status_by_phone(server.calling(town, "+306900050505"), asked) for asked in (foreign, unknown)]
        assert calls[0] == calls[1]


def test_a_foreign_clerk_sees_nothing_of_it(server: Running, played: dict[str, Told]) -> None:
    for town, other in zip(TOWNS, TOWNS[1:] + TOWNS[:1], strict=True):
        clerk = Clerk(server, town)
        theirs = {receipt.reference for receipt in played[other].receipts}
        assert not theirs & set(clerk.queue())
        for reference in theirs:
            page = clerk.request(reference)
            assert page.status == 404
            assert "Venizelou" not in page.text
        closed = clerk.browser.open("/desk/requests?view=closed")
        assert not any(reference in link for reference in theirs for _words, link in closed.links)


def test_a_session_of_one_towns_desk_opens_no_other(server: Running) -> None:
    clerk = Clerk(server, "trikala")
    stolen = server.browser("corfu")
    stolen.take_cookies(clerk.browser)
    assert "/desk/sign-in" in stolen.open("/desk/requests").url


def test_every_chain_of_events_still_verifies(server: Running, played: dict[str, Told]) -> None:
    assert server.run("verify-events").strip().endswith("0 findings")


def test_a_forged_webhook_is_refused(server: Running) -> None:
    texting = server.texting("trikala", "+306900000909")
    texting.post.token = "0" * 32  # type: ignore[attr-defined]
    refused = texting.send("KATASTASI")
    assert not refused.replies
    assert "403" in refused.faults[0].why
