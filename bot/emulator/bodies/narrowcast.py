"""Narrowcast: to whom (audiences, earlier requests), filtered by what LINE guesses about people, and how many."""

from typing import Any

from bot.emulator.bodies.complaints import MISSING, Found, Rule
from bot.emulator.bodies.rules import choice, filled, flag, listed, whole
from bot.emulator.bodies.shapes import Kinds, Plain, Shape, may, must

CONDITIONS = 10
AGES = tuple(f"age_{years}" for years in range(15, 75, 5))
DAYS = ("day_7", "day_30", "day_90", "day_180", "day_365")
_COUNTRIES = {"jp": 47, "tw": 22, "th": 8}
AREAS = tuple(f"{country}_{n:02}" for country, count in _COUNTRIES.items() for n in range(1, count + 1))


def _one_operator(value: Any, at: str, found: Found) -> None:
    given = [name for name in ("and", "or", "not") if value.get(name) is not None]
    if len(given) != 1:
        found.append((at, "Specify one of and, or, not"))


def _operator(inner: Rule) -> Shape:
    some = may(listed(1, None, inner))
    return Shape({"and": some, "or": some, "not": may(inner)}, _one_operator)


def _between(steps: tuple[str, ...]) -> Shape:
    def rule(value: Any, at: str, found: Found) -> None:
        low, high = value.get("gte"), value.get("lt")
        if low is None and high is None:
            found.append((f"{at}.gte", MISSING))
        elif low is not None and high is not None and steps.index(low) >= steps.index(high):
            found.append((f"{at}.lt", "Must be greater than gte"))

    return Shape({"gte": may(choice(*steps)), "lt": may(choice(*steps))}, rule)


def _one_of(*values: str) -> Shape:
    return Shape({"oneOf": must(listed(1, None, choice(*values)))})


def _recipient(value: Any, at: str, found: Found) -> None:
    _RECIPIENTS(value, at, found)


def _demographic(value: Any, at: str, found: Found) -> None:
    _DEMOGRAPHICS(value, at, found)


_RECIPIENTS = Kinds(
    {
        "operator": _operator(_recipient),
        "audience": Shape({"audienceGroupId": must(whole(1))}),
        "redelivery": Shape({"requestId": must(filled)}),
    }
)
_DEMOGRAPHICS = Kinds(
    {
        "operator": _operator(_demographic),
        "gender": _one_of("male", "female"),
        "age": _between(AGES),
        "appType": _one_of("ios", "android"),
        "area": _one_of(*AREAS),
        "subscriptionPeriod": _between(DAYS),
    }
)


def _conditions(value: Any) -> int:
    """How many objects other than operators there are."""
    if value["type"] != "operator":
        return 1
    inner = [*(value.get("and") or []), *(value.get("or") or []), *([value["not"]] if value.get("not") else [])]
    return sum(map(_conditions, inner))


def _few(rule: Rule) -> Rule:
    def checked(value: Any, at: str, found: Found) -> None:
        before = len(found)
        rule(value, at, found)
        if len(found) == before and _conditions(value) > CONDITIONS:
            found.append((at, f"At most {CONDITIONS} objects can be combined"))

    return checked


def _whole_only(value: Any, at: str, found: Found) -> None:
    if value.get("forbidPartialDelivery") and not value.get("upToRemainingQuota"):
        found.append(
            (f"{at}.forbidPartialDelivery", "The option forbidPartialDelivery must be used with upToRemainingQuota.")
        )


RECIPIENT: Rule = _few(_RECIPIENTS)
FILTER: Rule = Plain({"demographic": may(_few(_DEMOGRAPHICS))})
LIMIT: Rule = Plain(
    {"max": may(whole(1)), "upToRemainingQuota": may(flag), "forbidPartialDelivery": may(flag)}, _whole_only
)
