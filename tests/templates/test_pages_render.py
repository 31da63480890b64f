"""Every page, drawn in both languages: sound HTML that needs no script, no inline style, and names all its fields."""

from dataclasses import replace

import pytest

from core.text import Wording
from tests.templates.parsed import Page, parse
from tests.templates.samples import PAGES, context, draw, environment

EACH = pytest.mark.parametrize(("name", "language"), [(name, language) for name in PAGES for language in ("el", "en")])


def page(name: str, language: str) -> Page:
    return parse(draw(name, language))


@EACH
def test_a_page_is_sound_html_with_one_heading_and_one_main(name: str, language: str) -> None:
    drawn = page(name, language)
    assert drawn.unbalanced == []
    assert len(drawn.all("h1")) == 1
    assert len(drawn.all("main")) == 1
    assert len(drawn.ids) == len(set(drawn.ids))


@EACH
def test_a_page_obeys_the_strict_content_security_policy(name: str, language: str) -> None:
    drawn = page(name, language)
    assert drawn.all("style") == []
    assert [one for one in drawn.all("script") if one.text.strip() or not one.attributes["src"].startswith("/static/")] == []
    inline = [key for one in drawn.elements for key in one.attributes if key == "style" or key.startswith("on")]
    assert inline == []


@EACH
def test_every_field_of_a_page_has_a_label(name: str, language: str) -> None:
    drawn = page(name, language)
    labelled = {one.attributes["for"] for one in drawn.all("label") if one.text.strip()}
    fields = [one for one in drawn.all("input", "textarea", "select") if one.attributes.get("type") != "hidden"]
    assert [one.attributes for one in fields if one.attributes.get("id") not in labelled] == []


@EACH
def test_what_a_page_points_at_is_there(name: str, language: str) -> None:
    drawn = page(name, language)
    kinds = ("aria-describedby", "aria-labelledby", "for", "list")
    named = [ref for one in drawn.elements for kind in kinds for ref in one.attributes.get(kind, "").split()]
    named += [one.attributes["href"][1:] for one in drawn.all("a") if one.attributes["href"].startswith("#")]
    assert set(named) - set(drawn.ids) == set()


@EACH
def test_a_page_says_its_language_and_offers_the_other(name: str, language: str) -> None:
    drawn = page(name, language)
    assert drawn.all("html")[0].attributes["lang"] == language
    other = "en" if language == "el" else "el"
    offered = [one for one in drawn.all("a") if one.attributes.get("hreflang") == other]
    assert [one.attributes["href"] for one in offered] == [f"/services?lang={other}"]


@EACH
def test_buttons_and_links_say_where_they_lead(name: str, language: str) -> None:
    drawn = page(name, language)
    silent = [one.attributes for one in drawn.all("a", "button") if not one.text.strip() and not one.attributes.get("aria-label")]
    assert silent == []


@EACH
def test_every_form_that_posts_carries_the_proof_that_it_is_ours(name: str, language: str) -> None:
    html = draw(name, language)
    assert html.count('method="post"') == html.count('name="csrf_token"')


@pytest.mark.parametrize("name", [name for name in PAGES if name != "choose-town"])
def test_every_page_of_a_demonstration_says_so(name: str) -> None:
    assert "Demonstration: this is not the municipality" in draw(name, "en")


def test_a_page_of_a_real_municipality_does_not_say_demonstration() -> None:
    common = context("en")
    common["municipality"] = replace(common["municipality"], demonstration=False)
    html = environment().get_template("web/accessibility.html").render(common)
    assert "Demonstration" not in html


def test_words_in_another_language_than_the_page_say_which() -> None:
    assert '<span lang="el">Άδεια για τραπεζοκαθίσματα σε κοινόχρηστο χώρο</span>' in draw("services", "en")


def test_what_a_citizen_typed_cannot_become_markup() -> None:
    common = {**context("el"), **PAGES["ask-words"][1], "value": "</textarea><script>alert(1)</script>"}
    html = environment().get_template("web/steps/ask.html").render(common)
    assert "<script>alert" not in html


def test_a_problem_stands_in_the_title_the_summary_and_at_the_field() -> None:
    html = draw("ask-pick-problem", "en")
    drawn = parse(html)
    assert drawn.all("title")[0].text.startswith("Error:")
    assert html.count("Please choose one of the answers.") == 2
    assert 'href="#answer"' in html and 'id="answer-error"' in html


def test_a_reference_is_shown_in_threes() -> None:
    assert "482\u00a0913\u00a0053" in draw("done", "el")


def test_a_town_without_some_number_offers_no_empty_way_to_reach_it() -> None:
    common = {**context("en"), **PAGES["home"][1]}
    common["municipality"] = replace(common["municipality"], numbers=(), desk_number="", address=Wording({}))
    html = environment().get_template("web/home.html").render(common)
    assert "tel:" not in html and "sms:" not in html
