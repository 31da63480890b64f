"""A town hall for one test: answers by path, and everything that was asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Reply = str | tuple[int, str, str] | BaseException | Callable[[Mapping[str, str]], Any]


@dataclass
class Webhooks:
    """A `webhook.Post`. An answer is TwiML, or a whole triple, or what is raised; of a list, each in its turn."""

    answers: dict[str, Reply | list[Reply]]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __call__(self, path: str, fields: Mapping[str, str]) -> tuple[int, str, str]:
        self.asked.append((path, dict(fields)))
        answer = self.answers.get(path, (404, "text/html", "Not found"))
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if callable(answer):
            answer = answer(fields)
        if isinstance(answer, BaseException):
            raise answer
        return answer if isinstance(answer, tuple) else (200, "text/xml; charset=utf-8", f"<Response>{answer}</Response>")

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    @property
    def last(self) -> dict[str, str]:
        return self.asked[-1][1]
