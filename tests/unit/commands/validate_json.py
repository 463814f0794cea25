"""Runs the unit tests of the commands, and validates every JSON object they print against docs/schema.

usage: validate_json.py UNIT_PROGRAM… SCHEMA_DIRECTORY
Also fails where a schema was never used, once with success and once with failure: then it proves nothing.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

try:
    import jsonschema
except ImportError:
    print("skipped: the Python module jsonschema is missing (Debian: python3-jsonschema)")
    sys.exit(77)

# Answers that exist for failures only: wrong command lines, and print-key and token, which answer with the secret
# alone.
NEVER_SUCCEEDS = {"ngc.usage/1", "ngc.profile/1", "ngc.repo/1", "ngc.print-key/1", "ngc.token/1", "ngc.exec/1"}


def load_schemas(directory):
    schemas = {}
    for path in sorted(pathlib.Path(directory).glob("ngc.*.json")):
        schema = json.loads(path.read_text())
        jsonschema.Draft7Validator.check_schema(schema)
        schemas[schema["properties"]["schema"]["const"]] = schema
    return schemas


def main():
    *programs, directory = sys.argv[1:]
    schemas = load_schemas(directory)
    problems = []
    seen = set()
    with tempfile.TemporaryDirectory() as outputs:
        for number, program in enumerate(programs):
            folder = pathlib.Path(outputs, str(number))
            folder.mkdir()
            run = subprocess.run([program, "--gtest_brief=1"], env=dict(os.environ, NGCS_JSON_DIR=str(folder)))
            if run.returncode != 0:
                problems.append(f"the unit tests of {program} failed")
        for path in sorted(pathlib.Path(outputs).glob("*/*"), key=lambda p: (p.parent.name, int(p.stem))):
            text = path.read_text()
            try:
                answer = json.loads(text)
            except ValueError as error:
                problems.append(f"no single JSON object: {error}: {text[:200]!r}")
                continue
            name = answer.get("schema")
            if name not in schemas:
                problems.append(f"no schema for {name!r}")
                continue
            for error in jsonschema.Draft7Validator(schemas[name]).iter_errors(answer):
                problems.append(f"{name}: {error.json_path}: {error.message}")
            seen.add((name, answer.get("ok")))
    for name in schemas:
        if name not in NEVER_SUCCEEDS and (name, True) not in seen:
            problems.append(f"{name}: no test prints it with success")
        if (name, False) not in seen:
            problems.append(f"{name}: no test prints it on failure")
    for problem in problems:
        print(problem)
    print(f"{len(seen)} kinds of output, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
