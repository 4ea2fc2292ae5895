"""Writes golden.json: what icalendar, a second implementation of RFC 5545, reads in each calendar beside this file.

    pip install icalendar==7.3.0 && python3 golden.py > golden.json
"""

import hashlib
import json
from pathlib import Path

from icalendar import Calendar

DATES = ("DTSTART", "DTEND", "DTSTAMP", "CREATED", "LAST-MODIFIED")


def value(name, found):
    if name in DATES:
        return found.dt.isoformat()
    if name == "FREEBUSY":
        periods = found if isinstance(found, list) else [found]
        return [[p.params["FBTYPE"], p.start.isoformat(), p.end.isoformat()] for p in periods]
    if name == "GEO":
        return f"{found.latitude};{found.longitude}"
    return str(found)


golden = {}
for path in sorted(Path(__file__).parent.glob("*.ics")):
    text = path.read_bytes()
    calendar = Calendar.from_ical(text)
    components = []
    for component in calendar.subcomponents:
        assert not component.errors, component.errors
        fields = {name: value(name, found) for name, found in component.items()}
        components.append({"kind": component.name, **fields})
    assert not calendar.errors, calendar.errors
    found = {name: str(value) for name, value in calendar.items()} | {"components": components}
    golden[path.name] = {"sha256": hashlib.sha256(text).hexdigest(), "found": found}
print(json.dumps(golden, indent=1, ensure_ascii=False))
