"""The machine that a scenario describes: a home of its own, the files of the clients, an environment, a network."""
import contextlib
import fcntl
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import threading

LIB = "/usr/local/lib"
PROGRAMS = {"docker ngc": [f"{LIB}/docker/cli-plugins/docker-ngc", "ngc"],
            "helm ngc": [f"{LIB}/ngc-auth/helm-plugins/ngc/bin/helm-ngc"]}
PRIVATE_VARIABLES = re.compile(r"NGC_|XDG_|DOCKER_|HELM_|REGISTRY_AUTH|STORY_|SUDO_|NVIDIA_|DBUS_|.*_proxy$|.*_PROXY$",
                               re.IGNORECASE)
# Helm writes all of these.
HELM_ENTRY = {"caFile": "", "certFile": "", "keyFile": "", "insecure_skip_tls_verify": False,
              "pass_credentials_all": False}


def put(path, text, mode=0o600):
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


class Machine:
    def __init__(self, scenario, keys, home, proxy=None):
        self.scenario, self.keys, self.home, self.proxy = scenario, keys, home, proxy
        self.elsewhere = []
        shutil.rmtree(home, ignore_errors=True)
        os.makedirs(home, mode=0o700)
        os.makedirs(f"{home}/run", mode=0o700)
        self.write_files()
        for login in scenario.get("login", []):
            self.log_in(login)
        for line in scenario.get("before", []):
            subprocess.run(["bash", "-c", line], check=True, env=self.plain_environment(), stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.files_before = self.files()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.home, ignore_errors=True)
        for path in self.elsewhere:
            with contextlib.suppress(OSError):
                os.unlink(path)

    def place(self, text):
        """~ is the scenario's home."""
        return re.sub(r"(?<![\w~])~(?=/|$)", self.home, text)

    def environment(self):
        kept = {name: value for name, value in os.environ.items() if not PRIVATE_VARIABLES.match(name)}
        kept.update(HOME=self.home, XDG_RUNTIME_DIR=f"{self.home}/run", NO_COLOR="1")
        if self.proxy:
            kept.update(HTTPS_PROXY=self.proxy, https_proxy=self.proxy)
        for name, value in self.keys.expand_all(self.scenario.get("env", {})).items():
            kept[name] = self.place(value)
        return kept

    def plain_environment(self):
        return {name: value for name, value in self.environment().items() if not PRIVATE_VARIABLES.match(name)}

    def write_files(self):
        one, keys = self.scenario, self.keys
        # An entry that means nothing: in an empty file docker chooses a helper by itself.
        docker = one.get("docker", {"auths": {"seed.invalid": {}}})
        if docker is not None:
            put(f"{self.home}/.docker/config.json", json.dumps(keys.expand_all(docker)))
        if "podman" in one:
            put(f"{self.home}/.config/containers/auth.json", json.dumps(keys.expand_all(one["podman"])))
        if "runtime" in one:
            put(f"{self.home}/run/containers/auth.json", json.dumps(keys.expand_all(one["runtime"])))
        if "helm" in one:
            entries = [{**HELM_ENTRY, **entry} for entry in keys.expand_all(one["helm"])]
            put(f"{self.home}/.config/helm/repositories.yaml",
                json.dumps({"apiVersion": "", "generated": "0001-01-01T00:00:00Z", "repositories": entries}))
        for path, content in one.get("files", {}).items():
            if not isinstance(content, dict):
                content = {"text": content}
            text = json.dumps(keys.expand_all(content["json"])) if "json" in content else keys.expand(content["text"])
            path = self.place(path)
            if not path.startswith(self.home):
                self.elsewhere.append(path)
            put(path, self.place(text), int(content.get("mode", "600"), 8))

    def log_in(self, login):
        command = PROGRAMS["docker ngc"] + ["login", "--offline", "--key-stdin", "--no-configure"]
        for name in ("profile", "org", "team"):
            if name in login:
                command += [f"--{name}", login[name]]
        subprocess.run(command, input=self.keys.expand(login["key"]), text=True, check=True,
                       env=self.plain_environment(), capture_output=True)

    def files(self):
        """Path -> content of everything below the home."""
        found = {}
        for folder, _, names in os.walk(self.home):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        found[path] = file.read().decode("latin-1")
        return found

    def run(self, words, stdin, seconds):
        command = PROGRAMS[self.scenario.get("program", "docker ngc")] + words
        return subprocess.run(command, input=stdin, text=True, capture_output=True, env=self.environment(),
                              timeout=seconds, cwd=self.home, check=False)


# ---- what the world file cannot break: a port where nobody listens, a server with an old TLS -----------------------

ADDRESS = "203.0.113.90"
HOSTS = "/etc/hosts"


def add_address(alias, address):
    """ifconfig lo:ALIAS ADDRESS."""
    name = f"lo:{alias}".encode()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sH2s4s8s", name, socket.AF_INET, b"\0\0", socket.inet_aton(address), b"\0" * 8)
        fcntl.ioctl(control, 0x8916, request)  # SIOCSIFADDR


def refuse_tls(listener):
    """Every greeting gets the alert "protocol version"."""
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection, contextlib.suppress(OSError):
            connection.recv(4096)
            connection.sendall(b"\x15\x03\x01\x00\x02\x02\x46")


@contextlib.contextmanager
def broken_hosts(wanted):
    """`wanted`: HOST -> "refused" or "old-tls"."""
    if not wanted:
        yield
        return
    with open(HOSTS, encoding="utf-8") as file:
        before = file.read()
    add_address("corpus", ADDRESS)
    listener = None
    if "old-tls" in wanted.values():
        listener = socket.create_server((ADDRESS, 443))
        threading.Thread(target=refuse_tls, args=[listener], daemon=True).start()
    lines = [line for line in before.splitlines() if not set(line.split()[1:]) & set(wanted)]
    lines += [f"{ADDRESS} {host}" for host in wanted]
    try:
        rewrite(HOSTS, "\n".join(lines) + "\n")
        yield
    finally:
        rewrite(HOSTS, before)
        if listener:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()


def rewrite(path, text):
    """In place: the file is a mount of its own."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
