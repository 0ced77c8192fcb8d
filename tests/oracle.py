#!/usr/bin/env python3
"""Holds milepost's schedule against that of MPXJ's MicrosoftScheduler, an engine nobody here wrote.

Usage: tests/oracle.py [MILEPOST] [--plans N] [--show N] [--only SEED]

Reads what `milepost export` writes of the demo, of each real plan (the folder that MILEPOST_REAL_PLANS names, or
../shared/data/mspdi) and of random plans (500; tests/oracle/plans.py), lets MPXJ schedule it anew, and compares start and
finish of every task that is no summary. Two instants with no working time between them are one.

A difference is a failure unless one of CLASSES explains it: what MPXJ is known to do otherwise than Microsoft Project. An
explained task is then held where milepost has it, and the rest is scheduled again, so nothing that follows from it is
excused with it. Makes its own Python environment (target/oracle, or MILEPOST_ORACLE_ENV) with PyPI's mpxj and jpype1;
wants Java. Run outside `cargo test`. Exit 0 when every difference is explained.
"""

import argparse
import collections
import contextlib
import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "oracle"))
PACKAGES = ["mpxj==16.10.0", "jpype1==1.7.1"]


def main():
    args = argparse.ArgumentParser(usage=__doc__)
    args.add_argument("milepost", nargs="?", default=str(ROOT / "target/release/milepost"))
    args.add_argument("--plans", type=int, default=500)
    args.add_argument("--show", type=int, default=20)
    args.add_argument("--only", type=int)
    args = args.parse_args()
    into_environment()
    from mpxj_schedule import Oracle  # noqa: E402  needs the environment

    milepost = Path(args.milepost).resolve()
    table = Table(args.show)
    oracle = Oracle()
    with tempfile.TemporaryDirectory() as folder:
        for group, name, text in plans(args, milepost):
            exported = text if group == "demo" else round_trip(milepost, Path(folder), name, text)
            table.add(group, name, oracle.compare(exported))
    return table.print()


def into_environment():
    """Runs on in an environment that has the packages."""
    home = Path(os.environ.get("MILEPOST_ORACLE_ENV", ROOT / "target" / "oracle"))
    python = home / "bin" / "python"
    if Path(sys.prefix) == home:
        return
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    os.execv(python, [str(python), *sys.argv])


def plans(args, milepost):
    """Group, name and text of every plan."""
    import plans as random_plans

    if args.only is None:
        with tempfile.TemporaryDirectory() as home:
            with demo(milepost, home) as database:
                for key in demo_projects(milepost, home, database):
                    words = ["--db", database, "--project", key, "export", "-", "--format", "mspdi"]
                    yield "demo", key, run(milepost, home, *words)
        folder = Path(os.environ.get("MILEPOST_REAL_PLANS", ROOT / "../shared/data/mspdi"))
        for file in sorted(folder.glob("*.xml")):
            yield "real", file.name, file.read_bytes()
    for seed in range(1, args.plans + 1) if args.only is None else [args.only]:
        yield "random", f"seed {seed}", random_plans.plan(seed).encode()


@contextlib.contextmanager
def demo(milepost, home):
    """The file of the demo, which is there while its screens are open on a terminal."""
    env = {**environment(home), "TMPDIR": home, "TERM": "xterm"}
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(milepost, [str(milepost), "demo"], env)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    drawn = b""
    while b"WEB-" not in drawn:
        if not select.select([terminal], [], [], 60)[0]:
            sys.exit("the demo draws nothing")
        drawn += os.read(terminal, 65536)
    try:
        yield next(Path(home).glob("**/demo.db"))
    finally:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
        os.close(terminal)


def demo_projects(milepost, home, database):
    return [it["key"] for it in json.loads(run(milepost, home, "--db", database, "projects", "--json"))]


def round_trip(milepost, folder, name, text):
    """What milepost makes of a plan, as it writes it."""
    database = folder / "plan.db"
    for old in folder.glob("plan.db*"):
        old.unlink()
    run(milepost, folder, "--db", database, "import", "-", "--format", "mspdi", stdin=text)
    return run(milepost, folder, "--db", database, "export", "-", "--format", "mspdi")


def run(milepost, home, *words, stdin=b""):
    done = subprocess.run([milepost, *map(str, words)], input=stdin, capture_output=True, env=environment(home))
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, words))}: {done.stderr.decode()}")
    return done.stdout


def environment(home):
    return {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "MILEPOST_TODAY": "2026-03-11"}


class Table:
    def __init__(self, show):
        self.show = show
        self.groups = {}
        self.wrong = []

    def add(self, group, name, found):
        row = self.groups.setdefault(group, collections.Counter())
        row["plans"] += 1
        row["tasks"] += found.tasks
        row["plans that agree"] += not found.explained and not found.unexplained
        row["tasks that agree"] += found.tasks - len(found.explained) - len(found.unexplained)
        for _, why in found.explained:
            row[f"explained: {why}"] += 1
        row["UNEXPLAINED"] += len(found.unexplained)
        self.wrong += [(name, line) for line in found.unexplained]

    def print(self):
        for group, row in self.groups.items():
            print(f"{group}:", ", ".join(f"{count} {what}" for what, count in row.items() if ":" not in what))
            for what, count in sorted(row.items()):
                if ":" in what:
                    print(f"    {count:6} {what}")
        for name, line in self.wrong[: self.show]:
            print(f"{name}: {line}")
        return 1 if self.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
