"""Real clients as witnesses: the command that fails, the cause that diagnose names, the fix, and the command that works.

A scenario's "witness": {"before": LINE, "fix": [STEP…], "after": LINE}. A LINE is for bash, in the scenario's home. A STEP
is a LINE, {"world": CHANGES} for what is mended at NGC, or "(printed)": the first command that diagnose itself gives.
"""
import subprocess
import time

from machine import Machine
from verdict import Answer, Result, alternatives, judge_verdict
from worlds import Keys, changed_world

PRINTED = "(printed)"
SECONDS = 120


def shell(machine, keys, line):
    """By stdin: nothing of it may stand in a list of arguments."""
    script = "set -eo pipefail\n" + keys.expand(line) + "\n"
    return subprocess.run(["bash"], input=script, text=True, capture_output=True, env=machine.environment(),
                          cwd=machine.home, timeout=SECONDS, check=False)


def tail(ran):
    return " / ".join((ran.stdout + ran.stderr).strip().splitlines()[-2:])[:300]


def printed_command(answer):
    for fix in answer.data.get("fix", []):
        if fix.get("command"):
            return fix["command"]
    return None


class Witness:
    def __init__(self, name, scenario, sandbox):
        self.result = Result(f"witness/{name.replace('/', '-')}", scenario)
        self.scenario, self.sandbox = scenario, sandbox
        self.changes = dict(scenario.get("world", {}))
        self.keys = Keys(changed_world(sandbox.base, self.changes))

    def run(self):
        story = self.scenario["witness"]
        start = time.monotonic()
        self.sandbox.set(self.changes)
        try:
            with Machine(self.scenario, self.keys, "/tmp/corpus/witness", self.sandbox.proxy) as machine:
                self.steps(machine, story)
        except subprocess.TimeoutExpired:
            self.problem(f"a command did not end within {SECONDS} s")
        self.result.seconds = time.monotonic() - start
        return self.result

    def problem(self, text):
        self.result.problems.append(text)

    def steps(self, machine, story):
        before = shell(machine, self.keys, story["before"])
        if before.returncode == 0:
            self.problem(f"works before the fix: {story['before']}")
        answer = self.diagnose(machine)
        if answer is None:
            return
        for step in story["fix"]:
            self.fix(machine, step, answer)
        after = shell(machine, self.keys, story["after"])
        if after.returncode != 0:
            self.problem(f"fails after the fix: {story['after']}: {tail(after)}")

    def diagnose(self, machine):
        words = [machine.place(word) for word in self.keys.expand_all(self.scenario["command"])]
        ran = machine.run(words[:1] + ["--json"] + words[1:], self.keys.expand(self.scenario.get("stdin", "")), SECONDS)
        try:
            answer = Answer(ran)
        except ValueError:
            self.problem(f"no JSON; exit {ran.returncode}: {ran.stderr.strip()[:200]}")
            return None
        self.result.said = answer.says()
        judged = [judge_verdict(one, answer)[0] for one in alternatives(self.scenario["expect"])]
        if all(judged):
            self.result.problems += judged[0]
        return answer

    def fix(self, machine, step, answer):
        if isinstance(step, dict):
            self.changes.update(step["world"])
            self.sandbox.set(self.changes)
            if self.sandbox.refusal:
                self.problem(self.sandbox.refusal)
            return
        line = printed_command(answer) if step == PRINTED else step
        if line is None:
            self.problem("diagnose prints no command")
            return
        ran = shell(machine, self.keys, line)
        if ran.returncode != 0:
            self.problem(f"the fix fails: {line}: {tail(ran)}")


def run(scenarios, sandbox, tell):
    results = []
    for name, one in scenarios.items():
        if "witness" in one:
            results.append(Witness(name, one, sandbox).run())
            tell(results[-1])
    return results
