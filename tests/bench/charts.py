#!/usr/bin/python3
"""charts.py BUILD [--rounds N] [--size MB]: push and fetch of one large chart, beside curl, Helm and helm cm-push.

Runs in a sandbox, with the clients of BUILD/../tools or $NGC_TEST_TOOLS and the program of BUILD/helm-plugins. All of them talk to the
same local service about the same file, in turns; the lowest time of each is compared, and the highest peak of memory. The
table goes to stdout, ready for docs/performance.md.
"""
import argparse
import gzip
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time

INSIDE = "NGCS_BENCH_CHART_MB"  # set inside the sandbox
SPACE = "mxa8oi8djw7m/zoom"
HOST = "https://helm.ngc.nvidia.com"
NAME = "planner-9.0.0.tgz"


def tools_of(build):
    named = os.environ.get("NGC_TEST_TOOLS")
    return pathlib.Path(named) if named else build.parent / "tools"


def timed(command, environment):
    """Wall time, processor time and peak memory (KiB) of a program that must succeed."""
    start = time.monotonic()
    with open(os.devnull, "wb") as nothing:
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=nothing)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"charts.py: {command[0]} ended with {process.returncode}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


class Charts:
    """Charts of one size that differ in their version: random files of 4 MB (Helm takes none above 5), packed once."""

    def __init__(self, rest, size):
        self.rest = rest
        # In a process of its own: what this one holds would count as the peak of every program that it starts.
        child = os.fork()
        if child == 0:
            files = {f"files/{number}": os.urandom(4_000_000) for number in range(size // 4)}
            rest.write_bytes(gzip.compress(self.entries(files) + bytes(1024), 1))
            os._exit(0)
        if os.waitpid(child, 0)[1] != 0:
            sys.exit("charts.py: the chart could not be made")

    @staticmethod
    def entries(files):
        packed = io.BytesIO()
        for name, content in files.items():
            entry = tarfile.TarInfo(f"planner/{name}")
            entry.size = len(content)
            packed.write(entry.tobuf() + content + bytes(-len(content) % 512))
        return packed.getvalue()

    def write(self, path, version):
        text = f"apiVersion: v2\nname: planner\nversion: {version}\ndescription: Large\n"
        with open(path, "wb") as chart, open(self.rest, "rb") as rest:
            chart.write(gzip.compress(self.entries({"Chart.yaml": text.encode()})))
            shutil.copyfileobj(rest, chart)


def table(title, rows, unit):
    print(f"{title}\n\n| | s | of {unit} | processor, s | peak memory, MB |\n| --- | ---: | ---: | ---: | ---: |")
    for name, (seconds, processor, kib) in rows.items():
        print(f"| {name} | {seconds:.2f} | {seconds / rows[unit][0]:.2f} | {processor:.2f} | {kib / 1024:.0f} |")
    print(flush=True)


def compare(cases, environment, rounds, prepare=lambda version: None):
    """`prepare` is called before each run, with a version that was never used."""
    rows = {}
    for number in range(rounds):
        for at, (name, command) in enumerate(cases.items()):
            prepare(f"9.{number}.{at}")
            value = timed([str(word) for word in command], environment)
            best = rows.get(name)
            rows[name] = value if best is None else (min(best[0], value[0]), min(best[1], value[1]), max(best[2], value[2]))
    return rows


def inside(build, rounds):
    world = json.loads(pathlib.Path("/run/ngc-sandbox/world.json").read_text(encoding="utf-8"))
    key = next(one["value"] for one in world["keys"] if one["id"] == "ada-acme")
    world["variants"]["uploadDelay"] = 0
    tools = tools_of(build)
    ours = build / "helm-plugins/ngc/bin/helm-ngc"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "world.json").write_text(json.dumps(world), encoding="utf-8")
        subprocess.run(["ngc-sandbox", "set", "--world", folder / "world.json"], check=True, stdout=subprocess.DEVNULL)
        chart = folder / NAME
        charts = Charts(folder / "rest", int(os.environ[INSIDE]))
        charts.write(chart, "9.0.0")
        (folder / "netrc").write_text(f"machine helm.ngc.nvidia.com login $oauthtoken password {key}\n", encoding="ascii")
        environment = {**os.environ, "NGC_API_KEY": key, "HELM_REPO_USERNAME": "$oauthtoken", "HELM_REPO_PASSWORD": key,
                       "HELM_DATA_HOME": f"{folder}/data", "HELM_CONFIG_HOME": f"{folder}/config",
                       "HELM_CACHE_HOME": f"{folder}/cache", "XDG_CACHE_HOME": f"{folder}/own"}
        megabytes = chart.stat().st_size / 1e6
        upload = f"{HOST}/api/{SPACE}/charts"
        pushes = {
            "curl": ["curl", "-sf", "--netrc-file", folder / "netrc", "-X", "POST", "-T", chart, "-H", "Expect:", upload],
            "`helm ngc push --no-wait`": [ours, "push", chart, SPACE, "--no-wait"],
            "`helm ngc push`, with the check of the digest": [ours, "push", chart, SPACE],
        }
        if (tools / "helm-cm-push").exists():
            pushes["`helm cm-push`"] = [tools / "helm-cm-push", chart, f"{HOST}/{SPACE}", "--timeout", "600"]
        table(f"Push of a chart of {megabytes:.0f} MB:", compare(pushes, environment, rounds,
                                                                        lambda version: charts.write(chart, version)), "curl")
        charts.write(chart, "10.0.0")
        timed([str(ours), "push", str(chart), SPACE], environment)
        fetches = {
            "curl": ["curl", "-sf", "--netrc-file", folder / "netrc", "-o", folder / "by-curl.tgz", f"{HOST}/{SPACE}/charts/planner-10.0.0.tgz"],
            "`helm ngc fetch`, digest checked": [ours, "fetch", f"{SPACE}/planner:10.0.0", "-d", folder],
        }
        for major in ("3", "4"):
            helm = tools / f"helm{major}"
            if not helm.exists():
                continue
            home = {**environment, "HELM_CONFIG_HOME": f"{folder}/config{major}"}
            subprocess.run([helm, "repo", "add", "r", f"{HOST}/{SPACE}", "--username", "$oauthtoken", "--password-stdin"],
                           env=home, input=key, text=True, check=True, stdout=subprocess.DEVNULL)
            # A cache of its own for each pull: Helm 4 would find the chart in it and ask for nothing.
            fetches[f"`helm pull`, Helm {major}"] = [
                "sh", "-c", f"rm -rf {folder}/cache/content && exec env HELM_CONFIG_HOME={folder}/config{major} {helm} pull "
                            f"r/planner --version 10.0.0 -d {folder}"]
        table(f"Fetch of a chart of {megabytes:.0f} MB:", compare(fetches, environment, rounds), "curl")
        # An ordinary chart out of a large repository: Helm reads the whole index for it.
        world["variants"]["indexBytes"] = 6_000_000
        (folder / "world.json").write_text(json.dumps(world), encoding="utf-8")
        subprocess.run(["ngc-sandbox", "set", "--world", folder / "world.json"], check=True, stdout=subprocess.DEVNULL)
        small = {"curl": ["curl", "-sf", "--netrc-file", folder / "netrc", "-o", folder / "by-curl.tgz",
                          f"{HOST}/{SPACE}/charts/planner-0.1.0.tgz"],
                 "`helm ngc fetch`, digest checked": [ours, "fetch", f"{SPACE}/planner:0.1.0", "-d", folder]}
        for major in ("3", "4"):
            helm = tools / f"helm{major}"
            if helm.exists():
                home = {**environment, "HELM_CONFIG_HOME": f"{folder}/config{major}"}
                subprocess.run([helm, "repo", "update"], env=home, check=True, stdout=subprocess.DEVNULL)
                small[f"`helm pull`, Helm {major}"] = [
                    word.replace("10.0.0", "0.1.0") for word in fetches[f"`helm pull`, Helm {major}"]]
        table("Fetch of a small chart, index of 6 MB:", compare(small, environment, rounds), "curl")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--size", type=int, default=60)
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    if INSIDE in os.environ:
        inside(build, arguments.rounds)
        return
    root = pathlib.Path(__file__).resolve().parents[2]
    shared = [word for folder in (root, build, tools_of(build)) for word in ("--share", str(folder))]
    command = [str(build / "tests/sandbox/ngc-sandbox"), "run", "--world", str(root / "examples/world.json"), *shared, "--", "env",
               f"{INSIDE}={arguments.size}", f"NGC_TEST_TOOLS={tools_of(build)}", sys.executable, *sys.argv]
    sys.exit(subprocess.run(command, check=False).returncode)


if __name__ == "__main__":
    main()
