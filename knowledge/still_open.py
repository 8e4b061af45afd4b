"""What tests over the answers so far can still become, and which answers would bring them there. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from knowledge.kleene import Answers, Truth, holds
from knowledge.rule_data import Test


class Facts:
    """The answers so far, and what each test over them can still become."""

    def __init__(self, answers: Answers, today: dt.date) -> None:
        self.answers = answers
        self.today = today

    def truth(self, test: Test | None) -> Truth:
        """A clause without a `when` concerns everybody."""
        return True if test is None else holds(test, self.answers, self.today)

    def missing(self, keys: Iterable[str]) -> tuple[str, ...]:
        """The keys nobody was asked for yet; empty when one of them is known to be unknown: the rest cannot help."""
        absent = [key for key in keys if self.answers.get(key) is None]
        return () if any(key in self.answers for key in absent) else tuple(absent)

    def can_be(self, test: Test | None, wanted: bool) -> bool:
        """Whether answers still to come can make the test `wanted`, or have done so."""
        truth = self.truth(test)
        if test is None or truth is not None:
            return truth is wanted
        name = test.operator[0]
        if name == "not_":
            return self.can_be(test.not_, not wanted)
        if name in ("all", "any"):
            inner = [self.can_be(one, wanted) for one in getattr(test, name)]
            return all(inner) if (name == "all") == wanted else any(inner)
        return bool(self.missing(test.questions()))

    def leads(self, test: Test | None, wanted: bool) -> set[str]:
        """The keys whose answers can bring an open test to `wanted`."""
        if test is None or self.truth(test) is not None or not self.can_be(test, wanted):
            return set()
        name = test.operator[0]
        if name == "not_":
            return self.leads(test.not_, not wanted)
        if name in ("all", "any"):
            return {key for one in getattr(test, name) for key in self.leads(one, wanted)}
        return set(self.missing(test.questions()))

    def sways(self, test: Test | None) -> set[str]:
        """The keys whose answers can decide an open test either way."""
        return self.leads(test, True) | self.leads(test, False)
