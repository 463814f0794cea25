#!/usr/bin/env python3
"""Runs a command on a new terminal and plays the person before it.

  terminal.py STORY_DIR [--on REGEX (--type TEXT | --key ID)]… -- COMMAND…

Each step waits until REGEX shows up in what was printed since the last step, then types the line. What the terminal
showed is printed; the exit status is the command's (124 when it did not end or a prompt never came within 30 s).
"""
import json
import os
import pty
import re
import select
import sys
import time

DEADLINE = 30


def parse(args):
    steps, pattern = [], None
    while args and args[0] != "--":
        option, value = args[0], args[1]
        args = args[2:]
        if option == "--on":
            pattern = value
        elif option in ("--type", "--key"):
            steps.append((re.compile(pattern), option, value))
        else:
            sys.exit(f"terminal.py: unknown option {option}")
    return steps, args[1:]


def key_of(story_dir, key_id):
    with open(f"{story_dir}/secret/world.json", encoding="utf-8") as file:
        return next(k["value"] for k in json.load(file)["keys"] if k["id"] == key_id)


def main():
    story_dir = sys.argv[1]
    steps, command = parse(sys.argv[2:])
    pid, master = pty.fork()
    if pid == 0:
        os.execvp(command[0], command)
    shown, since = b"", b""
    end = time.monotonic() + DEADLINE
    late = False
    while True:
        if time.monotonic() > end:
            late = True
            os.kill(pid, 9)
            break
        if select.select([master], [], [], 0.1)[0]:
            try:
                piece = os.read(master, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
            since += piece
        if steps and steps[0][0].search(since.decode("utf-8", "replace")):
            _, option, value = steps.pop(0)
            line = key_of(story_dir, value) if option == "--key" else value
            time.sleep(0.05)  # the program turns the echo off after the prompt
            os.write(master, line.encode() + b"\n")
            since = b""
    _, status = os.waitpid(pid, 0)
    sys.stdout.write(shown.decode("utf-8", "replace").replace("\r", ""))
    if steps and not late:
        sys.stdout.write(f"\nterminal.py: never saw {steps[0][0].pattern!r}\n")
        return 124
    return 124 if late else os.waitstatus_to_exitcode(status) & 255


if __name__ == "__main__":
    sys.exit(main())
