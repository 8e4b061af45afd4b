"""YAML whose every value knows its line: texts stay as written, so that 18:00 is no number and NO no falsehood.

Tags, anchors and aliases are refused: nobody needs them here, and small files can be made enormous with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from bot.announcements import wording_content as wording

DEEPEST = 6

Mistake = tuple[int, str]


@dataclass(frozen=True)
class Words:
    """A text at its line (the first is 1)."""

    line: int
    text: str


@dataclass(frozen=True)
class Items:
    """A list."""

    line: int
    items: tuple[Value, ...]


@dataclass(frozen=True)
class Pairs:
    """Keys with the line each stands in, and their values."""

    line: int
    items: dict[str, tuple[int, Value]]


Value = Words | Items | Pairs


def load(text: str, keys: tuple[str, ...]) -> tuple[Pairs | None, list[Mistake]]:
    """The page, or None, and what is wrong with its form; `keys` are those whose misspelt lines are recognised."""
    try:
        mistakes = list(_forbidden(text))
        if mistakes:
            return None, mistakes
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        return None, [(text[: error.position].count("\n") + 1, wording.CONTROL_SIGN)]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return None, _misspelt(text, keys, 1 if mark is None else min(mark.line + 1, text.count("\n") + 1))
    if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
        return None, [(1, wording.EMPTY)]
    if not isinstance(node, yaml.MappingNode):
        return None, _misspelt(text, keys, node.start_mark.line + 1)
    page = _value(node, text, mistakes)
    return (page if isinstance(page, Pairs) else None), mistakes


def _forbidden(text: str) -> Iterator[Mistake]:
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if documents > 1:
            yield line, wording.TWO_PAGES
            return
        if depth > DEEPEST:
            yield line, wording.TOO_DEEP
            return
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            yield line, wording.ALIAS


def _value(node: yaml.Node, text: str, mistakes: list[Mistake]) -> Value:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _pairs(node, text, mistakes)
    if isinstance(node, yaml.ScalarNode):
        return Words(line, _words(node, text))
    return Items(line, tuple(_value(one, text, mistakes) for one in node.value))


def _pairs(node: yaml.MappingNode, text: str, mistakes: list[Mistake]) -> Pairs:
    items: dict[str, tuple[int, Value]] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
        if key is None:
            mistakes.append((line, wording.NOT_YAML))
        elif key in items:
            mistakes.append((line, wording.TWICE.format(key=key, first=items[key][0])))
        else:
            items[key] = (line, _value(value_node, text, mistakes))
    return Pairs(node.start_mark.line + 1, items)


def _words(node: yaml.ScalarNode, text: str) -> str:
    """The text; plain lines keep their ends, which YAML would join with spaces that Japanese does not have."""
    plain = not node.style
    if plain and node.value in ("~", "null"):
        return ""
    if plain and node.start_mark.line != node.end_mark.line:
        return "\n".join(line.strip() for line in text[node.start_mark.index : node.end_mark.index].splitlines())
    return str(node.value)


def _misspelt(text: str, keys: tuple[str, ...], broken: int) -> list[Mistake]:
    """What stands wrong in the lines of a page that is no YAML; at least that the line `broken` is."""
    known = "|".join(map(re.escape, keys))
    found: list[Mistake] = []
    for number, line in enumerate(text.splitlines(), 1):
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            found.append((number, wording.TAB))
        elif "\u3000" in indent and re.match(rf"\s*(?:{known})[:：]", line):
            found.append((number, wording.WIDE_SPACE))
        elif wide := re.match(rf"\s*({known})\s*：", line):
            found.append((number, wording.WIDE_COLON.format(key=wide[1])))
        elif close := re.match(rf"\s*({known}):\S", line):
            found.append((number, wording.NO_SPACE.format(key=close[1])))
    if not any(number == broken for number, _ in found):
        found.append((broken, wording.NOT_YAML + ("" if found else wording.NOT_YAML_QUOTE)))
    return sorted(found)
