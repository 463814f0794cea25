#!/usr/bin/env python3
"""check_docs.py ROOT: what the documents name exists: linked files, `story.NAME` and `unit.MODULE.Suite.Name` tests,
programs and files of this tree in backquotes. Prints what does not, and ends with 1."""
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(sys.argv[1])
problems = []


def tests_of(module):
    folders = {"sandbox_runner": "tests/sandbox/runner", "sandbox_service": "tests/sandbox/service"}
    folder = root / folders.get(module, f"tests/unit/{module}")
    found = set()
    for file in folder.rglob("*_test.cpp"):
        for suite, name in re.findall(r"^TEST(?:_[FP])?\((\w+),\s*(\w+)\)", file.read_text(encoding="utf-8"), re.M):
            found.add(f"{suite}.{name}")
            found.add(suite)
    return found


documents = [root / line for line in
             subprocess.run(["git", "-C", str(root), "ls-files", "*.md"], check=True, capture_output=True,
                            text=True).stdout.splitlines()] if (root / ".git").exists() else list(root.glob("*.md"))
for document in documents:
    if not document.exists():
        continue
    text = document.read_text(encoding="utf-8")
    where = document.relative_to(root)
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text):
        if not re.match(r"[a-z]+:", target) and not (document.parent / target).exists():
            problems.append(f"{where}: link to {target}")
    for name in re.findall(r"`story\.([a-z0-9-]+)", text):
        if not (root / f"tests/stories/{name}.sh").exists():
            problems.append(f"{where}: story.{name}")
    for module, test in re.findall(r"`unit\.(\w+)\.([\w.]+?)`", text):
        if test not in tests_of(module):
            problems.append(f"{where}: unit.{module}.{test}")
    for placeholder in re.findall(r"`(@\w+)`", text):
        problems.append(f"{where}: unfinished {placeholder}")
    for path in re.findall(r"`\.?/?((?:tests|install|docs|common|cmake|examples|\.ci)/[\w./-]+)`", text):
        if not (root / path).exists():
            problems.append(f"{where}: {path}")

for problem in problems:
    print("does not exist:", problem)
print(f"{len(documents)} documents looked at")
sys.exit(1 if problems or not documents else 0)
