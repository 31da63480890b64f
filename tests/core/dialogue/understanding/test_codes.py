import pytest

from core.dialogue.understanding import Understanding


@pytest.mark.parametrize(
    ("text", "intent", "argument"),
    [
        ("482913053", "status", "482913053"),
        ("482 913 053", "status", "482913053"),
        ("482.913-053", "status", "482913053"),
        ("０４８２９１３０５", "status", "048291305"),
        ("ΚΑΤΑΣΤΑΣΗ 482913053", "status", "482913053"),
        ("katastash 482 913 053", "status", "482913053"),
        ("τι έγινε με το 482 913 053;", "status", "482913053"),
        ("48291306", "resume", "48291306"),
        ("ΣΥΝΕΧΕΙΑ 482 913 06", "resume", "48291306"),
        ("1234 5678 9012 3456", "verify", "1234567890123456"),
        ("verify 1234-5678-9012-3456", "verify", "1234567890123456"),
    ],
)
def test_a_code_is_known_by_its_length(understanding: Understanding, text: str, intent: str, argument: str) -> None:
    understood = understanding.understand(text)
    assert (understood.intent, understood.argument) == (intent, argument)


@pytest.mark.parametrize("text", ["6971234567", "+30 697 123 4567", "22.11.2026", "1234", "ΑΦΜ 090000045", "123 456 789 012"])
def test_other_numbers_are_no_codes(understanding: Understanding, text: str) -> None:
    understood = understanding.understand(text)
    assert (understood.intent, understood.argument) == ("unknown", "")


def test_a_bare_menu_number_starts_its_service(understanding: Understanding) -> None:
    assert understanding.understand("11").intent == "service:street-light"


def test_a_number_alone_has_no_language(understanding: Understanding) -> None:
    assert understanding.understand("482913053").language == ""
