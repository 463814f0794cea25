"""What must hold whatever the scenario is.

- An added failure of the network or of the service never yields a verdict about the key, and never a proven one about
  org, role or licence that was not proven before.
- Taking information away (users/me is silent, enablements are hidden) never makes a verdict more certain.
- The report for people holds the code, fits into 80 columns, and with --redact-org names no org of the user.
"""
import concurrent.futures
import copy
import json
import subprocess
import time

from machine import Machine
from verdict import Result
from worlds import Keys, changed_world

JOBS = 3
RANK = {"one_of": 0, "likely": 1, "proven": 2}
FAULTS = {
    "registry-reset": {"host": "nvcr.io", "kind": "reset"},
    "registry-503": {"host": "nvcr.io", "kind": "status", "status": 503, "body": "json"},
    "helm-certificate": {"host": "helm.ngc.nvidia.com", "kind": "certificate", "problem": "unknownCa"},
    "helm-401": {"host": "helm.ngc.nvidia.com", "kind": "status", "status": 401, "body": "json"},
    "api-dns": {"host": "api.ngc.nvidia.com", "kind": "dns"},
    "api-503": {"host": "api.ngc.nvidia.com", "kind": "status", "status": 503, "body": "json"},
    "api-truncate": {"host": "api.ngc.nvidia.com", "kind": "truncate"},
}
HIDDEN = {
    "no-enablements": {"variants.membersSeeEnablements": False},
    "no-users-me": {"variants.usersMeAcceptsPersonalKey": False},
}
# Verdicts of the service's side: what a fault could turn into something wrong.
SAMPLE = ("flagship/c-nfr-not-registered", "flagship/d-", "flagship/e-", "flagship/b-", "codes/5101-revoked",
          "codes/5201-customer", "codes/5202-no-catalog", "codes/6301-", "codes/6201-", "codes/7201-terms",
          "table/08-helm", "codes/8102-tag", "healthy/docker-helper", "healthy/helm-entry")
HIDE_IN = ("flagship/c-nfr-not-registered", "flagship/d-", "flagship/e-", "codes/5201-", "codes/5202-", "codes/5204-",
           "codes/6101-", "codes/6201-", "codes/6202-", "codes/6301-", "codes/6302-", "codes/6303-", "codes/6304-",
           "codes/7103-", "codes/7104-", "codes/7106-", "codes/7201-", "codes/unlisted-org", "table/12-")
SHOWN = ("flagship/", "codes/2105-failing", "codes/6301-", "transport/helm-dns", "healthy/docker-helper", "pairs/")
# 402 without lists is all that is known then: the licence is missing or ended, which each of these says in full.
LICENCE = {"NGC7102", "NGC7103", "NGC7104", "NGC7105", "NGC7106", "NGC7107"}
ABOUT_KEYS = {"NGC5101", "NGC5102"}
ORGS = ("mxa8oi8djw7m", "k2p9xq4tz1aa", "Acme Robotics")


def sample(scenarios, prefixes):
    return [name for name in scenarios if name.startswith(prefixes)]


def variant(scenario, changes):
    one = copy.deepcopy(scenario)
    one["world"] = {**one.get("world", {}), **changes}
    return one


def claims_more(base, answer):
    """A verdict that the added fault cannot have shown."""
    if answer.codes == base.codes:
        return None
    if set(answer.codes) & ABOUT_KEYS:
        return f"says {answer.codes} after a fault, {base.codes} without"
    if answer.certainty == "proven" and answer.codes[0][3] in "567":
        return f"proves {answer.codes} after a fault, {base.codes} without"
    return None


def more_certain(base, answer):
    if answer.codes == ["NGC7101"] and set(base.codes) <= LICENCE:
        return None
    if RANK[answer.certainty] > RANK[base.certainty]:
        return f"{answer.codes} is {answer.certainty} with less information, {base.codes} was {base.certainty}"
    if answer.certainty == base.certainty == "proven" and answer.codes != base.codes:
        return f"proves {answer.codes} with less information, {base.codes} with more"
    return None


