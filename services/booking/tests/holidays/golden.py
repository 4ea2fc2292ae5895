"""Writes golden.json: the public holidays that the Python package `holidays`, a second implementation, finds.

    pip install holidays==0.108 && python3 golden.py > golden.json
"""

import json

from holidays import country_holidays

COUNTRIES = ["KR", "BE", "DE", "FR"]
YEARS = range(2024, 2033)

found = {}
for country in COUNTRIES:
    dates = country_holidays(country, years=YEARS)
    found[country] = [date.isoformat() for date in sorted(dates)]
print(json.dumps(found, indent=1))
