"""Where in a YAML file an item stands, so that a mistake is reported with its line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml


class Places:
    """The lines of one YAML file's items; an unreadable file has every item on line 1."""

    def __init__(self, path: Path) -> None:
        try:
            self._root = yaml.compose(path.read_text("utf8"), Loader=yaml.CSafeLoader)
        except yaml.YAMLError:
            self._root = None

    def line(self, item: Sequence[str | int]) -> int:
        """The line (from 1) of an item such as ("facts", 3, "text"); of its nearest parent when it is absent."""
        node, line = self._root, 1
        for step in item:
            if isinstance(node, yaml.MappingNode):
                pair = next((pair for pair in node.value if pair[0].value == step), None)
                if pair is None:
                    continue  # a validator names its own type in the path, which no file holds
                line, node = pair[0].start_mark.line + 1, pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line + 1
        return line