def rerun(name, kind, scenario, base, sandbox, run_one, judge):
    """The scenario again, judged by `judge` instead of its expectation."""
    again = run_one(f"properties/{kind}/{name.replace('/', '-')}", scenario, sandbox, alone=False)
    result = Result(again.name, scenario)
    result.seconds, result.said, result.answer = again.seconds, again.said, again.answer
    result.problems = [problem for problem in again.problems if problem.startswith(("form:", "leak:"))]
    if again.answer is None or base is None:
        result.unverified = True
        result.problems += again.problems
        return result
    worse = judge(base, again.answer)
    if worse:
        result.problems.append(worse)
        result.over_confident = True
    return result


def run_groups(every, bases, sandbox, run_one, tell, names, sets, judge):
    """Each kind of change over the sample; scenarios with the same world after it share one setting."""
    results = []
    for kind, changes in sets.items():
        groups = {}
        for name in names:
            one = variant(every[name], changes)
            groups.setdefault(json.dumps(one["world"], sort_keys=True), []).append((name, one))
        for world, members in groups.items():
            sandbox.set(json.loads(world))
            with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
                waiting = [pool.submit(rerun, name, kind, one, bases.get(name), sandbox, run_one, judge)
                           for name, one in members]
                for each in waiting:
                    results.append(each.result())
                    tell(results[-1])
    return results


def base_answers(every, results, sandbox, run_one, wanted):
    bases = {result.name: result.answer for result in results if result.answer}
    for name in wanted:
        if name not in bases:
            sandbox.set(every[name].get("world", {}))
            bases[name] = run_one(name, every[name], sandbox).answer
    return bases


def show(name, scenario, sandbox):
    """The report for people."""
    result = Result(f"properties/text/{name.replace('/', '-')}", scenario)
    keys = Keys(changed_world(sandbox.base, scenario.get("world", {})))
    with Machine(scenario, keys, f"/tmp/corpus/{result.name.replace('/', '-')}", sandbox.proxy) as machine:
        words = [machine.place(word) for word in keys.expand_all(scenario["command"])]
        start = time.monotonic()
        try:
            plain = machine.run(words, keys.expand(scenario.get("stdin", "")), 60)
            hidden = machine.run(words[:1] + ["--redact-org"] + words[1:], keys.expand(scenario.get("stdin", "")), 60)
        except subprocess.TimeoutExpired:
            result.unverified = True
            result.problems.append("did not end within 60 s")
            return result
        result.seconds = time.monotonic() - start
    lines = plain.stdout.splitlines()
    result.said = lines[0] if lines else "nothing"
    expect = scenario["expect"]
    codes = expect.get("codes", [expect["code"]] if "code" in expect else [])
    if plain.returncode != expect["exit"]:
        result.problems.append(f"exit {plain.returncode}, with --json {expect['exit']}")
    if not all(code in plain.stdout for code in codes):
        result.problems.append(f"{codes} is not in the report")
    wide = [line for line in lines if len(line) > 80 and "https://" not in line and not line.lstrip().startswith("$")]
    if wide:
        result.problems.append(f"wider than 80 columns: {wide[0][:60]}…")
    for org in ORGS:
        if org in hidden.stdout + hidden.stderr:
            result.problems.append(f"--redact-org shows {org}")
    for key in sorted(keys.found_in(plain.stdout + plain.stderr + hidden.stdout + hidden.stderr)):
        result.problems.append(f"leak: the report holds eight characters of {key}")
    return result


def run(every, results, sandbox, run_one, tell):
    broken, hidden = sample(every, SAMPLE), sample(every, HIDE_IN)
    bases = base_answers(every, results, sandbox, run_one, broken + hidden)
    faults = {kind: {"faults": [{"path": None, "times": None, **fault}]} for kind, fault in FAULTS.items()}
    found = run_groups(every, bases, sandbox, run_one, tell, broken, faults, claims_more)
    found += run_groups(every, bases, sandbox, run_one, tell, hidden, HIDDEN, more_certain)
    groups = {}
    for name in sample(every, SHOWN):
        groups.setdefault(json.dumps(every[name].get("world", {}), sort_keys=True), []).append(name)
    for world, names in groups.items():
        sandbox.set(json.loads(world))
        with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
            for result in pool.map(lambda name: show(name, every[name], sandbox), names):
                found.append(result)
                tell(result)
    return found
