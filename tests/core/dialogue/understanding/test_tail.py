import pytest

from core.dialogue.understanding import Understanding


@pytest.mark.parametrize(
    ("text", "service", "tail"),
    [
        ("ΛΑΜΠΑ ΑΣΚΛΗΠΙΟΥ 12", "street-light", "ΑΣΚΛΗΠΙΟΥ 12"),
        ("Καμένη λάμπα στην οδό Ασκληπιού 12", "street-light", "Ασκληπιού 12"),
        ("KAMENH LAMPA ASKLHPIOU 12", "street-light", "ASKLHPIOU 12"),
        ("lampa pou anavosvinei kriti 14", "street-light", "kriti 14"),
        ("Ασκληπιού 12 καμένη λάμπα", "street-light", "Ασκληπιού 12"),
        ("Λακκούβα μεγάλη στην Καραϊσκάκη", "road-damage", "Καραϊσκάκη"),
        ("lakkouva kapodistriou", "road-damage", "kapodistriou"),
        ("ΛΑΚΟΥΒΑ ΕΡΜΟΥ 5, επικίνδυνη", "road-damage", "ΕΡΜΟΥ 5"),
        ("γωνία Κονδύλη και Όθωνος έπεσε δέντρο", "tree", "Κονδύλη και Όθωνος"),
        ("έσβησαν τα φώτα στην πλατεία Ρήγα Φεραίου", "street-light", "πλατεία Ρήγα Φεραίου"),
        ("βλάβη οδοφωτισμού στην Αγίου Νικολάου 3", "street-light", "Αγίου Νικολάου 3"),
        ("pothole at 12 Asklipiou street", "road-damage", "12 Asklipiou street"),
        ("adespoto skili apenanti apo to Lidl", "stray-animal", "Lidl"),
        ("kados gematos karaiskaki kai ipirou", "waste", "karaiskaki kai ipirou"),
        ("χαλασμένος φωτισμός στην πλατεία Ρήγα Φεραίου", "street-light", "πλατεία Ρήγα Φεραίου"),
        ("Σβηστές λάμπες Πλαπούτα και Ζαΐμη", "street-light", "Πλαπούτα και Ζαΐμη"),
        ("Κάδος Παύλου Μελά", "waste", "Παύλου Μελά"),
    ],
)
def test_an_address_is_kept_in_its_own_spelling(understanding: Understanding, text: str, service: str, tail: str) -> None:
    assert understanding.tail(text, service) == tail


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("λάμπα", "street-light"),
        ("δεν αναβει το φως του δρομου", "street-light"),
        ("ΣΒΗΣΤΑ ΦΩΤΑ ΣΤΗΝ ΠΛΑΤΕΙΑ", "street-light"),
        ("Τα φώτα του δρόμου ανάβουν και την ημέρα", "street-light"),
        ("o kados einai gematos 3 meres", "waste"),
        ("tree fell on the pavement", "tree"),
        ("αδέσποτο σκυλί τραυματισμένο", "stray-animal"),
        ("τρεχει νερο στο πεζοδρομιο", "water-leak"),
        ("11", "street-light"),
        ("", "street-light"),
    ],
)
def test_description_alone_leaves_no_address(understanding: Understanding, text: str, service: str) -> None:
    assert understanding.tail(text, service) == ""
