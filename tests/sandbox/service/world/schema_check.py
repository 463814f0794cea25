#!/usr/bin/env python3
"""The world's schema against the example and against the worlds that the parser's tests use.

usage: schema_check.py SCHEMA EXAMPLE TESTDATA
"""
import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)


def main():
    schema_file, example, testdata = map(pathlib.Path, sys.argv[1:])
    schema = json.loads(schema_file.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    wrong = []
    good = [example, *sorted((testdata / "good").glob("*.json"))]
    bad = sorted((testdata / "bad").glob("*.json"))
    for file in good:
        error = jsonschema.exceptions.best_match(validator.iter_errors(json.loads(file.read_text())))
        if error:
            wrong.append(f"{file.name}: the schema refuses it: {error.json_path}: {error.message}")
    for file in bad:
        if validator.is_valid(json.loads(file.read_text())):
            wrong.append(f"{file.name}: the schema accepts it")
    print("\n".join(wrong) or f"{len(good)} good and {len(bad)} bad worlds")
    return 1 if wrong or len(bad) < 40 else 0


sys.exit(main())
