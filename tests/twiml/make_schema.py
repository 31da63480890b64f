"""Write `schema.json`: what a TwiML document may contain, read off the provider's published types.

Run it by hand when the provider publishes new types, with node's package tool at hand:

    python tests/twiml/make_schema.py            # fetches the package with `npm pack`
    python tests/twiml/make_schema.py FOLDER     # or takes an unpacked one

Only facts are kept: which element may stand in which, the names of attributes, and the values that they take. The types
are TypeScript declarations with one class for each element, one method for each element that it may hold, and one
interface for each set of attributes.
"""

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "twilio@6.2.0"
SCHEMA = Path(__file__).with_name("schema.json")
# Classes whose element is not called as they are; SSML classes are written in small letters.
TAGS = {"SipUri": "Uri", "ReferSip": "Sip", "SsmlSayAs": "say-as"}

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BLOCK = re.compile(
    r"(?:export )?(?:declare )?(class|interface) (\w+)[^{\n]*\{(.*?)^ *\}\n",
    re.DOTALL | re.MULTILINE,
)
VALUES = re.compile(r"type (\w+) = ([^;]+);")
METHOD = re.compile(r"^\s+\w+\(([^)]*)\): \w+Response\.(\w+);", re.MULTILINE)
ATTRIBUTE = re.compile(r'^\s+"?([\w:-]+)"?\?: ([^;]+);', re.MULTILINE)
ATTRIBUTES_OF = re.compile(r"attributes\??: (?:\w+\.)?(\w+)")
TEXT = re.compile(r"(?:^|, )(\w+)(\??): string$")


def fetched() -> Path:
    """The package, fetched and unpacked into a temporary folder."""
    folder = Path(tempfile.mkdtemp())
    subprocess.run(
        ["npm", "pack", "--silent", PACKAGE],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def tag(name: str) -> str:
    """The element that a class stands for."""
    if name in TAGS:
        return TAGS[name]
    return name.removeprefix("Ssml").lower() if name.startswith("Ssml") else name


def read(declarations: str, root: str) -> tuple[dict[str, object], dict[str, list[str]]]:
    """The elements and the named sets of values of one file of declarations; `root` is its class of `<Response>`."""
    declarations = COMMENT.sub("", declarations)
    values = {name: re.findall(r'"([^"]*)"', body) for name, body in VALUES.findall(declarations)}
    interfaces: dict[str, dict[str, str]] = {}
    classes: dict[str, str] = {}
    for what, name, body in BLOCK.findall(declarations.replace(f"class {root} extends", "class Response extends")):
        if what == "interface":
            interfaces.setdefault(name, {}).update(ATTRIBUTE.findall(body))
        else:
            classes[name] = body
    elements: dict[str, dict[str, object]] = {
        name: {"tag": tag(name), "children": {}, "attributes": {}, "text": "none"} for name in classes
    }
    for name, body in classes.items():
        children: dict[str, str] = {}
        for parameters, child in METHOD.findall(body):
            children[tag(child)] = child
            describe(elements[child], parameters, interfaces)
        elements[name]["children"] = dict(sorted(children.items()))
    return dict(sorted(elements.items())), values


def describe(element: dict[str, object], parameters: str, interfaces: dict[str, dict[str, str]]) -> None:
    """Note what one method's parameters tell of the element that it adds: its attributes, and whether it holds text."""
    if found := ATTRIBUTES_OF.search(parameters):
        element["attributes"] = dict(sorted(interfaces.get(found[1], {}).items()))
    if found := TEXT.search(parameters):
        element["text"] = "may" if found[2] else "must"


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else fetched()
    types = folder / "lib" / "twiml"
    voice, values = read((types / "VoiceResponse.d.ts").read_text("utf-8"), "VoiceResponse")
    message, _ = read((types / "MessagingResponse.d.ts").read_text("utf-8"), "MessagingResponse")
    version = json.loads((folder / "package.json").read_text("utf-8"))["version"]
    schema: dict[str, object] = {
        "source": f"npm twilio {version}",
        "values": values,
        "voice": voice,
        "message": message,
    }
    SCHEMA.write_text(written(schema) + "\n", "utf-8")


def written(schema: dict[str, object]) -> str:
    """JSON with one line for each element and set of values, so that a change shows as a change of that line."""
    parts = []
    for name, value in schema.items():
        if isinstance(value, dict):
            lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(one)}" for key, one in value.items())
            parts.append(f" {json.dumps(name)}: {{\n{lines}\n }}")
        else:
            parts.append(f" {json.dumps(name)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(parts) + "\n}"


if __name__ == "__main__":
    main()
