"""The seals behind `DocumentSigner`: the self-made one for trying things out, and a token's by PKCS#11."""

from core.adapters.seals.installed import Seals
from core.adapters.seals.reading import Reading, State, read_seal

__all__ = ["Reading", "Seals", "State", "read_seal"]
