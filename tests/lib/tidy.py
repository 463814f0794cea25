#!/usr/bin/env python3
"""Runs clang-tidy on the named files, several at once, and remembers what passed.

  tidy.py BUILD-DIR [--jobs N] [--seconds S] [--checks LIST] FILE…

A file whose preprocessed text (comments kept, so NOLINT counts), configuration and clang-tidy version passed before is
not checked again; the marks are in ${XDG_CACHE_HOME:-~/.cache}/ngc-credential-suite/tidy. With --seconds no new file is
started after that time, and the files that were not reached are counted. Files that no target compiles are passed over.
Ends with 1 when a file has findings.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import time

FINDING = re.compile(r"^.*: (?:error|warning): .*\[[a-z].*\]$")


def commands_of(build):
    """Absolute path of a source -> (directory, compiler arguments)."""
    known = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        words = shlex.split(entry["command"])
        while words and os.path.basename(words[0]) in ("ccache", "nice"):
            words.pop(0)
        known[os.path.realpath(os.path.join(entry["directory"], entry["file"]))] = (entry["directory"], words)
    return known


def preprocessed(directory, words, top):
    kept = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word in ("-o", "-MT", "-MF"):
            skip = True
        elif word not in ("-c", "-MD"):
            kept.append(word)
    run = subprocess.run(kept + ["-E", "-P", "-C"], cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                         check=False)
    return run.stdout.replace(top.encode(), b"") if run.returncode == 0 else None


class Checker:
    def __init__(self, arguments, top):
        self.build = pathlib.Path(arguments.build)
        self.checks = arguments.checks
        self.deadline = time.monotonic() + arguments.seconds if arguments.seconds else None
        self.top = top
        self.known = commands_of(self.build)
        cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
        self.marks = pathlib.Path(cache) / "ngc-credential-suite" / "tidy"
        self.marks.mkdir(parents=True, exist_ok=True)
        version = subprocess.run(["clang-tidy", "--version"], stdout=subprocess.PIPE, check=True).stdout
        self.base = version + pathlib.Path(top, ".clang-tidy").read_bytes() + (self.checks or "").encode()

    def check(self, name):
        path = os.path.realpath(name)
        if path not in self.known:
            return name, "unknown", []
        if self.deadline and time.monotonic() > self.deadline:
            return name, "not reached", []
        text = preprocessed(*self.known[path], self.top)
        mark = self.marks / hashlib.sha256(self.base + text).hexdigest() if text is not None else None
        if mark and mark.exists():
            return name, "known good", []
        command = ["clang-tidy", "-p", str(self.build), "--quiet"]
        if self.checks:
            command.append("--checks=" + self.checks)
        run = subprocess.run(command + [name], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False, text=True)
        if run.returncode == 0:
            if mark:
                mark.touch()
            return name, "checked", []
        findings = [line for line in run.stdout.splitlines() if FINDING.match(line)]
        return name, "bad", findings or run.stdout.splitlines()[:10] or ["clang-tidy ended with %d" % run.returncode]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--seconds", type=int, default=0)
    parser.add_argument("--checks", default="")
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_intermixed_args()
    checker = Checker(arguments, os.getcwd())
    counts = {}
    findings = []
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for _, state, lines in pool.map(checker.check, arguments.files):
            counts[state] = counts.get(state, 0) + 1
            findings += lines
    for line in sorted(set(findings)):
        print(line.replace(os.getcwd() + "/", ""))
    print("clang-tidy: " + ", ".join("%d %s" % (counts[state], state) for state in sorted(counts)))
    sys.exit(1 if counts.get("bad") else 0)


main()
