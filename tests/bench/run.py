#!/usr/bin/python3
"""run.py BUILD [--rounds N]: what a request costs, side by side with Debian's helpers, in one run.

The unit is a static program that does nothing (tests/bench/empty.c). All helpers hold the same entry. A real gnome-keyring
runs on a session bus of its own and `pass` with a key without a passphrase, so that nobody waits for a person. What is not
installed is left out, with its reason. The table goes to stdout, ready for docs/performance.md.
"""
import argparse
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile

KEY = "nvapi-" + "0123456789abcdef" * 4
ENTRY = json.dumps({"ServerURL": "nvcr.io", "Username": "$oauthtoken", "Secret": KEY}) + "\n"
INSIDE = "NGCS_BENCH_INSIDE"  # "bus" where there is a session bus


class Bench:
    def __init__(self, build, home):
        self.home = home
        self.cases = []
        self.left_out = []
        self.helper = home / "docker-credential-ngc"
        built = build / "docker-credential-ngc/helper/docker-credential-ngc"
        subprocess.run(["strip", "-o", self.helper, built], check=True)
        self.empty = build / "tests/bench/bench_empty"
        self.measure = build / "tests/bench/bench_measure"
        self.ours = (home / "request").as_posix()
        self.foreign = (home / "foreign").as_posix()
        (home / "request").write_text("nvcr.io", encoding="ascii")
        (home / "foreign").write_text("quay.io", encoding="ascii")

    def add(self, name, words, request, every=1):
        self.cases.append((name, [str(word) for word in words], request, every))

    def leave_out(self, name, reason):
        self.left_out.append(f"{name}: {reason}")

    def check(self, words, request):
        """Every helper must really answer with the entry before it is measured."""
        variables = dict(word.split("=", 1) for word in words if "=" in word)
        command = [word for word in words if "=" not in word]
        with open(request, "rb") as stream:
            answer = subprocess.run(command, stdin=stream, capture_output=True, check=False, timeout=60,
                                    env={**os.environ, **variables})
        return answer.returncode == 0 and json.loads(answer.stdout)["Secret"] == KEY

    def prepare_own(self):
        self.add("empty static C program", [self.empty], "/dev/null")
        self.add("`docker-credential-ngc`, foreign host", [self.helper, "get"], self.foreign)
        self.add("key from the environment", [f"NGC_API_KEY={KEY}", self.helper, "get"], self.ours)
        file = self.home / "key"
        file.write_text(KEY + "\n", encoding="ascii")
        file.chmod(0o600)
        self.add("key from a file", [f"NGC_API_KEY_FILE={file}", self.helper, "get"], self.ours)
        subprocess.run([self.helper, "store"], input=ENTRY, text=True, check=True)
        self.add("key from the vault", [self.helper, "get"], self.ours)

    def prepare_secret_service(self, name):
        helper = shutil.which("docker-credential-secretservice")
        if helper is None or shutil.which("gnome-keyring-daemon") is None or os.environ[INSIDE] != "bus":
            return self.leave_out(name, "it, gnome-keyring or dbus-run-session is not installed")
        subprocess.run(["gnome-keyring-daemon", "--unlock", "--components=secrets"], input="x\n", text=True, check=True,
                       capture_output=True)
        subprocess.run([helper, "store"], input=ENTRY, text=True, check=True, capture_output=True, timeout=60)
        return self.add(name, [helper, "get"], self.ours, 10)

    def prepare_pass(self, name):
        helper = shutil.which("docker-credential-pass")
        if helper is None or shutil.which("pass") is None or shutil.which("gpg") is None:
            return self.leave_out(name, "it, pass or gpg is not installed")
        subprocess.run(["gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "bench@example.com",
                        "default", "default", "never"], check=True, capture_output=True)
        subprocess.run(["pass", "init", "bench@example.com"], check=True, capture_output=True)
        subprocess.run([helper, "store"], input=ENTRY, text=True, check=True, capture_output=True)
        return self.add(name, [helper, "get"], self.ours, 10)

    def times(self, rounds):
        file = self.home / "cases"
        file.write_text("".join(f"{name}\t{request}\t{every}\t{' '.join(words)}\n"
                                for name, words, request, every in self.cases), encoding="utf-8")
        table = subprocess.run([self.measure, str(rounds), file], check=True, capture_output=True, text=True).stdout
        rows = {}
        for line in table.splitlines():
            name, median, lowest, rss, status, runs = line.split("\t")
            rows[name] = (float(median), float(lowest), int(rss), int(status), int(runs))
        return rows

    def instructions(self, words, request):
        """Of the program itself. On a machine that is very busy its own deadline may end it under valgrind: such a run
        says nothing."""
        if shutil.which("valgrind") is None:
            return None
        variables = dict(word.split("=", 1) for word in words if "=" in word)
        command = [word for word in words if "=" not in word]
        for _ in range(20):
            with open(request, "rb") as stream:
                run = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
                                     stdin=stream, capture_output=True, text=True, check=False,
                                     env={**os.environ, **variables})
            found = re.search(r"Collected : (\d+)", run.stderr)
            if found and "within 2 seconds" not in run.stdout:
                return int(found.group(1))
        return None


def grouped(number):
    return "–" if number is None else f"{number:,}"


def run_inside():
    """The same command again, in a home of its own and, where that is possible, on a session bus of its own."""
    bus = shutil.which("dbus-run-session")
    with tempfile.TemporaryDirectory(prefix="ngcs-bench-") as home:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("NGC_", "XDG_"))}
        environment |= {"HOME": home, "XDG_RUNTIME_DIR": home, "GNUPGHOME": f"{home}/gnupg",
                        INSIDE: "bus" if bus else "no bus"}
        os.mkdir(f"{home}/gnupg", 0o700)
        command = [sys.executable, *sys.argv]
        status = subprocess.run([bus, "--", *command] if bus else command, env=environment, check=False).returncode
        if shutil.which("gpgconf"):
            subprocess.run(["gpgconf", "--kill", "all"], env=environment, check=False)
    return status


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=1000)
    arguments = parser.parse_args()

    if INSIDE not in os.environ:
        sys.exit(run_inside())
    bench = Bench(arguments.build.resolve(), pathlib.Path(os.environ["HOME"]))
    bench.prepare_own()
    bench.prepare_secret_service("`docker-credential-secretservice`")
    bench.prepare_pass("`docker-credential-pass`")
    for name, words, request, _ in bench.cases[2:]:
        if not bench.check(words, request):
            sys.exit(f"{name} does not answer with the entry")
    rows = bench.times(arguments.rounds)
    unit_median, unit_lowest = rows[bench.cases[0][0]][:2]

    cpu = next((line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                if line.startswith("model name")), platform.machine())
    print(f"{cpu}, Linux {platform.release()}, {arguments.rounds} rounds, unit: {unit_median:.0f} µs (median), "
          f"{unit_lowest:.0f} µs (lowest)\n")
    print("| `get` | median | lowest | peak memory, KiB | instructions |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, words, request, _ in bench.cases:
        median, lowest, rss, _, _ = rows[name]
        # The peers' instruction counts would leave out the daemons and programs that do their work.
        count = bench.instructions(words, request) if words[-1] == str(bench.empty) or str(bench.helper) in words else None
        print(f"| {name} | {median / unit_median:.2f} | {lowest / unit_lowest:.2f} | {grouped(rss)} | {grouped(count)} |")
    for text in bench.left_out:
        print(f"\nLeft out: {text}")


main()
