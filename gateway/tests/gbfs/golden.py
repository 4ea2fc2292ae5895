"""Writes golden.json: what the schemas of GBFS 3.0, as MobilityData publishes them, find wrong in each feed beside this file.

    pip install gbfs-validator==0.1.0 jsonschema==4.26.0 && python3 golden.py > golden.json
"""

import hashlib
import json
from importlib.resources import files
from pathlib import Path

from jsonschema import FormatChecker
from jsonschema.validators import validator_for

schemas = files("gbfs_validator") / "data" / "schemas" / "v3.0"

golden = {}
for path in sorted(Path(__file__).parent.glob("*.json")):
    if path.name == "golden.json":
        continue
    schema = json.loads((schemas / path.name).read_text())
    validator = validator_for(schema)(schema, format_checker=FormatChecker())
    assert not validator.is_valid({}), "it must be able to find a fault"
    text = path.read_bytes()
    faults = [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(json.loads(text))]
    golden[path.name] = {"sha256": hashlib.sha256(text).hexdigest(), "found": faults}
print(json.dumps(golden, indent=1, ensure_ascii=False))
