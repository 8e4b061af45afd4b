"""Closed tables of properties: what an object may and must have, and which table its `type` chooses."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.emulator.bodies.complaints import EMPTY, INVALID, MISSING, MUST, UNKNOWN, Found, Rule
from bot.emulator.bodies.rules import anything

Property = tuple[Rule, bool]
Table = Mapping[str, Property]


def must(rule: Rule) -> Property:
    """A property that has to be there."""
    return rule, True


def may(rule: Rule) -> Property:
    """A property that can be left out."""
    return rule, False


class Shape:
    """An object with these properties and no others; null counts as left out, as it does at LINE.

    `also` are rules over the whole object. They run when its properties are well, so that one mistake is one complaint.
    """

    def __init__(self, table: Table, *also: Rule, missing: str = MISSING) -> None:
        self._rules = {"type": anything} | {name: rule for name, (rule, _) in table.items()}
        self._required = [name for name, (_, required) in table.items() if required]
        self._also = also
        self._missing = missing

    def __call__(self, value: Any, at: str, found: Found) -> None:
        """Checks an object."""
        if not isinstance(value, dict):
            found.append((at, INVALID))
            return
        before, rules = len(found), self._rules
        prefix = f"{at}." if at else ""
        for name, inner in value.items():
            rule = rules.get(name)
            if rule is None:
                found.append((f"{prefix}{name}", UNKNOWN))
            elif inner is not None:
                rule(inner, f"{prefix}{name}", found)
        for name in self._required:
            if value.get(name) is None:
                found.append((f"{prefix}{name}", self._missing))
        if len(found) == before:
            for rule in self._also:
                rule(value, at, found)


class Plain(Shape):
    """A shape for objects that have no `type`."""

    def __init__(self, table: Table, *also: Rule, missing: str = MISSING) -> None:
        super().__init__(table, *also, missing=missing)
        if "type" not in table:
            del self._rules["type"]


class Kinds:
    """An object whose `type` chooses its shape; `elsewhere` are types LINE knows, but not in this place."""

    def __init__(self, shapes: Mapping[str, Rule], elsewhere: Iterable[str] = ()) -> None:
        self._shapes = dict(shapes)
        self._elsewhere = frozenset(elsewhere)
        self._words = f"{MUST}[{', '.join(shapes)}]"

    def __call__(self, value: Any, at: str, found: Found) -> None:
        """Checks an object."""
        kind = value.get("type") if isinstance(value, dict) else None
        shape = self._shapes.get(kind) if isinstance(kind, str) else None
        if shape is not None:
            shape(value, at, found)
        elif isinstance(kind, str) and kind in self._elsewhere:
            found.append((at, INVALID))
        else:
            found.append((f"{at}.type", EMPTY if kind is None else self._words))
