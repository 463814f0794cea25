#!/usr/bin/env python3
"""Reads ctest's JUnit files.

  summary.py report FILE            what failed, with its output, and what was skipped, with the reason
  summary.py total STATUS FILE…     the closing line; a STATUS other than 0 without a failed test counts as one failure
"""
import re
import sys
import xml.etree.ElementTree as ElementTree


def cases(path):
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        output = case.findtext("system-out") or ""
        if case.find("failure") is not None or case.find("error") is not None:
            state = "failed"
        elif case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
            state = "skipped"
        else:
            state = "passed"
        yield case.get("name"), state, float(case.get("time") or 0), output


def skip_reason(output):
    """A story says "skipped: REASON"; GoogleTest prints the reason below "Skipped"."""
    told = re.findall(r"^skipped: (.*)$", output, re.M)
    if told:
        return told[-1]
    told = re.findall(r"Skipped\n(.*)$", output, re.M)
    return told[-1].strip() if told else "no reason given"


def report(path):
    found = list(cases(path))
    for name, state, _, output in found:
        if state == "failed":
            print(f"--- {name} FAILED\n{output.rstrip()}\n")
    for name, state, _, output in found:
        if state == "skipped":
            print(f"skipped: {name}: {skip_reason(output)}")
    slow = sorted(found, key=lambda case: -case[2])[:5]
    print("slowest:", ", ".join(f"{name} {seconds:.1f} s" for name, _, seconds, _ in slow))


def total(status, paths):
    count = {"passed": 0, "failed": 0, "skipped": 0}
    for path in paths:
        for _, state, _, _ in cases(path):
            count[state] += 1
    if status and not count["failed"]:
        count["failed"] = 1
    print(f"{count['passed']} passed, {count['failed']} failed, {count['skipped']} skipped")


if __name__ == "__main__":
    if sys.argv[1] == "report":
        report(sys.argv[2])
    else:
        total(int(sys.argv[2]), sys.argv[3:])
