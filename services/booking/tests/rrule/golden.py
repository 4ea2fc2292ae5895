"""Writes golden.json: the dates that python-dateutil, a second implementation of RFC 5545, finds for each rule.

    pip install python-dateutil==2.9.0.post0 && python3 golden.py > golden.json
"""

import json
from datetime import datetime

from dateutil.rrule import rrulestr

CASES = [
    ("2026-12-01", "FREQ=DAILY;COUNT=5"),
    ("2026-12-01", "FREQ=DAILY;INTERVAL=3;UNTIL=20261231"),
    ("2026-12-01", "FREQ=DAILY;COUNT=366"),
    ("2026-12-01", "FREQ=WEEKLY;COUNT=52"),
    ("2026-12-01", "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=9"),
    ("2026-12-02", "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=9"),
    ("2026-12-01", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;UNTIL=20270315"),
    ("2026-12-06", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO;COUNT=8"),
    ("2026-12-06", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU;COUNT=8"),
    ("2026-12-01", "FREQ=MONTHLY;COUNT=12"),
    ("2026-12-31", "FREQ=MONTHLY;COUNT=7"),
    ("2026-12-01", "FREQ=MONTHLY;BYDAY=1TU;COUNT=12"),
    ("2026-12-01", "FREQ=MONTHLY;BYDAY=-1FR;COUNT=12"),
    ("2026-12-01", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=12"),
    ("2026-12-01", "FREQ=MONTHLY;BYMONTHDAY=15,-1;COUNT=10"),
    ("2026-12-01", "FREQ=MONTHLY;INTERVAL=3;BYDAY=2SA;COUNT=4"),
    ("2026-12-01", "FREQ=DAILY;BYDAY=SA,SU;UNTIL=20270131"),
    ("2026-12-01", "FREQ=YEARLY;BYMONTH=6,9;BYDAY=1SU;COUNT=6"),
    ("2028-02-29", "FREQ=YEARLY;COUNT=3"),
    ("2026-12-01", "FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=WE;COUNT=5"),
    ("2026-12-01", "FREQ=YEARLY;BYYEARDAY=1,100,-1;COUNT=7"),
]

cases = []
for first, rule in CASES:
    dates = rrulestr(rule, dtstart=datetime.fromisoformat(first))
    cases.append({"first": first, "rule": rule, "dates": [date.date().isoformat() for date in dates]})
print(json.dumps(cases, indent=1))
