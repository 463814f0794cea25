"""Judges what one run of diagnose said: against the scenario, and against what holds for every run."""
import json

OK_CODES = (["NGC8301"], ["NGC8302"])
KEY_HOSTS = {"nvcr.io", "helm.ngc.nvidia.com", "api.ngc.nvidia.com", "authn.nvidia.com"}
MAX_KEY_REQUESTS = 14
# Rule 15: exit codes by the verdict.
SERVICE = {"NGC4101", "NGC4102", "NGC4103", "NGC4104"}
UNVERIFIED = {"NGC4105", "NGC4106", "NGC5103", "NGC0002"}


class Answer:
    """The parts of a report."""

    def __init__(self, ran):
        self.exit = ran.returncode
        self.document = json.loads(ran.stdout)
        self.data = self.document.get("data") or {}
        self.verdict = self.data.get("verdict")
        self.codes = (self.verdict or {}).get("codes", [])
        self.certainty = (self.verdict or {}).get("certainty")
        self.then = [code for cause in self.data.get("then", []) for code in cause["codes"]]
        self.remarks = [warning["code"] for warning in self.document.get("warnings", [])]

    def says(self):
        what = "|".join(self.codes) or str(self.document.get("code"))
        then = f" then {','.join(self.then)}" if self.then else ""
        return f"{what} {self.certainty or '-'} exit {self.exit}{then}"


class Result:
    def __init__(self, name, scenario):
        self.name, self.scenario = name, scenario
        self.problems = []
        self.over_confident = False
        self.unverified = False
        self.said = "nothing"
        self.seconds = 0.0
        self.answer = None

    @property
    def kind(self):
        if self.over_confident:
            return "over-confident"
        if self.unverified:
            return "unverified"
        return "wrong" if self.problems else "right"


def alternatives(expect):
    """One expectation, or those of "open": verdicts between which the rules leave the choice."""
    return [{**expect, **one} for one in expect["open"]] if "open" in expect else [expect]


def wanted_codes(expect):
    return expect.get("codes", [expect["code"]] if "code" in expect else [])


def judge_verdict(expect, answer):
    """Problems with one expectation, and whether the verdict claims more than is known."""
    problems, over = [], False
    wanted = wanted_codes(expect)
    certain = expect.get("certainty", "proven" if len(wanted) == 1 else "one_of")
    if sorted(answer.codes) != sorted(wanted):
        problems.append(f"says {answer.codes}, wanted {wanted}")
        over = answer.certainty == "proven" and answer.codes not in OK_CODES
        # "It works" where something is wrong is no less of a claim.
        over = over or (answer.codes == ["NGC8301"] and answer.exit == 0)
    elif wanted and certain != "any" and answer.certainty != certain:
        problems.append(f"is {answer.certainty}, wanted {certain}")
        over = answer.certainty == "proven"
    if answer.exit != expect["exit"]:
        problems.append(f"exit {answer.exit}, wanted {expect['exit']}")
    if "then" in expect and answer.then != expect["then"]:
        problems.append(f"then {answer.then}, wanted {expect['then']}")
    if "then_any" in expect and answer.then not in expect["then_any"]:
        problems.append(f"then {answer.then}, wanted one of {expect['then_any']}")
    for code in expect.get("remarks", []):
        if code not in answer.remarks:
            problems.append(f"does not remark on {code} (remarks: {answer.remarks})")
    for code in expect.get("mentions", []):
        if code not in answer.remarks + answer.then:
            problems.append(f"does not mention {code} (then: {answer.then}, remarks: {answer.remarks})")
    if expect.get("no_remarks") and answer.remarks:
        problems.append(f"remarks {answer.remarks} where all is well")
    for code in expect.get("not", []):
        if code in answer.codes + answer.then:
            problems.append(f"claims {code}")
            over = True
    for code in expect.get("not_remarks", []):
        if code in answer.remarks:
            problems.append(f"remarks {code}")
    for path, value in expect.get("has", {}).items():
        node = answer.data
        for part in path.split("."):
            node = node[int(part)] if isinstance(node, list) else (node or {}).get(part)
        if node != value:
            problems.append(f"{path} is {node!r}, wanted {value!r}")
    return problems, over


