"""Reads the desk's records from YAML; every mistake is reported with its file, all at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from knowledge.programs import Fact, Part, Program, Record, SourcePart
from knowledge.rule_data import Case, Question

DATA = Path(__file__).parent / "data"
QUESTIONS = "questions.yaml"
_SOURCES = TypeAdapter(dict[Part, SourcePart])
_QUESTIONS = TypeAdapter(tuple[Question, ...])
_CASES = TypeAdapter(tuple[Case, ...])


class KnowledgeError(Exception):
    """The data cannot be used; `problems` names each file and what is wrong in it."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class Knowledge:
    """All records by id, with the parts of the source they cite."""

    records: Mapping[str, Record]
    sources: Mapping[Part, SourcePart]
    files: Mapping[str, Path] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)

    @cached_property
    def programs(self) -> dict[str, Program]:
        """The programs of the table, in the table's order."""
        found = [record for record in self.records.values() if isinstance(record, Program)]
        return {program.id: program for program in sorted(found, key=table_order)}

    def program_of(self, record: Record) -> Record:
        """The program a part belongs to; the record itself when it stands alone."""
        return self.records[record.part_of] if record.part_of else record

    def as_of(self, fact: Fact) -> dt.date:
        """The day up to which this fact speaks (a date in JST)."""
        return fact.as_of or self.sources[fact.source.part].as_of


def table_order(program: Record) -> tuple[int, ...]:
    """Sorts 1-1-2 before 1-1-10."""
    return tuple(int(part) for part in program.id.split("-"))


def load(directory: Path = DATA) -> Knowledge:
    """Read sources.yaml, programs/*.yaml and general/*.yaml. Raises KnowledgeError naming every broken file."""
    problems: list[str] = []
    records: dict[str, Record] = {}
    files: dict[str, Path] = {}
    sources = _SOURCES.validate_python(yaml.safe_load((directory / "sources.yaml").read_text("utf8")))
    for folder, kind in (("programs", Program), ("general", Record)):
        for path in sorted((directory / folder).glob("*.yaml")):
            try:
                record = kind.model_validate(read_plain(path))
            except (yaml.YAMLError, ValidationError, ValueError) as error:
                problems += explain(path, error)
                continue
            if record.id in records:
                problems.append(f"{path}: id {record.id} stands in {files[record.id]} too")
            if record.id != path.stem:
                problems.append(f"{path}: id {record.id} does not fit the file's name")
            records[record.id] = record
            files[record.id] = path
    try:
        questions = read_questions(directory)
    except (yaml.YAMLError, ValidationError, ValueError) as error:
        problems += explain(directory / QUESTIONS, error)
    if problems:
        raise KnowledgeError(problems)
    return Knowledge({key: _named(record, questions) for key, record in records.items()}, sources, files, questions)


@cache
def shipped() -> Knowledge:
    """The records that come with the program, read once in a process: nobody changes them. Raises as `load`."""
    return load()


def _named(record: Record, questions: Mapping[str, Question]) -> Record:
    """The record whose amount knows what the answers it waits for are called."""
    if not isinstance(record, Program) or record.rules is None or record.rules.amount is None:
        return record
    amount = record.rules.amount
    found = ((key, questions[key].name) for key in amount.questions() if key in questions)
    named = amount.model_copy(update={"names": tuple((key, name) for key, name in found if name)})
    return record.model_copy(update={"rules": record.rules.model_copy(update={"amount": named})})


def read_questions(directory: Path = DATA) -> dict[str, Question]:
    """The questions of all rules by key, in the order of the file. Raises ValidationError or yaml.YAMLError."""
    found = _QUESTIONS.validate_python(read_plain(directory / QUESTIONS))
    return {question.key: question for question in found}


def read_cases(program_id: str, directory: Path = DATA) -> tuple[Case, ...]:
    """The cases beside a program; none when there is no file. Raises ValidationError or yaml.YAMLError."""
    path = directory / "cases" / f"{program_id}.yaml"
    return _CASES.validate_python(read_plain(path)) if path.exists() else ()


class _PlainLoader(yaml.CSafeLoader):
    """YAML without dates: a day stays the text that is written, so 2024-04 and 2024-04-01 are read alike."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read_plain(path: Path) -> Any:
    """One YAML file, dates left as text."""
    return yaml.load(path.read_text("utf8"), Loader=_PlainLoader)


def explain(path: Path, error: Exception) -> list[str]:
    """A reader's lines for what is wrong in one file."""
    if isinstance(error, ValidationError):
        return [f"{path}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return [f"{path}:{error.problem_mark.line + 1}: {error.problem}"]
    return [f"{path}: {error}"]
