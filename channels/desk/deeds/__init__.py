"""What a clerk does with a request, one subject a module.

Each module has DEEDS, its forms by name; VIEWS, where it has any, are forms that answer with a page of their own. A form's
address is its name, with hyphens, under the request's.
"""

from collections.abc import Callable

from flask import Blueprint, Response

from channels.desk.acting import Deed, acted
from channels.desk.deeds import (
    asking,
    assigning,
    claiming,
    closing,
    delaying,
    forwarding,
    identifying,
    knowing,
    linking,
    papers,
    registering,
    several,
    solving,
    writing,
)

DEEDS: dict[str, Deed] = {
    **claiming.DEEDS,
    **writing.DEEDS,
    **asking.DEEDS,
    **forwarding.DEEDS,
    **several.DEEDS,
    **identifying.DEEDS,
    **knowing.DEEDS,
    **registering.DEEDS,
    **assigning.DEEDS,
    **linking.DEEDS,
    **solving.DEEDS,
}
VIEWS: dict[str, Callable[[str], Response]] = {**closing.VIEWS, **delaying.VIEWS, **papers.VIEWS, **knowing.VIEWS}


def add_to(made: Blueprint) -> None:
    for name, deed in DEEDS.items():
        _rule(made, name, _doing(name, deed))
    for name, view in VIEWS.items():
        _rule(made, name, view)


def _doing(name: str, deed: Deed) -> Callable[[str], Response]:
    return lambda reference: acted(reference, name, deed)


def _rule(made: Blueprint, name: str, view: Callable[[str], Response]) -> None:
    made.add_url_rule(f"/requests/<reference>/{name.replace('_', '-')}", name, view, methods=["POST"])
