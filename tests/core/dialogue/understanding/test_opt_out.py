import pytest

from core.dialogue.understanding import Understanding


@pytest.mark.parametrize(
    "text",
    [
        "μη μου στέλνετε άλλα μηνύματα",
        "mh mou stelnete alla mhnymata",
        "δεν θέλω άλλα sms",
        "βγάλτε με από τη λίστα",
        "διαγράψτε τον αριθμό μου",
        "stop sending me messages",
        "please unsubscribe me",
    ],
)
def test_a_clear_opt_out_reads_as_one(understanding: Understanding, text: str) -> None:
    assert understanding.reads_as_opt_out(text)
    assert understanding.reserved(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Σταματήστε τα φορτηγά στην οδό μας",
        "Μην στέλνετε άλλο το απορριμματοφόρο στις 5 το πρωί",
        "Σταματήστε να αφήνετε τα σκουπίδια μας εβδομάδες στον ήλιο",
        "stop leaving the garbage in front of my shop",
        "να βγάλετε το αμάξι από τον αριθμό 7",
        "δεν έλαβα μήνυμα",
        "η στάση έχει πινακίδα STOP",
    ],
)
def test_a_matter_that_is_to_stop_is_no_opt_out(understanding: Understanding, text: str) -> None:
    assert not understanding.reads_as_opt_out(text)
