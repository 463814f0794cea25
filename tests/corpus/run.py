#!/usr/bin/env python3
"""The scenario corpus: what `diagnose` has to say to set-ups whose cause is known. Runs inside one sandbox.

  run.py [--jobs N] [--report FILE] [NAME…]   NAME: a class, or a part of CLASS/NAME; "properties" for the properties
  run.py --list [NAME…]
  run.py --lint                               checks the files themselves; needs no sandbox
  run.py --world-only [NAME…]                 sets every world in the sandbox, runs nothing
  run.py --witness [NAME…]                    real clients: the failing command, the cause, the fix, the command again
  run.py --marks                              ID<TAB>VALUE of every key, for the leak checks of a story

README.md beside this file says what a scenario looks like. Last line: N right, N wrong, N over-confident, N unverified.
Ends with 1 unless all are right.
"""
import argparse
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import time

import lint
import properties
import witness
from machine import Machine, broken_hosts, put
from verdict import Answer, Result, alternatives, judge_form, judge_leaks, judge_requests, judge_verdict
from worlds import Keys, changed_world

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
MAX_SECONDS = 90
PRINT_ANSWERS = bool(os.environ.get("CORPUS_ANSWERS"))
KINDS = ["right", "wrong", "over-confident", "unverified"]


def load_scenarios():
    root = os.path.join(HERE, "scenarios")
    found = {}
    for folder, _, files in sorted(os.walk(root)):
        for file in sorted(files):
            if file.endswith(".json"):
                path = os.path.join(folder, file)
                with open(path, encoding="utf-8") as text:
                    found[os.path.relpath(path, root)[:-5]] = json.load(text)
    return found


def log_lines():
    """Every request so far, one text each."""
    return subprocess.run(["ngc-sandbox", "log", "--json"], capture_output=True, text=True, check=True).stdout.splitlines()


class Sandbox:
    """Sets worlds; knows the proxy of the present one."""

    def __init__(self, base):
        self.base = base
        self.proxy = None
        self.refusal = None

    def set(self, changes):
        # Clients are started afresh for each scenario, so that nobody has old names in memory.
        path = "/tmp/corpus-world.json"
        put(path, json.dumps(changed_world(self.base, changes)))
        told = subprocess.run(["ngc-sandbox", "set", "--no-wait", "--world", path], capture_output=True, text=True,
                              check=False)
        os.unlink(path)
        proxy = re.search(r"^HTTPS_PROXY=(\S+)", told.stdout, re.M)
        self.proxy = proxy.group(1) if proxy else None
        self.refusal = f"the world is refused: {told.stderr.strip()[:200]}" if told.returncode != 0 else None


def run_one(name, scenario, sandbox, alone=True):
    result = Result(name, scenario)
    if sandbox.refusal:
        result.problems.append(sandbox.refusal)
        result.unverified = True
        return result
    keys = Keys(changed_world(sandbox.base, scenario.get("world", {})))
    home = f"/tmp/corpus/{name.replace('/', '-')}"
    try:
        with broken_hosts(scenario.get("hosts")), Machine(scenario, keys, home, sandbox.proxy) as machine:
            words = [machine.place(word) for word in keys.expand_all(scenario["command"])]
            words = words[:1] + ["--json"] + words[1:]
            before = len(log_lines()) if alone else 0
            start = time.monotonic()
            ran = machine.run(words, keys.expand(scenario.get("stdin", "")), scenario.get("seconds", MAX_SECONDS))
            result.seconds = time.monotonic() - start
            judge(result, ran)
            result.problems += judge_leaks(keys, ran, machine)
            if alone:
                result.problems += judge_requests(scenario, [json.loads(line) for line in log_lines()[before:]])
            if PRINT_ANSWERS:
                print(ran.stdout, ran.stderr)
    except subprocess.TimeoutExpired as late:
        result.problems.append(f"did not end within {late.timeout} s")
        result.unverified = True
    except subprocess.CalledProcessError as broken:
        result.problems.append(f"the scenario cannot be set up: {broken.cmd[:3]} ended with {broken.returncode}")
        result.unverified = True
    return result


def judge(result, ran):
    expect = result.scenario["expect"]
    try:
        answer = Answer(ran)
    except ValueError:
        result.problems.append(f"no JSON; exit {ran.returncode}: {ran.stderr.strip()[:300]}")
        result.unverified = True
        return
    result.answer = answer
    result.said = answer.says()
    result.unverified = ran.returncode == 70
    judged = [judge_verdict(one, answer) for one in alternatives(expect)]
    fitting = [problems for problems, _ in judged if not problems]
    if not fitting:
        result.problems += judged[0][0]
        result.over_confident = all(over for _, over in judged)
    result.problems += judge_form(answer, expect.get("usage", False))


