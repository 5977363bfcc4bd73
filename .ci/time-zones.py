#!/usr/bin/env python3
"""Writes the time zones of this machine's tz data as Swift text tables.

usage: .ci/time-zones.py [/usr/share/zoneinfo] > /dev/null   (rewrites Sources/GoTemplate/Times/TimeZoneTable*.swift)

The tz data is in the public domain. A record is a line (continued on lines that begin with a space):
  NAME[,NAME...] RULE TYPES CHANGES
RULE is the POSIX rule that holds behind the last change, or "-"; TYPES are ABBREVIATION:OFFSET of each kind of local
time, the one before the first change first; CHANGES are pairs of the letter of a type and the seconds since the
change before (since 1970 for the first one), in base 36. Changes that the rule gives as well are left out.
"""
import collections, datetime, os, struct, sys

root = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/zoneinfo"
out = os.path.join(os.path.dirname(__file__), "../Sources/GoTemplate/Times")
digits = "0123456789abcdefghijklmnopqrstuvwxyz"
letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def base36(number):
    sign, number, text = "-" if number < 0 else "", abs(number), ""
    while True:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
        if number == 0:
            return sign + text


def read(path):
    data = open(path, "rb").read()
    if data[:4] != b"TZif":
        return None
    def counts(at):
        return struct.unpack(">6l", data[at + 20 : at + 44])
    isut, isstd, leap, time, kind, chars = counts(0)
    at = 44 + time * 5 + kind * 6 + chars + leap * 8 + isstd + isut
    isut, isstd, leap, time, kind, chars = counts(at)
    at += 44
    times = struct.unpack(">%dq" % time, data[at : at + 8 * time])
    at += 8 * time
    index = data[at : at + time]
    at += time
    kinds = [struct.unpack(">lbB", data[at + 6 * k : at + 6 * k + 6]) for k in range(kind)]
    at += 6 * kind
    names = data[at : at + chars]
    at += chars + leap * 12 + isstd + isut
    rule = data[at + 1 :].split(b"\n")[0].decode()
    types = [(names[c : names.index(b"\0", c)].decode(), offset, dst) for offset, dst, c in kinds]
    return types, list(zip(times, index)), rule


def first(types, changes):
    """The kind of time before the first change, as Go's time package chooses it."""
    if all(i != 0 for _, i in changes):
        return 0
    if changes and types[changes[0][1]][2]:
        for i in range(changes[0][1] - 1, -1, -1):
            if not types[i][2]:
                return i
    return next((i for i, t in enumerate(types) if not t[2]), 0)


records = collections.defaultdict(list)
for folder, _, files in os.walk(root):
    relative = os.path.relpath(folder, root)
    if relative.split("/")[0] in ("posix", "right"):
        continue
    for file in files:
        name = os.path.normpath(os.path.join(relative, file))
        zone = read(os.path.join(folder, file))
        if zone is None or name in ("localtime", "posixrules", "UTC"):
            continue
        types, changes, rule = zone
        start = first(types, changes)
        order = [start] + [i for i in range(len(types)) if i != start]
        if "," in rule:
            # The rule gives everything behind the first year of an unbroken row of pairs up to 2037.
            last = len(changes)
            while last >= 4 and changes[last - 1][1] == changes[last - 3][1] \
                and 28e6 < changes[last - 1][0] - changes[last - 3][0] < 35e6:
                last -= 1
            while last < len(changes) and datetime.datetime.fromtimestamp(
                changes[last - 1][0], datetime.timezone.utc).year < 2008:
                last += 1
            changes = changes[:last]
        before, text = 0, ""
        for when, index in changes:
            text += letters[order.index(index)] + base36(when - before)
            before = when
        kinds = ",".join("%s:%d" % types[i][:2] for i in order)
        records["%s %s %s" % (rule or "-", kinds, text)].append(name)

lines = []
for body, names in sorted(records.items(), key=lambda r: min(r[1])):
    text = ",".join(sorted(names)) + " " + body
    # A break stands for nothing, so never at a space.
    while len(text) > 105:
        at = 105
        while text[at] == " " or text[at - 1] == " ":
            at -= 1
        lines.append(text[:at])
        text = "\t" + text[at:]
    lines.append(text.rstrip())
version = open(os.path.join(root, "tzdata.zi")).readline().split()[-1]
size = 560
parts = []
while lines:
    at = min(size, len(lines))
    while at < len(lines) and lines[at].startswith("\t"):
        at -= 1
    parts.append(lines[:at])
    lines = lines[at:]
for number, part in enumerate(parts, 1):
    with open(os.path.join(out, "TimeZoneTable%d.swift" % number), "w") as f:
        f.write("extension TimeZoneRules {\n")
        f.write("  /// Part %d of the time zones of tz %s, written by .ci/time-zones.py.\n" % (number, version))
        f.write('  static let table%d = """\n' % number)
        for line in part:
            f.write("    " + line.replace("\t", "|") + "\n")
        f.write('    """\n}\n')
print(len(parts), "parts,", sum(map(len, sum(parts, []))), "bytes", file=sys.stderr)
