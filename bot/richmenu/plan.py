"""From what LINE has to what it should have: a list of steps, each of which leaves people with a menu that works."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.line import Outcome
from bot.line_menus import LineMenus
from bot.richmenu import wording
from bot.richmenu.menus import ALIAS_PREFIX, Wanted, is_ours

Ids = dict[str, str]
"""The id of each wanted menu by its name; grows while menus are created."""


@dataclass(frozen=True)
class Known:
    """What LINE has: names by id (oldest first), the ids that have a picture, menu ids by alias, the default's id."""

    menus: dict[str, str]
    pictured: frozenset[str] = frozenset()
    aliases: dict[str, str] = field(default_factory=dict)
    default: str | None = None

    @property
    def ours(self) -> dict[str, str]:
        """The menus that were made here."""
        return {menu_id: name for menu_id, name in self.menus.items() if is_ours(name)}


@dataclass(frozen=True)
class Step:
    """One request: what it does, what people have as long as it has not happened, and how it is made."""

    words: str
    kept: str
    act: Callable[[LineMenus, Ids], Outcome]


def plan(known: Known, wanted: Sequence[Wanted]) -> tuple[list[Step], Ids]:
    """The steps to the wanted menus, the first of which is the default, and the ids of those that are there."""
    ids = {one.name: menu_id for one in wanted if (menu_id := _found(known, one))}
    steps = [step for one in wanted for step in _made(known, one, ids.get(one.name))]
    # Both menus are whole before any tab leads to one of them.
    steps += [step for one in wanted for step in _named(known, one, ids.get(one.name))]
    steps += _shown(known, wanted[0], ids.get(wanted[0].name))
    steps += [_drop_alias(alias, wording.KEPT_NEW) for alias in _stale(known, wanted)]
    # Last of all, because deleting a menu is what brings those who had it as their own to the new default.
    spared = {*ids.values(), *(menu_id for alias, menu_id in known.aliases.items() if not _is_our_alias(alias))}
    steps += [_drop(menu_id, name, wording.KEPT_NEW) for menu_id, name in known.ours.items() if menu_id not in spared]
    return steps, ids


def plan_removal(known: Known) -> list[Step]:
    """The steps by which LINE's documentation takes tabs away: default, aliases, menus."""
    steps = []
    if known.default in known.ours:
        steps.append(Step(wording.CLEAR_DEFAULT, wording.KEPT_OLD, lambda line, _ids: line.clear_default()))
    steps += [_drop_alias(alias, wording.KEPT_REMOVING) for alias in known.aliases if _is_our_alias(alias)]
    return steps + [_drop(menu_id, name, wording.KEPT_REMOVING) for menu_id, name in known.ours.items()]


def _found(known: Known, one: Wanted) -> str | None:
    """The menu of this name that is furthest: led to by its alias, then with a picture, then any."""
    same = [menu_id for menu_id, name in known.menus.items() if name == one.name]
    led = known.aliases.get(one.alias)
    return max(same, key=lambda menu_id: (menu_id in known.pictured, menu_id == led), default=None)


def _made(known: Known, one: Wanted, menu_id: str | None) -> list[Step]:
    def create(line: LineMenus, ids: Ids) -> Outcome:
        outcome, made = line.create(one.menu)
        if made:
            ids[one.name] = made
        return outcome

    def upload(line: LineMenus, ids: Ids) -> Outcome:
        return line.put_picture(ids[one.name], one.picture)

    steps = []
    if menu_id is None:
        steps.append(Step(wording.CREATE.format(title=one.title), wording.KEPT_OLD, create))
    if menu_id not in known.pictured:
        steps.append(Step(wording.UPLOAD.format(title=one.title), wording.KEPT_OLD, upload))
    return steps


def _named(known: Known, one: Wanted, menu_id: str | None) -> list[Step]:
    led = known.aliases.get(one.alias)
    if led is None:
        words = wording.NEW_ALIAS.format(title=one.title)
        return [Step(words, wording.KEPT_BETWEEN, lambda line, ids: line.create_alias(one.alias, ids[one.name]))]
    if led != menu_id:
        words = wording.MOVE_ALIAS.format(title=one.title)
        return [Step(words, wording.KEPT_BETWEEN, lambda line, ids: line.update_alias(one.alias, ids[one.name]))]
    return []


def _shown(known: Known, first: Wanted, menu_id: str | None) -> list[Step]:
    if menu_id and known.default == menu_id:
        return []
    other = known.menus.get(known.default or "", "")
    sentence = wording.DEFAULT_INSTEAD if other and not is_ours(other) else wording.DEFAULT
    words = sentence.format(title=first.title, other=other)
    return [Step(words, wording.KEPT_BETWEEN, lambda line, ids: line.set_default(ids[first.name]))]


def _stale(known: Known, wanted: Sequence[Wanted]) -> list[str]:
    return [alias for alias in known.aliases if _is_our_alias(alias) and alias not in {one.alias for one in wanted}]


def _is_our_alias(alias: str) -> bool:
    return alias.startswith(ALIAS_PREFIX)


def _drop_alias(alias: str, kept: str) -> Step:
    return Step(wording.DROP_ALIAS.format(alias=alias), kept, lambda line, _ids: _gone(line.delete_alias(alias)))


def _drop(menu_id: str, name: str, kept: str) -> Step:
    return Step(wording.DROP_MENU.format(name=name), kept, lambda line, _ids: _gone(line.delete(menu_id)))


def _gone(outcome: Outcome) -> Outcome:
    """What is not there any more needs no deleting."""
    return Outcome("accepted", 404, outcome.request_id, "") if outcome.status == 404 else outcome
