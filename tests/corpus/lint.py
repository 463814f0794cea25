"""Checks of the corpus that need no program: forms, names, codes that nobody reaches."""
import json
import os

from worlds import changed_world

MEMBERS = {"title", "from", "world", "hosts", "login", "docker", "podman", "runtime", "helm", "files", "env", "before",
           "program", "command", "stdin", "expect", "key_requests", "seconds", "witness"}
EXPECTED = {"code", "codes", "certainty", "exit", "then", "then_any", "not", "not_remarks", "remarks", "mentions",
            "no_remarks", "has", "open", "usage"}
CLASSES = {"flagship", "codes", "table", "rules", "pairs", "healthy", "transport", "variants", "fix"}
LEAST = 120


def codes_of(expect):
    """Codes that a scenario is about: verdict, obstacles behind it, remarks."""
    codes = expect.get("codes", []) + ([expect["code"]] if "code" in expect else [])
    for name in ("then", "remarks", "mentions"):
        codes += expect.get(name, [])
    for one in expect.get("open", []):
        codes += codes_of(one)
    return codes


def check_form(name, one, known):
    problems = []
    for member in sorted(set(one) - MEMBERS):
        problems.append(f"unknown member {member}")
    for member in sorted({"title", "from", "command", "expect"} - set(one)):
        problems.append(f"{member} is missing")
    if name.split("/")[0] not in CLASSES:
        problems.append("no such class")
    expect = one.get("expect", {})
    for member in sorted(set(expect) - EXPECTED):
        problems.append(f"unknown member expect.{member}")
    for part in [expect] if "open" not in expect else [{**expect, **each} for each in expect["open"]]:
        if "exit" not in part:
            problems.append("expect.exit is missing")
        if not part.get("usage") and not ({"code", "codes"} & set(part)):
            problems.append("neither code nor codes is expected")
        if "codes" in part and not 2 <= len(part["codes"]) <= 6:
            problems.append("codes are two to six; a single one is code")
    mentioned = codes_of(expect) + expect.get("not", []) + expect.get("not_remarks", [])
    for code in sorted(set(mentioned) - known):
        problems.append(f"{code} is no code of the catalogue")
    if name.startswith("healthy/") and not {expect.get("code")} & {"NGC8301", "NGC8302"}:
        problems.append("a healthy set-up has a finding")
    return problems


def run(scenarios, base, here, top):
    with open(os.path.join(top, "common", "diagnose", "catalogue.json"), encoding="utf-8") as file:
        catalogue = json.load(file)
    with open(os.path.join(here, "unreachable.json"), encoding="utf-8") as file:
        unreachable = json.load(file)
    known = {entry["code"] for entry in catalogue["entries"]}
    problems, reached, titles = [], set(), {}
    for name, one in scenarios.items():
        problems += [f"{name}: {problem}" for problem in check_form(name, one, known)]
        reached |= set(codes_of(one.get("expect", {})))
        titles.setdefault(one.get("title"), []).append(name)
        try:
            changed_world(base, one.get("world", {}))
        except (KeyError, ValueError) as error:
            problems.append(f"{name}: the world has no {error}")
    for title, names in titles.items():
        if len(names) > 1:
            problems.append(f"the same title: {', '.join(names)}")
    short = {}
    for name in scenarios:
        short.setdefault(name.split("/")[1], []).append(name)
    problems += [f"the same name: {', '.join(names)}" for names in short.values() if len(names) > 1]
    problems += [f"no scenario reaches {code}" for code in sorted(known - reached - set(unreachable))]
    problems += [f"{code} is reached, and listed as unreachable" for code in sorted(set(unreachable) & reached)]
    problems += [f"{code} is listed as unreachable, and is no code" for code in sorted(set(unreachable) - known)]
    if len(scenarios) < LEAST:
        problems.append(f"{len(scenarios)} scenarios, at least {LEAST} are wanted")
    print("\n".join(problems) or f"{len(scenarios)} scenarios, {len(reached)} of {len(known)} codes")
    return 1 if problems else 0


def set_worlds(scenarios, sandbox):
    """Every world once; the sandbox says what it does not accept."""
    seen, refused = set(), 0
    for name, one in scenarios.items():
        changes = one.get("world", {})
        text = json.dumps(changes, sort_keys=True)
        if text in seen:
            continue
        seen.add(text)
        sandbox.set(changes)
        if sandbox.refusal:
            refused += 1
            print(f"{name}: {sandbox.refusal}")
    print(f"{len(seen)} worlds, {refused} refused")
    return 1 if refused else 0
