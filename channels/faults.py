"""What the telephone provider's error codes mean for a message that it had accepted (telephony: Errors)."""

from core.messages.faults import Fault

_FAULTS = {
    Fault.BUSY: {"30001", "30022", "63018", "20429"},
    Fault.AWAY: {"30003"},
    Fault.ONCE: {"30008", "30410"},
    Fault.CONFIG: {"21212", "21606", "21612", "21408", "20003", "30002", "30041"},
}
_OF_CODE = {code: fault for fault, codes in _FAULTS.items() for code in codes}


def fault_of(code: str) -> Fault:
    """The class of a code; what is not known is not tried again."""
    return _OF_CODE.get(code, Fault.PERMANENT)