def judge_form(answer, usage):
    """Rule 16, and rule 15 as far as the verdict alone decides."""
    document, data, verdict = answer.document, answer.data, answer.verdict
    problems = []

    def want(holds, text):
        if not holds:
            problems.append(f"form: {text}")

    want(document.get("schema") == "ngc.diagnose/1", "schema")
    want(document.get("ok") == (answer.exit == 0), f"ok is {document.get('ok')}, exit {answer.exit}")
    if usage:
        want(verdict is None, "a usage error has a verdict")
        return problems
    want(verdict is not None, "no verdict")
    if verdict is None:
        return problems
    codes, certainty = answer.codes, answer.certainty
    want(document.get("code") == verdict.get("code"), "the envelope's code is not the verdict's")
    if certainty == "one_of":
        want(verdict.get("code") is None and 2 <= len(codes) <= 6, f"one_of with {verdict.get('code')}, {codes}")
    else:
        want(codes == [verdict.get("code")], f"code {verdict.get('code')}, codes {codes}")
    want(certainty in ("proven", "likely", "one_of"), f"certainty {certainty}")
    want(len(set(codes)) == len(codes), "a code twice")
    for cause in data.get("then", []):
        want(cause.get("certainty") in ("proven", "likely", "one_of"), "then without certainty")
        want((cause.get("code") is None) == (cause.get("certainty") == "one_of"), "then: code and certainty")
    proven = set(codes) if certainty == "proven" else set()
    proven |= {code for cause in data.get("then", []) if cause.get("certainty") == "proven" for code in cause["codes"]}
    for check in data.get("checks", []):
        want(check.get("status") != "fail" or check.get("code") in proven,
             f"check {check.get('id')} fails, and {check.get('code')} is not proven")
    if certainty != "proven":
        want(answer.exit == 3, f"{certainty} with exit {answer.exit}")
    elif codes[0] in SERVICE:
        want(answer.exit == 4, f"{codes[0]} with exit {answer.exit}")
    elif codes[0].startswith("NGC3") or codes[0] in UNVERIFIED:
        want(answer.exit == 3, f"{codes[0]} with exit {answer.exit}")
    elif codes not in OK_CODES:
        want(answer.exit == 1, f"{codes[0]} with exit {answer.exit}")
    if codes in OK_CODES:
        want(certainty == "proven", f"{codes[0]} is {certainty}")
    return problems


def judge_requests(scenario, log, runs=1):
    """`log` is of one run, or of that many at the same time."""
    problems = []
    sent = [line for line in log if line["form"] == "key"]
    if len(sent) > MAX_KEY_REQUESTS * runs:
        problems.append(f"{len(sent)} requests with a key")
    for host in sorted({line["host"] for line in sent} - KEY_HOSTS):
        problems.append(f"a key went to {host}")
    if any(line["form"] == "token" and line["host"] not in KEY_HOSTS for line in log):
        problems.append("a token went elsewhere")
    if "key_requests" in scenario and len(sent) != scenario["key_requests"]:
        problems.append(f"{len(sent)} requests with a key, wanted {scenario['key_requests']}")
    return problems


def judge_leaks(keys, ran, machine):
    problems = []
    for stream, text in (("stdout", ran.stdout), ("stderr", ran.stderr)):
        for key in sorted(keys.found_in(text)):
            problems.append(f"leak: {stream} holds eight characters of {key}")
    before = machine.files_before
    for path, text in machine.files().items():
        if before.get(path) == text:
            continue
        for key in sorted(keys.found_in(text) - keys.found_in(before.get(path, ""))):
            problems.append(f"leak: {path.replace(machine.home, '~')} holds eight characters of {key}")
    return problems
