#!/usr/bin/env bash
# Plans that Microsoft Project saved, with the dates it stored in them: imported and scheduled they have the same dates,
# and the same again once they have gone out and come in. Usage: tests/real-plans.sh MILEPOST
#
# The folder with the plans is the one that MILEPOST_REAL_PLANS names, or ../shared/data/mspdi; compare-schedule is found
# in tools/ two levels above it. Where they are not there, that is said, and nothing is held against anything.
set -euo pipefail
milepost=$(realpath "$1")
plans=${MILEPOST_REAL_PLANS:-$(dirname "$0")/../../shared/data/mspdi}
compare=$plans/../../tools/compare-schedule
[ -d "$plans" ] && [ -x "$compare" ] || { echo "real plans: not there, skipped"; exit 0; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
run() { env -i HOME="$folder" PATH="$PATH" LANG=C.UTF-8 MILEPOST_TODAY=2026-03-11 "$milepost" --db "$folder/$1.db" "${@:2}"; }
without_refs() { sed -E 's/"ref": ?"[^"]*",?//g'; }
status=0
for plan in "$plans"/*.xml; do
    rm -f "$folder"/*
    run first import "$plan" >/dev/null 2>&1 || { echo "real plans: ${plan##*/} is not imported"; status=1; continue; }
    run first schedule --json >"$folder/first.json"
    "$compare" "$plan.expected.json" "$folder/first.json" || status=1
    run first export "$folder/plan.xml" >/dev/null 2>&1
    run again import "$folder/plan.xml" >/dev/null 2>&1
    run again schedule --json | without_refs >"$folder/again.json"
    without_refs <"$folder/first.json" | cmp -s - "$folder/again.json" || { echo "  comes in otherwise than it went out"; status=1; }
done
exit $status
