import pytest

from core.greek import transliterate


@pytest.mark.parametrize(
    ("greek", "latin"),
    [
        ("Ευαγγελία", "Evangelia"),
        ("Γεώργιος Παπαδόπουλος", "Georgios Papadopoulos"),
        ("Παπαδόπουλος Γ", "Papadopoulos G"),
        ("Ευτυχία", "Eftychia"),
        ("Αυγή", "Avgi"),
        ("Μπάμπης", "Bampis"),
        ("Σφιγξ", "Sfinx"),
        ("Μελάγχρα", "Melanchra"),
        ("Άγκιστρο", "Agkistro"),
        ("άυλος", "aylos"),
        ("Μαΐου", "Maiou"),
        ("προϋπόθεση", "proypothesi"),
        ("ΘΕΣΣΑΛΟΝΙΚΗ", "THESSALONIKI"),
        ("Θήβα", "Thiva"),
        ("Ψυχάρης", "Psycharis"),
        ("Κουκουβίνος", "Koukouvinos"),
    ],
)
def test_names_follow_the_standard(greek: str, latin: str) -> None:
    assert transliterate(greek) == latin


def test_what_is_not_greek_stays() -> None:
    assert transliterate("Corfu 12, Ελλάδα!") == "Corfu 12, Ellada!"
