#!/usr/bin/env python3
"""Writes the table of holidays and make-up days as C, from the calendar package's JSON file.

usage: workdays2c.py chinese-days.json workdays.c
The file maps days to names under "holidays" (days off) and "workdays" (weekend days worked);
"inLieuDays" only repeats some of the holidays.
"""
import datetime
import json
import sys

EPOCH = datetime.date(1970, 1, 1)


def exceptions(calendar):
    days = {}
    for works, key in ((0, "holidays"), (1, "workdays")):
        for text in calendar[key]:
            day = datetime.date.fromisoformat(text)
            weekend = day.weekday() >= 5
            if weekend == bool(works):  # a holiday on a weekend changes nothing
                days[day] = works
    return sorted(days.items())


def main():
    source, target = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        calendar = json.load(file)
    rows = exceptions(calendar)
    years = [int(text[:4]) for text in calendar["holidays"]]
    with open(target, "w", encoding="ascii") as out:
        out.write('/* Generated from the calendar package; do not edit. */\n')
        out.write('#include "base/workday.h"\n\n')
        out.write("const WorkdayException workday_exceptions[] = {\n")
        for day, works in rows:
            out.write(f"    {{{(day - EPOCH).days}, {works}}}, /* {day} */\n")
        out.write("};\n")
        out.write(f"const size_t workday_exception_count = {len(rows)};\n")
        out.write(f"const int workday_first_year = {min(years)}, ")
        out.write(f"workday_last_year = {max(years)};\n")


if __name__ == "__main__":
    main()
