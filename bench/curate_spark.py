"""Curates without Spark, on Spark in one process, and on a standalone cluster of two workers that it starts on this
machine; every file that comes out must be the same, byte by byte.

    python3 bench/curate_spark.py DIR [CONFIG]

DIR is made. Models are asked once, without Spark: the other two begin with a copy of its journals, so that they get the
same episodes, and must add nothing to them. The first run builds.
"""

import hashlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

HOME = pathlib.Path(__file__).resolve().parent.parent
JARS = HOME / "spark" / "target" / "lib"
LOOPBACK = "127.0.0.1"
WORKERS = 2


def java():
    for jdk in [pathlib.Path(os.environ.get("JAVA_HOME", "/nowhere")), *pathlib.Path("/usr/lib/jvm").glob("*")]:
        if (jdk / "release").exists() and 'JAVA_VERSION="25' in (jdk / "release").read_text():
            return jdk
    sys.exit("JDK 25 is missing")


def free_port():
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


class Cluster:
    """A master and its workers, each a process with the jars that the launcher uses."""

    def __init__(self, directory):
        self.directory = directory
        self.processes = []
        home = directory / "home"
        home.mkdir(parents=True)
        (home / "jars").symlink_to(JARS)
        jdk = java()
        self.environment = dict(
            os.environ, JAVA_HOME=str(jdk), SPARK_HOME=str(home), SPARK_SCALA_VERSION="2.13", SPARK_LOCAL_IP=LOOPBACK)
        self.java = str(jdk / "bin" / "java")

    def __enter__(self):
        port = free_port()
        self.start("master", "master.Master", "--host", LOOPBACK, "--port", port, "--webui-port", 0)
        for _ in range(600):
            if answers(port):
                break
            time.sleep(0.1)
        else:
            sys.exit("the master did not start; see " + str(self.directory))
        url = f"spark://{LOOPBACK}:{port}"
        for i in range(WORKERS):
            self.start(
                f"worker-{i}", "worker.Worker", "--host", LOOPBACK, "--webui-port", 0, "--cores", 1,
                "--memory", "1g", "--work-dir", self.directory / f"work-{i}", url)
        return url

    def start(self, name, main, *arguments):
        log = (self.directory / f"{name}.log").open("w")
        command = [self.java, "-Xmx512m", "-cp", f"{JARS}/*", f"org.apache.spark.deploy.{main}", *map(str, arguments)]
        self.processes.append(subprocess.Popen(command, env=self.environment, stdout=log, stderr=log))

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
            process.wait()

    def executors(self):
        """How many workers ran an executor."""
        return sum(1 for i in range(WORKERS) if list((self.directory / f"work-{i}").glob("app-*/*")))


def curate(config, out, *options):
    begin = time.monotonic()
    environment = dict(os.environ, SPARK_LOCAL_IP=LOOPBACK)
    run = subprocess.run(
        [HOME / "deepeyes", "curate", config, "--out", out, *options],
        cwd=HOME, env=environment, stdout=subprocess.PIPE, text=True)
    if run.returncode != 0:
        sys.exit(f"{out}: ended with status {run.returncode}")
    return time.monotonic() - begin


def digests(out):
    """Of all files that a curation leaves, by name. Reports name the directory that they are in."""
    found = {}
    for file in sorted(out.rglob("*")):
        if file.is_file():
            content = file.read_bytes().replace(str(out).encode(), b"OUT")
            found[str(file.relative_to(out))] = hashlib.sha256(content).hexdigest()
    return found


def begin_like(first, out):
    """A curation that has asked all and done nothing."""
    out.mkdir(parents=True)
    shutil.copy(first / "settings.json", out)
    for part in ("journal", "images"):
        shutil.copytree(first / part, out / part)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    directory = pathlib.Path(sys.argv[1]).resolve()
    config = sys.argv[2] if len(sys.argv) == 3 else "configs/curate-nano.yaml"
    # Pages name the directory that they are in: it has one name in all runs.
    alone, again, local, cluster = (directory / run / "curation" for run in ("alone", "again", "local", "cluster"))
    seconds = {"without Spark, asking": curate(config, alone)}
    begin_like(alone, again)
    seconds["without Spark"] = curate(config, again)
    begin_like(alone, local)
    seconds[f"local[{WORKERS}]"] = curate(config, local, "--master", f"local[{WORKERS}]")
    begin_like(alone, cluster)
    machines = Cluster(directory / "machines")
    with machines as url:
        seconds[f"{WORKERS} workers"] = curate(config, cluster, "--master", url)
    expected = digests(alone)
    same = True
    for out in (again, local, cluster):
        got = digests(out)
        different = sorted(name for name in expected | got if expected.get(name) != got.get(name))
        print(f"{out.parent.name}: {len(got)} files, {len(different)} different {different[:5]}")
        same = same and not different
    for name, digest in expected.items():
        if name.startswith(("stages/", "exports/")) and "/images/" not in name:
            print(digest[:16], name)
    print(f"executors on {machines.executors()} of {WORKERS} workers")
    for run, taken in seconds.items():
        print(f"{run}: {taken:.0f} s")
    sys.exit(0 if same and machines.executors() == WORKERS else 1)


if __name__ == "__main__":
    main()
