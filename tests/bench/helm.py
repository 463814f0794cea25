#!/usr/bin/python3
"""helm.py BUILD [--rounds N] [--sizes MB,MB]: ngc:// repositories beside the same ones by https, in one run.

Runs in a sandbox, with the Helms of BUILD/../tools or $NGC_TEST_TOOLS and the plugin of BUILD/helm-plugins. Both ways ask the
same local service for the same index, in turns; the lowest time of each is compared. The tables go to stdout, ready for
docs/performance.md.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

INSIDE = "NGCS_BENCH_SIZES"  # set inside the sandbox
SPACE = "mxa8oi8djw7m/zoom"
KEY_ID = "ada-acme"
CHART = "planner"


def tools_of(build):
    named = os.environ.get("NGC_TEST_TOOLS")
    return pathlib.Path(named) if named else build.parent / "tools"


def timed(command, environment):
    """Processor time with all children, peak memory (KiB) and wall time of a program that must succeed."""
    start = time.monotonic()
    with open(os.devnull, "wb") as nothing:
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=nothing)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"helm.py: {command} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss, time.monotonic() - start


class Way:
    """One Helm with one repository."""

    def __init__(self, helm, folder, key, plugin):
        self.helm = str(helm)
        self.folder = folder
        self.environment = {**os.environ, "HELM_DATA_HOME": f"{folder}/data", "HELM_CONFIG_HOME": f"{folder}/config",
                            "HELM_CACHE_HOME": f"{folder}/cache", "XDG_CACHE_HOME": f"{folder}/own"}
        if plugin:
            self.environment["NGC_API_KEY"] = key
            self.run("plugin", "install", str(plugin))
            self.run("repo", "add", "r", f"ngc://{SPACE}")
        else:
            self.run("repo", "add", "r", f"https://helm.ngc.nvidia.com/{SPACE}", "--username", "$oauthtoken",
                     "--password-stdin", text=key)

    def run(self, *words, text=""):
        subprocess.run([self.helm, *words], env=self.environment, input=text, text=True, check=True,
                       stdout=subprocess.DEVNULL)

    def forget(self):
        """As on the first day: nothing of the index is known."""
        shutil.rmtree(f"{self.folder}/own", ignore_errors=True)

    def update(self):
        return timed([self.helm, "repo", "update"], self.environment)

    def search(self):
        return timed([self.helm, "search", "repo", f"r/{CHART}"], self.environment)

    def pull(self):
        # Helm 4 would find the chart in its content cache and ask for nothing.
        shutil.rmtree(f"{self.folder}/cache/content", ignore_errors=True)
        return timed([self.helm, "pull", f"r/{CHART}", "-d", str(self.folder)], self.environment)


def measure(helm, key, plugin, rounds):
    """Rows of (what, https, ngc), each the lowest of all rounds; memory the highest."""
    rows = {}

    def note(name, side, value):
        best = rows.setdefault(name, {}).get(side)
        rows[name][side] = value if best is None else (min(best[0], value[0]), max(best[1], value[1]),
                                                                min(best[2], value[2]))

    with tempfile.TemporaryDirectory() as folder:
        for name in ("https", "ngc"):
            os.mkdir(f"{folder}/{name}")
        https = Way(helm, pathlib.Path(folder, "https"), key, None)
        ngc = Way(helm, pathlib.Path(folder, "ngc"), key, plugin)
        for _ in range(rounds):
            ngc.forget()
            note("`helm repo update`, first", "https", https.update())
            note("`helm repo update`, first", "ngc", ngc.update())
            note("`helm repo update`, unchanged", "https", https.update())
            note("`helm repo update`, unchanged", "ngc", ngc.update())
            note("`helm search repo` afterwards", "https", https.search())
            note("`helm search repo` afterwards", "ngc", ngc.search())
            note("`helm pull` afterwards", "https", https.pull())
            note("`helm pull` afterwards", "ngc", ngc.pull())
        getter = [str(plugin / "bin/helm-ngc"), "getter", "", "", ""]
        for what, url in (("index, first", ""), ("index, unchanged", ""), ("chart", f"/charts/{CHART}-0.1.0.tgz")):
            if what == "index, first":
                ngc.forget()
            note(f"the getter alone: {what}", "ngc", timed([*getter, f"ngc://{SPACE}{url}"], ngc.environment))
    return rows


def inside(build, rounds):
    world = json.loads(pathlib.Path("/run/ngc-sandbox/world.json").read_text(encoding="utf-8"))
    key = next(one["value"] for one in world["keys"] if one["id"] == KEY_ID)
    for size in os.environ[INSIDE].split(","):
        world["variants"]["indexBytes"] = int(float(size) * 1e6)
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(world, file)
            file.flush()
            subprocess.run(["ngc-sandbox", "set", "--world", file.name], check=True, stdout=subprocess.DEVNULL)
        for major in ("3", "4"):
            helm = tools_of(build) / f"helm{major}"
            if not helm.exists():
                print(f"Helm {major} is not in {helm.parent}: left out.\n")
                continue
            print(f"Helm {major}, index of {size} MB:\n\n| | https, s | ngc, s | ratio | by the clock | https, MB | ngc, MB |")
            print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
            for name, sides in measure(helm, key, build / "helm-plugins/ngc-getter", rounds).items():
                seconds, kib, wall = sides["ngc"]
                web = sides.get("https")
                ratios = f"{seconds / web[0]:.2f} | {wall / web[2]:.2f}" if web else "– | –"
                print(f"| {name} | {f'{web[0]:.2f}' if web else '–'} | {seconds:.2f} | {ratios} "
                      f"| {f'{web[1] / 1024:.0f}' if web else '–'} | {kib / 1024:.0f} |")
            print(flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sizes", default="6,28")
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    if INSIDE in os.environ:
        inside(build, arguments.rounds)
        return
    root = pathlib.Path(__file__).resolve().parents[2]
    sandbox = build / "tests/sandbox/ngc-sandbox"
    shared = [word for folder in (root, build, tools_of(build)) for word in ("--share", str(folder))]
    command = [str(sandbox), "run", "--world", str(root / "examples/world.json"), *shared, "--", "env",
               f"{INSIDE}={arguments.sizes}", f"NGC_TEST_TOOLS={tools_of(build)}", sys.executable, *sys.argv]
    sys.exit(subprocess.run(command, check=False).returncode)


if __name__ == "__main__":
    main()
