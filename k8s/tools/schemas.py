"""Makes kubeconform's schema folder from the PyPI package kubernetes-validate: schemas.py OUT VERSION...

kubeconform would fetch schemas from the network. The package's own files name themselves by an address
and refer to /api/_definitions.json, which kubeconform would go there for as well: both are rewritten.
"""
import json
import pathlib
import sys

import kubernetes_validate


def local(node):
    if isinstance(node, list):
        return [local(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {}
    for key, value in node.items():
        if key in ("$id", "$schema") and isinstance(value, str):
            continue
        if key == "$ref" and isinstance(value, str):
            value = value.replace("/api/_definitions.json#", "_definitions.json#").replace("#/$defs/", "#/definitions/")
        made["definitions" if key == "$defs" else key] = local(value)
    return made


out = pathlib.Path(sys.argv[1])
shipped = pathlib.Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
for version in sys.argv[2:]:
    for kind in ("", "-strict"):
        to = out / f"v{version}{kind}"
        to.mkdir(parents=True, exist_ok=True)
        for schema in (shipped / f"v{version}-local{kind}").glob("*.json"):
            text = json.dumps(local(json.loads(schema.read_text())), separators=(",", ":"))
            (to / schema.name).write_text(text)