def tell(result):
    mark = {"right": "right", "wrong": "WRONG", "over-confident": "OVER ", "unverified": "?????"}[result.kind]
    print(f"{mark} {result.name} [{result.seconds:.1f} s]: {result.said}", flush=True)
    for problem in result.problems:
        print(f"      {problem}", flush=True)


def counts_requests(name, scenario):
    """Those with a typed command or several keys ask most."""
    return bool({"hosts", "key_requests"} & set(scenario)) or name.startswith(("flagship/", "pairs/", "fix/"))


def run_all(chosen, base, jobs):
    """Scenarios of the same world together: setting one takes longer than asking it."""
    groups = {}
    for name, one in chosen.items():
        groups.setdefault(json.dumps(one.get("world", {}), sort_keys=True), []).append(name)
    results = []
    for changes, names in groups.items():
        sandbox = Sandbox(base)
        sandbox.set(json.loads(changes))
        # The request log does not say whose requests they are: where numbers matter, a scenario has it for itself.
        alone = [name for name in names if jobs == 1 or counts_requests(name, chosen[name])]
        together = [name for name in names if name not in alone]
        before = len(log_lines()) if together else 0
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            for result in pool.map(lambda name: run_one(name, chosen[name], sandbox, False), together):
                tell(result)
                results.append(result)
        if together:
            log = [json.loads(line) for line in log_lines()[before:]]
            results[-1].problems += judge_requests({}, log, len(together))
            if results[-1].problems:
                tell(results[-1])
        for name in alone:
            results.append(run_one(name, chosen[name], sandbox))
            tell(results[-1])
    return results


def score(results, path):
    classes = {}
    for result in results:
        classes.setdefault(result.name.split("/")[0], []).append(result.kind)
    lines = [f"{'class':<12}" + "".join(f"{kind:>16}" for kind in KINDS)]
    for name, kinds in sorted(classes.items()):
        lines.append(f"{name:<12}" + "".join(f"{kinds.count(kind):>16}" for kind in KINDS))
    total = [result.kind for result in results]
    lines.append(f"{'all':<12}" + "".join(f"{total.count(kind):>16}" for kind in KINDS))
    text = "\n".join(lines) + "\n"
    print("\n" + text)
    if path:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def parse():
    options = argparse.ArgumentParser(usage=__doc__)
    options.add_argument("names", nargs="*")
    options.add_argument("--jobs", type=int, default=1)
    options.add_argument("--report")
    for flag in ("list", "lint", "world-only", "marks", "witness"):
        options.add_argument(f"--{flag}", action="store_true")
    return options.parse_args()


def main():
    options = parse()
    every = load_scenarios()
    with open(os.path.join(TOP, "examples", "world.json"), encoding="utf-8") as file:
        base = json.load(file)
    if options.lint:
        return lint.run(every, base, HERE, TOP)
    if options.marks:
        values = {}
        for one in every.values():
            values.update(Keys(changed_world(base, one.get("world", {}))).values)
        print("\n".join(f"{name}\t{value}" for name, value in sorted(values.items())))
        return 0
    chosen = {name: one for name, one in every.items()
              if not options.names or any(wanted in name for wanted in options.names)}
    wants_properties = not options.names or any("properties" in name for name in options.names)
    if options.list:
        print("\n".join(chosen))
        return 0
    if not chosen and not wants_properties:
        print("no scenario has such a name")
        return 2
    if options.world_only:
        return lint.set_worlds(chosen, Sandbox(base))
    start = time.monotonic()
    if options.witness:
        results, wants_properties = witness.run(chosen, Sandbox(base), tell), False
    else:
        results = run_all(chosen, base, options.jobs)
    if wants_properties:
        results += properties.run(every, results, Sandbox(base), run_one, tell)
    results.sort(key=lambda result: result.name)
    score(results, options.report)
    kinds = [result.kind for result in results]
    print(f"[{time.monotonic() - start:.0f} s] " + ", ".join(f"{kinds.count(kind)} {kind}" for kind in KINDS))
    return 0 if kinds.count("right") == len(kinds) else 1


if __name__ == "__main__":
    sys.exit(main())
