#!/usr/bin/python3
"""diagnose.py BUILD [--rounds N]: how much longer one diagnosis takes than the slowest chain of its own probes.

Runs in a sandbox with docker-ngc of BUILD. Probes of one chain wait for one another: the anonymous controls of one host, then
one key at one host. What the whole run takes beyond the slowest chain of each is start, reading of files and decision. The
table goes to stdout, ready for docs/performance.md.
"""
import argparse
import collections
import json
import os
import pathlib
import statistics
import subprocess
import sys
import urllib.parse

TARGETS = ["https://helm.ngc.nvidia.com/mxa8oi8djw7m/zoom", "https://helm.ngc.nvidia.com/nvaie",
           "nvcr.io/mxa8oi8djw7m/base:1", "nvcr.io/nvidia/cuda:12.4.1-base"]
INSIDE = "NGCS_BENCH_INSIDE"
AFTER_THE_CONTROLS = ("K", "T", "U")


def chain_of(probe):
    """Controls and questions with a key are two rounds. Within one, a host is asked one question after the other; only
    Helm's two controls are asked at the same time."""
    with_key = probe["id"].startswith(AFTER_THE_CONTROLS)
    host = urllib.parse.urlsplit(probe["url"]).hostname
    return with_key, probe["credential"] if with_key else "", host, probe["id"] if probe["id"] in ("S3", "S4") else ""


def slowest_ms(probes):
    chains = collections.defaultdict(dict)
    for number, probe in enumerate(probes):
        # The challenge (S1) is asked for again in the second round, without a key: which is not in its record.
        chains[chain_of(probe)][probe["id"] if probe["id"] == "S1" else number] = probe["ms"]
    return sum(max([sum(times.values()) for (with_key, *_), times in chains.items() if with_key == wanted], default=0)
               for wanted in (False, True))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    build = pathlib.Path(options.build).resolve()
    if not os.environ.get(INSIDE):
        top = pathlib.Path(__file__).resolve().parents[2]
        sandbox = next(build.glob("**/ngc-sandbox"))
        os.environ[INSIDE] = "1"
        os.execv(sandbox, [str(sandbox), "run", "--without-docker", "--share", str(build), "--world",
                           str(top / "examples/subscription-ended.json"), "--",
                           sys.executable, __file__, str(build), "--rounds", str(options.rounds)])
    program = next(path for path in build.glob("**/docker-ngc") if path.is_file())
    print("| target | slowest chain, ms | whole run, ms | ratio |\n| --- | ---: | ---: | ---: |")
    for target in TARGETS:
        runs = []
        for _ in range(options.rounds):
            said = subprocess.run([program, "diagnose", "--json", target], stdout=subprocess.PIPE, check=False).stdout
            data = json.loads(said)["data"]
            runs.append((slowest_ms(data["probes"]), data["duration_ms"]))
        ratio = statistics.median(whole / chain for chain, whole in runs)
        chain, whole = (statistics.median(values) for values in zip(*runs))
        print(f"| `{target}` | {chain:.0f} | {whole:.0f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
