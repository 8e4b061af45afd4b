"""Complaints about a body: the property at fault and LINE's words, and how they look in LINE's answer.

LINE names Flex properties by a path inside the container ("/footer/contents/2"); here every property has one path from
the body down (`messages[0].contents.footer.contents[2]`), because it says which message is meant. The words are those
of LINE's reference and of answers people published; where none are known, `INVALID`.
"""

from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
Complaint = tuple[str, str]
"""The property and LINE's words about it."""
Found = list[Complaint]
Rule = Callable[[Any, str, Found], None]
"""Looks at a value, knows its property, and adds what it finds wrong."""

EMPTY = "May not be empty"
MISSING = "must be specified"
UNKNOWN = "unknown field"
INVALID = "invalid property"
MUST = "Must be one of the following values: "
NOT_A_USER = "is not an ID of this kind"
TOO_DEEP = "The request body is nested too deeply"


def error_body(complaints: list[Complaint]) -> Json:
    """LINE's error form; wrong IDs among recipients have one of their own, without details."""
    for where, words in complaints:
        if words is NOT_A_USER:
            # LINE's examples put quotation marks around `to` and `userIds[0]`, but not around `to[1]`.
            name = where if where.startswith("to[") else f"'{where}'"
            return {"message": f"The property, {name}, in the request body is invalid (line: -, column: -)"}
    details = [{"message": words, "property": where} for where, words in complaints]
    return {"message": f"The request body has {len(details)} error(s)", "details": details}
