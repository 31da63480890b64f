import pytest

from core.dialogue.understanding import Understanding

SAID = {
    "stop": "STOP|stop.|ΣΤΟΠ|ΣTOΠ|στοπ!|stamata|Σταμάτα|διαγραφή|DIAGRAFH|CANCEL|END|QUIT|STOPALL|REVOKE|OPT-OUT",
    "start": "START|ΕΝΑΡΞΗ|enarxi|UNSTOP",
    "subscribe": "ΕΓΓΡΑΦΗ|EΓΓPAΦH|eggrafi|SUBSCRIBE",
    "preferences": "ΡΥΘΜΙΣΕΙΣ|rythmiseis|SETTINGS",
    "unsubscribe": "διαγραφή νέα|ΤΕΛΟΣ ΝΕΑ|end news",
    "help": "ΒΟΗΘΕΙΑ|BOHΘEIA|voithia|bohtheia|voh8eia|help|INFO|βοηθια",
    "operator": "υπάλληλος|ypallhlos|ipalilos|OPERATOR|άνθρωπος",
    "menu": "μενού|MENOY|MENU|κεντρικό μενού",
    "restart": "από την αρχή|apo thn arxh|restart|start over",
    "resume": "συνέχεια|synexeia|resume",
    "status": "κατάσταση|KATASTASH|status",
    "verify": "ΕΠΑΛΗΘΕΥΣΗ|epalhtheush|verify",
    "announcements": "ανακοινώσεις|anakoinoseis|news",
    "language:en": "ENGLISH|αγγλικά|agglika",
    "language:el": "ελληνικα|ellhnika|greek",
}


@pytest.mark.parametrize(("intent", "word"), [(i, w) for i, words in SAID.items() for w in words.split("|")])
def test_a_reserved_word_is_obeyed_in_every_alphabet(understanding: Understanding, intent: str, word: str) -> None:
    assert understanding.reserved(word) == intent
    assert understanding.understand(word).intent == intent


@pytest.mark.parametrize(
    "text",
    [
        "Σταματήστε τα φορτηγά στην οδό μας",
        "στη στάση stop υπάρχει λακκούβα",
        "βοήθεια έπεσε δέντρο",
        "12",
        "",
        "…",
        "ΝΑΙ",
    ],
)
def test_a_word_inside_a_message_is_not_reserved(understanding: Understanding, text: str) -> None:
    assert understanding.reserved(text) is None


def test_yes_means_start_only_where_no_question_is_open(understanding: Understanding) -> None:
    assert understanding.reserved("YES") is None
    assert understanding.understand("YES").intent == "start"


@pytest.mark.parametrize("text", ["βοήθεια παρακαλώ", "help please", "θέλω βοήθεια"])
def test_courtesy_around_a_reserved_word_changes_nothing(understanding: Understanding, text: str) -> None:
    assert understanding.reserved(text) is None
    assert understanding.understand(text).intent == "help"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("back", "ΠΙΣΩ|piso|back"),
        ("more", "περισσότερα|perissotera|more"),
        ("code", "ΚΩΔΙΚΟΣ|KΩΔIKOΣ|kodikos|CODE"),
        ("send", "OK|ΟΚ|ναι|nai|ΣΤΕΙΛΕ|steile|αποστολή"),
        ("new", "ΝΕΟ|neo|new"),
    ],
)
def test_commands_of_a_conversation(understanding: Understanding, command: str, words: str) -> None:
    for word in words.split("|"):
        assert understanding.command(word) == command, word
        assert not understanding.understand(word).intent.startswith("service:")


def test_no_command_is_a_reserved_word(understanding: Understanding) -> None:
    for words in understanding.words.commands.values():
        assert not [word for word in words if understanding.reserved(word)]
