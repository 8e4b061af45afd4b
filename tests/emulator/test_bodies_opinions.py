"""Where the SDK's models and the schema oracle judge otherwise than the body checker is known, with the reason."""

from collections.abc import Callable

import pytest
import yaml

from bot.emulator.bodies import check_request
from tests.emulator.cases import Case, cases
from tests.emulator.opinions import DIFFERENCES, ORACLE, oracle_accepts, sdk_accepts

OPINIONS: dict[str, Callable[[Case], bool | None]] = {"sdk": sdk_accepts, "oracle": oracle_accepts}


def _listed(name: str) -> list[str]:
    groups = yaml.safe_load(DIFFERENCES.read_text("utf8"))[name]
    assert all(group["reason"].endswith(".") and group["cases"] for group in groups)
    return [case for group in groups for case in group["cases"]]


@pytest.mark.parametrize("name", OPINIONS)
def test_every_difference_is_listed_and_explained(name: str) -> None:
    if name == "oracle" and not ORACLE.exists():
        pytest.skip("the oracle does not lie beside this repository")
    differing = []
    for case in cases():
        theirs = OPINIONS[name](case)
        complaints = check_request(case.kind, case.body)
        # The models know messages only; what is wrong around them they cannot see.
        seen = [where for where, _ in complaints if name == "oracle" or where.startswith("messages[")]
        if theirs is not None and (theirs != (not seen)):
            differing.append(case.name)
    listed = _listed(name)
    assert sorted(differing) == sorted(listed)
    assert len(set(listed)) == len(listed)
