#!/usr/bin/env bash
# A short day with the given binary, in an empty home: it runs, keeps what it is told, and takes it back.
set -euo pipefail
milepost=$(realpath "$1")
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
run() { env -i HOME="$home" PATH="$PATH" LANG=C.UTF-8 MILEPOST_TODAY=2026-03-11 "$milepost" "$@"; }
expect() { grep -qF -- "$1" || { echo "expected to read: $1" >&2; exit 1; }; }

run --version | expect milepost
run demo --print | expect 'Customer portal'
run new WEB Customer portal | expect WEB
run person add ana Ana Novak | expect @ana
run add 'Login page' p1 @ana est:3d in:ready | expect WEB-1
run move WEB-1 doing | expect 'to Doing'
run list --json | python3 -c 'import json,sys; [task] = json.load(sys.stdin); assert task["column"] == "Doing", task'
run export - --format json | python3 -c 'import json,sys; json.load(sys.stdin)'
run undo | expect Undo
run redo | expect Redo
run check
run backup "$home/copy.db"
[ "$(stat -c %a "$home/copy.db")" = 600 ]
status=0; run move WEB-9 doing 2>"$home/error" || status=$?
[ "$status" = 2 ] && expect 'WEB-9' <"$home/error"
echo "smoke: fine"
