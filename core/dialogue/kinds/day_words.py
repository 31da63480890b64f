"""The words for days and months in Greek, Greeklish and English."""

from core.dialogue.kinds.lexicon import Lexicon
from core.text import Text, _

MONTHS: Lexicon[int] = Lexicon(
    {
        1: "Ιανουάριος Ιανουαρίου Ιανουάριο Γενάρης Γενάρη January",
        2: "Φεβρουάριος Φεβρουαρίου Φεβρουάριο Φλεβάρης Φλεβάρη February",
        3: "Μάρτιος Μαρτίου Μάρτιο Μάρτης Μάρτη March",
        4: "Απρίλιος Απριλίου Απρίλιο Απρίλης Απρίλη April",
        5: "Μάιος Μαΐου Μάιο Μάης Μάη May",
        6: "Ιούνιος Ιουνίου Ιούνιο Ιούνης Ιούνη June",
        7: "Ιούλιος Ιουλίου Ιούλιο Ιούλης Ιούλη July",
        8: "Αύγουστος Αυγούστου Αύγουστο August",
        9: "Σεπτέμβριος Σεπτεμβρίου Σεπτέμβριο Σεπτέμβρης Σεπτέμβρη September",
        10: "Οκτώβριος Οκτωβρίου Οκτώβριο Οκτώβρης Οκτώβρη Οχτώβρης Οχτώβρη October",
        11: "Νοέμβριος Νοεμβρίου Νοέμβριο Νοέμβρης Νοέμβρη November",
        12: "Δεκέμβριος Δεκεμβρίου Δεκέμβριο Δεκέμβρης Δεκέμβρη December",
    }
)

# Monday is 0, as in date.weekday().
WEEKDAYS: Lexicon[int] = Lexicon(
    {
        0: "Δευτέρα Δευτέρας Monday",
        1: "Τρίτη Τρίτης Tuesday",
        2: "Τετάρτη Τετάρτης Wednesday",
        3: "Πέμπτη Πέμπτης Thursday",
        4: "Παρασκευή Παρασκευής Friday",
        5: "Σάββατο Σαββάτου Saturday",
        6: "Κυριακή Κυριακής Sunday",
    }
)

# Days from today.
RELATIVE: Lexicon[int] = Lexicon(
    {
        -2: "προχθές προχτές",
        -1: "χθες χτες εχθές εχτές yesterday",
        0: "σήμερα today",
        1: "αύριο tomorrow",
        2: "μεθαύριο",
    }
)

# Words around a date that carry nothing.
FILLERS = frozenset(
    "τη την τισ στισ στη στην τησ του το στο στα απο κατα ημερομηνια ti tin tis stis sti stin tou to the on of at in "
    "date ημερα imera day ετουσ etous επομενη ερχομενη epomeni erxomeni next".split()
)

WEEKDAY_NAMES: tuple[Text, ...] = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
