"""Where phrases come from: the words of the services, and those of understanding itself."""

from collections.abc import Iterable

from core.catalogue.catalogue import Catalogue
from core.dialogue.understanding.phrases import Phrase, phrase, shared
from core.dialogue.understanding.vocabulary import Vocabulary


def service_phrases(catalogue: Catalogue) -> Iterable[Phrase]:
    for service in catalogue.listed():
        for said in service.words.values():
            for words in said:
                yield phrase(f"service:{service.key}", words)


def own_phrases(words: Vocabulary) -> Iterable[Phrase]:
    for intent, by_language in words.phrases.items():
        for said in by_language.values():
            for each in said:
                yield phrase(intent, each)


def shared_words(catalogue: Catalogue) -> list[tuple[str, tuple[str, ...]]]:
    """Words (as stems) that speak for several services, each with the keys of those services."""
    found = shared(service_phrases(catalogue))
    return [(stems, tuple(owner.removeprefix("service:") for owner in owners)) for stems, owners in found]
