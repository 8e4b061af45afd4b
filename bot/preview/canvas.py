"""What one message may use up while it is drawn."""

from dataclasses import dataclass

# LINE takes 50 KB a carousel: about 3,000 of the shortest components.
MOST_PARTS = 3000
# LINE names no limit; nobody nests a card this deep, and Python's own stack ends far below.
DEEPEST = 32


@dataclass
class Canvas:
    """`pictures` says whether pictures are fetched from elsewhere; `left` counts down the components."""

    pictures: bool = False
    left: int = MOST_PARTS

    def takes(self, depth: int) -> bool:
        """Whether one more component at this depth is drawn."""
        self.left -= 1
        return self.left >= 0 and depth <= DEEPEST
