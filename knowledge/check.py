"""Checks the desk's data: every mistake at once, each with its file and line.

An error makes an answer wrong or unfindable; a notice is for a person to look at (a window that is over, a review
that is due). With the source document at hand every figure is compared with the line it cites.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from knowledge import check_links, check_record, check_rules, check_source
from knowledge.finding import Finding, Problem
from knowledge.loader import DATA, QUESTIONS, read_cases, read_plain, read_questions
from knowledge.places import Places
from knowledge.programs import Part, Program, Record, SourcePart

_SOURCES = TypeAdapter(dict[Part, SourcePart])


@dataclass(frozen=True)
class Entry:
    """One record beside its file, as written and as read."""

    path: Path
    raw: Any
    record: Record
    places: Places = field(compare=False)

    def problem(self, finding: Finding) -> Problem:
        """The finding with the file and line where it stands."""
        return Problem(finding.severity, self.path, self.places.line(finding.item), finding.text)


def check(directory: Path = DATA, document: Path | None = None, today: dt.date | None = None) -> list[Problem]:
    """Everything wrong with the data, in the order of files and lines.

    `document` is the source as text, one printed line per line. Without `today` (JST) nothing is called overdue.
    """
    problems: list[Problem] = []
    sources = _sources(directory / "sources.yaml", problems)
    entries = _entries(directory, problems)
    records = {entry.record.id: entry.record for entry in entries}
    lines = document.read_text("utf8").splitlines() if document else None
    for entry in entries:
        problems += map(entry.problem, _findings(entry, records, sources, lines, today))
    problems += _rules(directory, entries)
    by_id = {entry.record.id: entry for entry in entries}
    problems += [by_id[owner].problem(finding) for owner, finding in check_links.aliases(records)]
    return sorted(problems, key=lambda problem: (problem.file, problem.line, problem.text))


def _findings(
    entry: Entry,
    records: Mapping[str, Record],
    sources: Mapping[Part, SourcePart],
    document: Sequence[str] | None,
    today: dt.date | None,
) -> Iterator[Finding]:
    record = entry.record
    yield from check_record.days(entry.raw)
    yield from check_record.persons(entry.raw)
    yield from check_record.sentences(entry.raw)
    yield from check_record.values(record)
    yield from check_record.events(record)
    yield from check_record.review(record, today)
    yield from check_links.references(record, records)
    yield from check_source.lines(record, sources)
    if isinstance(record, Program):
        yield from check_record.windows(record, today)
        yield from check_record.ends(record)
        yield from check_links.both_sides(record, records)
    if document is not None:
        yield from check_source.figures(record, sources, document)


def _rules(directory: Path, entries: Sequence[Entry]) -> Iterator[Problem]:
    """The rules of every program against its cases and the catalogue of questions."""
    try:
        questions = read_questions(directory)
    except (OSError, ValueError, yaml.YAMLError) as error:
        yield from _unreadable(directory / QUESTIONS, error)
        return
    for entry in entries:
        if not isinstance(entry.record, Program):
            continue
        try:
            cases = read_cases(entry.record.id, directory)
        except (OSError, ValueError, yaml.YAMLError) as error:
            yield from _unreadable(directory / "cases" / entry.path.name, error)
            continue
        yield from map(entry.problem, check_rules.rules(entry.record, questions, cases))


def _sources(path: Path, problems: list[Problem]) -> dict[Part, SourcePart]:
    try:
        return _SOURCES.validate_python(read_plain(path))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        problems += _unreadable(path, error)
        return {}


def _entries(directory: Path, problems: list[Problem]) -> list[Entry]:
    entries: dict[str, Entry] = {}
    for folder, kind in (("programs", Program), ("general", Record)):
        for path in sorted((directory / folder).glob("*.yaml")):
            try:
                raw = read_plain(path)
                record = kind.model_validate(raw)
            except (OSError, ValueError, yaml.YAMLError) as error:
                problems += _unreadable(path, error)
                continue
            entry = Entry(path, raw, record, Places(path))
            if record.id != path.stem:
                problems.append(entry.problem(Finding(("id",), f"id {record.id} does not fit the file's name")))
            if record.id in entries:
                other = entries[record.id].path
                problems.append(entry.problem(Finding(("id",), f"id {record.id} stands in {other} too")))
            entries[record.id] = entry
    return list(entries.values())


def _unreadable(path: Path, error: Exception) -> Iterator[Problem]:
    if isinstance(error, ValidationError):
        places = Places(path)
        details = error.errors()
        for detail in details:
            here = detail["loc"]
            if any(here != other["loc"] and here == other["loc"][: len(here)] for other in details):
                continue  # a list counted as empty because its items failed
            where = ".".join(map(str, here))
            yield Problem("error", path, places.line(here), f"{where}: {detail['msg']}".removeprefix(": "))
    elif isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        yield Problem("error", path, error.problem_mark.line + 1, error.problem or "this is no YAML")
    else:
        yield Problem("error", path, 1, str(error))
