# SPDX-License-Identifier: Apache-2.0
"""Holds our validation of JSON Schema against `jsonschema-rs` and `jsonschema`, over the documents of all examples.

    python validation.py SCHEMABENCH ROUNDS

Scripts/bench runs it in the environment that has both. Ends with 3 where a goal is missed.

All sides have the same schemas in the form that a draft follows, check formats, and must come to the same verdict on each
document, whole and with one member taken out. They take turns, each a batch of about a tenth of a second; ratios are formed
within a round. Documents are read with `orjson` for `jsonschema-rs`, with `json` for `jsonschema`.
"""

import gc
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import jsonschema
import jsonschema_rs
import orjson
import referencing

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMON = "urn:andaman:schema:common:1"
BATCH = 0.1
# Reading alone is told for what it explains: ours asks for normal form C, distinct names and I-JSON's numbers as well.
GOALS = ["both", "validate", "compile"]
WORKS = [("both", "parse and validate"), ("validate", "validate"), ("parse", "parse"), ("compile", "read and compile schemas")]


def draft(schema):
    """The schema without its demand for what the tool fills in (DocumentCatalog.draft)."""
    if isinstance(schema, list):
        return [draft(element) for element in schema]
    if not isinstance(schema, dict):
        return schema
    filled = schema.get("x-filled-when-packed", [])
    copy = {name: draft(value) for name, value in schema.items()}
    if isinstance(copy.get("required"), list):
        copy["required"] = [name for name in copy["required"] if name not in filled]
    return copy


class Papers:
    """The schemas and documents as files in a folder, for all sides."""

    def __init__(self, folder):
        self.common = self.write(folder / "common.json", json.loads((ROOT / "Schemas/common.schema.json").read_bytes()))
        by_kind = {}
        for path in sorted(ROOT.glob("Examples/*/*.json")):
            kind = json.loads(path.read_bytes())["type"].split(":")[2]
            by_kind.setdefault(kind, []).append(path)
        self.groups = []
        for kind, documents in sorted(by_kind.items()):
            source = draft(json.loads((ROOT / f"Schemas/{kind}.schema.json").read_bytes()))
            self.groups.append((self.write(folder / f"{kind}.json", source), documents))

    def broken(self, folder):
        """The same schemas over documents that lack one member each."""
        groups = []
        for schema, documents in self.groups:
            files = []
            for document in documents:
                value = json.loads(document.read_bytes())
                for name in value:
                    rest = {other: inner for other, inner in value.items() if other != name}
                    files.append(self.write(folder / f"{document.parent.name}-{document.stem}-{name}.json", rest))
            groups.append((schema, files))
        return groups

    @staticmethod
    def write(path, value):
        path.write_text(json.dumps(value, ensure_ascii=False, indent=2), encoding="utf-8")
        return path

    def listing(self, path, groups):
        lines = [str(self.common)] + [" ".join(map(str, [schema, *documents])) for schema, documents in groups]
        path.write_text("\n".join(lines))
        return path


class Ours:
    name = "andaman"

    def __init__(self, program, listing):
        self.process = subprocess.Popen([program, listing], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, work, count):
        self.process.stdin.write(f"{work} {count}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def seconds(self, work, count):
        return int(self.ask(work, count)) / 1e9

    def verdicts(self):
        return self.ask("judge", 1)

    def close(self):
        self.process.communicate()


class Theirs:
    """A validator that works on Python's values; `loads` is how documents and schemas are read for it."""

    def __init__(self, papers, groups, loads):
        self.common = papers.common.read_bytes()
        self.loads = loads
        self.sources = []
        self.papers = []
        for schema, documents in groups:
            self.sources.append(schema.read_bytes())
            is_valid = self.compile(self.sources[-1])
            for document in documents:
                text = document.read_bytes()
                self.papers.append((text, loads(text), is_valid))

    def seconds(self, work, count):
        loads = self.loads
        begin = time.perf_counter()
        for _ in range(count):
            if work == "both":
                good = all([is_valid(loads(text)) for text, _, is_valid in self.papers])
            elif work == "validate":
                good = all([is_valid(value) for _, value, is_valid in self.papers])
            elif work == "parse":
                good = [loads(text) for text, _, _ in self.papers]
            else:
                good = [self.compile(source) for source in self.sources]
        taken = time.perf_counter() - begin
        assert good, f"{self.name} refuses an example"
        return taken

    def verdicts(self):
        return "".join("1" if is_valid(value) else "0" for _, value, is_valid in self.papers)

    def close(self):
        pass


class Rust(Theirs):
    name = "jsonschema-rs"

    def compile(self, source):
        registry = jsonschema_rs.Registry([(COMMON, self.loads(self.common))])
        return jsonschema_rs.Draft202012Validator(
            self.loads(source), validate_formats=True, registry=registry
        ).is_valid


class Python(Theirs):
    name = "jsonschema"

    def compile(self, source):
        resource = referencing.Resource.from_contents(self.loads(self.common))
        registry = referencing.Registry().with_resource(COMMON, resource)
        checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
        return jsonschema.Draft202012Validator(self.loads(source), registry=registry, format_checker=checker).is_valid


def sides(program, papers, folder, groups, name):
    yield Ours(program, papers.listing(folder / name, groups))
    yield Rust(papers, groups, orjson.loads)
    yield Python(papers, groups, json.loads)


def agree(program, papers, folder):
    """All sides must judge alike before it is asked how fast they are."""
    for name, groups in [("whole", papers.groups), ("broken", papers.broken(folder))]:
        verdicts = {}
        for side in sides(program, papers, folder, groups, name):
            verdicts[side.name] = side.verdicts()
            side.close()
        assert len(set(verdicts.values())) == 1, f"the verdicts on {name} documents differ: {verdicts}"
        print(f"{len(verdicts['andaman'])} {name} documents, {verdicts['andaman'].count('1')} valid, all agree")


def measure(program, folder, rounds):
    """Prints the measures and tells whether ours is not slower than jsonschema-rs where that is the goal."""
    papers = Papers(folder)
    agree(program, papers, folder)
    contenders = list(sides(program, papers, folder, papers.groups, "whole"))
    gc.disable()
    is_met = True
    print(f"\nall examples together, {rounds} rounds, medians in µs")
    print(f"{'':26}{'andaman':>10}{'jsonschema-rs':>15}{'jsonschema':>12}{'ratio to rs':>14}{'least':>8}{'most':>8}{'to Python':>11}")
    for work, title in WORKS:
        counts = [max(1, int(BATCH / max(side.seconds(work, 1), 1e-6))) for side in contenders]
        series = [
            [side.seconds(work, count) / count for side, count in zip(contenders, counts)] for _ in range(rounds)
        ]
        ours, rust, python = (statistics.median(column) * 1e6 for column in zip(*series))
        ratios = sorted(row[0] / row[1] for row in series)
        ratio = statistics.median(ratios)
        remark = ""
        if work in GOALS:
            is_met = is_met and ratio <= 1
            remark = f"   goal 1.00 {'met' if ratio <= 1 else 'MISSED'}"
        print(
            f"{title:26}{ours:10.0f}{rust:15.0f}{python:12.0f}{ratio:14.2f}{ratios[0]:8.2f}{ratios[-1]:8.2f}"
            f"{ours / python:11.3f}{remark}"
        )
        gc.collect()
    for side in contenders:
        side.close()
    gc.enable()
    return is_met


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="andaman-bench-") as scratch:
        is_met = measure(sys.argv[1], pathlib.Path(scratch), int(sys.argv[2]))
    sys.exit(0 if is_met else 3)
