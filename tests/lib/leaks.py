#!/usr/bin/env python3
"""Marked secrets: the keys of a story's world must stand nowhere in plain text.

  leaks.py watch  STORY_DIR                  until ended: looks at argv and environment of every process
  leaks.py search STORY_DIR EXCLUDED…        after the story: files, outputs, the request log; prints findings, ends 1
  leaks.py redact STORY_DIR FILE             prints FILE with every key replaced by <KEY:id>

Searched for are each key, its base64 at all three alignments, and base64 of "$oauthtoken:KEY" (docker's `auth`).
A story that hands out a key in the open itself says so with `allow KIND ID PATTERN REASON` (story.sh); the lines are in
STORY_DIR/secret/allowed.
"""
import base64
import json
import os
import re
import signal
import sys
import time

NGC_HOSTS = {"nvcr.io", "layers.nvcr.io", "authn.nvidia.com", "api.ngc.nvidia.com", "helm.ngc.nvidia.com"}
# The key itself may only be sent here: layers.nvcr.io is a file host.
KEY_HOSTS = NGC_HOSTS - {"layers.nvcr.io"}
SEARCHED = ["/root", "/home", "/tmp", "/var/tmp", "/run", "/etc", "/var/lib/docker", "/var/lib/containers", "/var/log",
            "/dev/shm"]
MAX_FILE = 64 << 20


def shapes(value):
    """All byte strings that mean this key."""
    raw = value.encode()
    found = {raw, base64.b64encode(b"$oauthtoken:" + raw).rstrip(b"=")}
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + raw)
        # Characters that depend on the neighbours are cut off at both ends.
        found.add(text[4 if shift else 0:-4])
    return found


class Marks:
    def __init__(self, story_dir):
        with open(f"{story_dir}/secret/world.json", encoding="utf-8") as file:
            world = json.load(file)
        secrets = [(key["id"], key["value"]) for key in world["keys"]]
        # Keys that are in no world, such as a mistyped one: ID<TAB>VALUE per line.
        extra = read(f"{story_dir}/secret/marks").decode()
        secrets += [tuple(line.split("\t", 1)) for line in extra.splitlines()]
        self.by_shape = {}
        for key, value in secrets:
            for shape in shapes(value):
                self.by_shape[shape] = key
        ordered = sorted(self.by_shape, key=len, reverse=True)
        self.pattern = re.compile(b"|".join(re.escape(shape) for shape in ordered))

    def ids_in(self, data):
        return {self.by_shape[hit.group()] for hit in self.pattern.finditer(data)}

    def redact(self, data):
        return self.pattern.sub(lambda hit: b"<KEY:" + self.by_shape[hit.group()].encode() + b">", data)


class Allowed:
    """KIND<TAB>ID<TAB>PATTERN<TAB>REASON per line; ID * means every key."""

    def __init__(self, story_dir):
        self.rules = []
        try:
            with open(f"{story_dir}/secret/allowed", encoding="utf-8") as file:
                for line in file:
                    kind, key, pattern, _ = line.rstrip("\n").split("\t", 3)
                    self.rules.append((kind, key, re.compile(pattern)))
        except FileNotFoundError:
            pass

    def covers(self, kind, key, where):
        return any(k == kind and i in (key, "*") and p.search(where) for k, i, p in self.rules)


def read(path, limit=MAX_FILE):
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return b""
    try:
        with os.fdopen(fd, "rb") as file:
            return file.read(limit)
    except OSError:
        return b""


def watch(story_dir):
    marks_file = f"{story_dir}/secret/marks"
    marks, marks_age = Marks(story_dir), None
    seen = {}
    running = True

    def stop(*_):
        nonlocal running
        running = False

    signal.signal(signal.SIGTERM, stop)
    with open(f"{story_dir}/secret/watched", "w", encoding="utf-8", buffering=1) as out:
        while running:
            age = os.stat(marks_file).st_mtime_ns if os.path.exists(marks_file) else None
            if age != marks_age:
                marks, marks_age = Marks(story_dir), age
            alive = {}
            for pid in os.listdir("/proc"):
                if not pid.isdigit():
                    continue
                argv = read(f"/proc/{pid}/cmdline", 1 << 20)
                alive[pid] = argv
                if not argv or seen.get(pid) == argv:
                    continue
                name = argv.split(b"\0", 1)[0].decode("utf-8", "replace")
                for key in marks.ids_in(argv):
                    print("argv", key, name, sep="\t", file=out)
                for key in marks.ids_in(read(f"/proc/{pid}/environ", 1 << 20)):
                    print("environ", key, name, sep="\t", file=out)
            seen = alive
            time.sleep(0.004)


def is_read_only(path):
    """Programs and shared trees that the sandbox binds read-only: nothing can have been written there."""
    try:
        return bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    except OSError:
        return True


def files_since(started, excluded):
    roots = list(SEARCHED)
    home = os.environ.get("HOME", "")
    if home and not any(home == r or home.startswith(r + "/") for r in roots):
        roots.append(home)
    for root in roots:
        for folder, folders, names in os.walk(root):
            folders[:] = [f for f in folders if os.path.join(folder, f) not in excluded and
                          not (os.path.ismount(os.path.join(folder, f)) and is_read_only(os.path.join(folder, f)))]
            for name in names:
                path = os.path.join(folder, name)
                try:
                    info = os.lstat(path)
                except OSError:
                    continue
                if path in excluded or info.st_ctime < started or (info.st_mode & 0o170000) != 0o100000:
                    continue
                yield path


def search(story_dir, excluded):
    marks = Marks(story_dir)
    allowed = Allowed(story_dir)
    findings = []

    def found(kind, key, where):
        if not allowed.covers(kind, key, where):
            findings.append(f"{kind}: key {key} in {where}")

    for line in read(f"{story_dir}/secret/watched").decode("utf-8", "replace").splitlines():
        kind, key, where = line.split("\t", 2)
        found(kind, key, where)

    started = os.stat(f"{story_dir}/started").st_mtime
    # The sandbox keeps its world there, the homes and temporary directories a second time, and itself, with the example
    # world compiled in: young where it was installed a moment ago.
    skipped = {f"{story_dir}/secret", "/run/ngc-sandbox/world.json", "/run/ngc-sandbox/private", "/run/ngc-sandbox/bin",
               *excluded}
    looked_at = 0
    for path in files_since(started - 1, skipped):
        looked_at += 1
        for key in marks.ids_in(read(path)):
            found("output" if path.startswith(f"{story_dir}/out/") else "file", key, path)

    for line in os.popen("ngc-sandbox log --json").read().splitlines():
        for key in marks.ids_in(line.encode()):
            found("log", key, "the request log")
        entry = json.loads(line)
        if entry["form"] == "key" and entry["host"] not in KEY_HOSTS:
            found("request", entry["credential"], entry["host"])
        if entry["form"] == "token" and entry["host"] not in NGC_HOSTS:
            found("request", entry["credential"], entry["host"])

    if looked_at == 0:
        findings.append("the search looked at no file at all: it proves nothing")
    for finding in sorted(set(findings)):
        print("leak:", finding)
    return 1 if findings else 0


def main():
    command, story_dir = sys.argv[1], sys.argv[2]
    if command == "watch":
        return watch(story_dir)
    if command == "search":
        return search(story_dir, sys.argv[3:])
    if command == "redact":
        sys.stdout.flush()
        sys.stdout.buffer.write(Marks(story_dir).redact(read(sys.argv[3])))
        return 0
    return 2


if __name__ == "__main__":
    sys.exit(main())
