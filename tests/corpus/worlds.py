"""Worlds of scenarios: the example world, its keys replaced by marked ones, changed by a few lines of the scenario."""
import base64
import copy
import hashlib
import re

REMOVED = "(removed)"
RUNS = re.compile(r"[A-Za-z0-9+/=_:-]{8,}")


def step_into(node, part):
    """The member NAME of an object, or the element NAME=VALUE of a list."""
    if isinstance(node, list):
        name, value = part.split("=", 1)
        for item in node:
            if str(item.get(name)) == value:
                return item
        raise KeyError(part)
    return node[part]


def parts_of(path):
    """"orgs[name=acme].teams" -> ["orgs", "name=acme", "teams"]."""
    return [part for part in re.split(r"\.(?![^\[]*\])|\[|\]", path) if part]


def change(world, path, value):
    adds = path.endswith("+")
    parts = parts_of(path.rstrip("+"))
    node = world
    for part in parts[:-1]:
        node = step_into(node, part)
    last = parts[-1]
    if adds:
        step_into(node, last).append(copy.deepcopy(value))
    elif isinstance(node, list):
        raise KeyError(path)
    elif value == REMOVED:
        node.pop(last, None)
    else:
        node[last] = copy.deepcopy(value)


def marked_value(key):
    """A key whose every eight characters are nobody else's, so that a slice of it is found wherever it stands."""
    digest = hashlib.sha512(f"corpus {key['id']}".encode()).digest()
    text = base64.b64encode(digest).decode().replace("+", "a").replace("/", "b")
    if key.get("kind") == "legacy":
        numbers = digest.hex()
        uuid = f"{numbers[:8]}-{numbers[8:12]}-4{numbers[13:16]}-8{numbers[17:20]}-{numbers[20:32]}"
        return base64.b64encode(f"{text[:26]}:{uuid}".encode()).decode()
    return ("nvapi-" + text)[:70]


def changed_world(base, changes):
    """`changes` is PATH: VALUE. "a[name=x].b" steps into the element of the list a whose name is x; "a+" adds to it;
    the value "(removed)" takes the member away."""
    world = copy.deepcopy(base)
    for key in world["keys"]:
        key["value"] = marked_value(key)
    for path, value in changes.items():
        change(world, path, value)
    for key in world["keys"]:
        key.setdefault("value", marked_value(key))
    return world


class Keys:
    """The secrets of a world and a few that are in none; texts with ${key:ID}, ${auth:ID}, ${base64:TEXT} expanded."""

    def __init__(self, world):
        self.values = {key["id"]: key["value"] for key in world["keys"]}
        self.values["unknown"] = marked_value({"id": "unknown"})
        self.values["staging"] = ("nvapi-stg-" + marked_value({"id": "staging"})[6:])[:70]
        self.windows = {}
        for name, value in self.values.items():
            for text in shapes_of(value):
                for start in range(len(text) - 7):
                    self.windows[text[start:start + 8]] = name

    def expand(self, text):
        text = re.sub(r"\$\{auth:([^}]+)\}", lambda m: auth_value(self.values[m.group(1)]), text)
        text = re.sub(r"\$\{key:([^}]+)\}", lambda m: self.values[m.group(1)], text)
        return re.sub(r"\$\{base64:([^}]*)\}", lambda m: base64.b64encode(m.group(1).encode()).decode(), text)

    def expand_all(self, value):
        if isinstance(value, str):
            return self.expand(value)
        if isinstance(value, list):
            return [self.expand_all(item) for item in value]
        if isinstance(value, dict):
            return {name: self.expand_all(item) for name, item in value.items()}
        return value

    def found_in(self, text):
        """Ids of keys of which eight characters in a row stand in `text`, plain or in base64."""
        return {self.windows[run[i:i + 8]] for run in RUNS.findall(text) for i in range(len(run) - 7)
                if run[i:i + 8] in self.windows}


def auth_value(value):
    return base64.b64encode(f"$oauthtoken:{value}".encode()).decode()


def shapes_of(value):
    """The secret part of a key, and of its base64 in each alignment without what depends on the neighbours."""
    secret = value[10:] if value.startswith("nvapi-stg-") else value[6:] if value.startswith("nvapi-") else value
    shapes = [secret]
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + secret.encode()).decode()
        shapes.append(text[4 if shift else 0:-4])
    return shapes
