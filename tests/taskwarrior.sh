#!/bin/sh
# Makes varied tasks with a real Taskwarrior, in a directory of its own, and prints their export.
# Usage: tests/taskwarrior.sh [COUNT] > tasks.json
set -eu

count=${1:-500}
command -v task >/dev/null || { echo "taskwarrior is not installed: skipped" >&2; exit 77; }
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT INT TERM
export TASKDATA="$home/data" TASKRC="$home/rc"
mkdir -p "$TASKDATA"
cat >"$TASKRC" <<RC
confirmation=off
recurrence=on
recurrence.limit=3
hooks=off
gc=off
uda.points.type=numeric
uda.points.label=Points
uda.customer.type=string
uda.customer.label=Customer
RC

t() { task rc.verbose=nothing "$@" </dev/null >/dev/null 2>&1 || true; }

# The bulk comes in as JSON, as other tools make it: fast, and with every character there is.
awk -v count="$count" 'BEGIN {
    split("Portal Portal.Login Portal.Login.SSO Ops Ops.Backup Büro Home.Garden", projects, " ")
    split("bug ui next docs über", tags, " ")
    split("H M L", priorities, " ")
    split("pending pending pending completed deleted waiting", statuses, " ")
    split("Fix the login page|Say \\\"hi\\\" & leave|Größe prüfen – 50 %|日本語 のタスク|tab\\there|$HOME; rm -rf /|=SUM(A1)|emoji 👩‍💻 ok|a\\\\b|due:fri +tag @ana p0|\\u001b[31mred|e\\u0301toile", titles, "|")
    for (n = 1; n <= count; n++) {
        status = statuses[n % 6 + 1]
        printf "{\"uuid\":\"%08x-0000-4000-8000-%012x\",\"description\":\"%s %d\",\"status\":\"%s\",\"entry\":\"202601%02dT0%d1500Z\"", n, n, titles[n % 12 + 1], n, status, n % 28 + 1, n % 10
        if (n % 3) printf ",\"project\":\"%s\"", projects[n % 7 + 1]
        if (n % 4) printf ",\"priority\":\"%s\"", priorities[n % 3 + 1]
        if (n % 2) printf ",\"tags\":[\"%s\",\"%s\"]", tags[n % 5 + 1], tags[(n + 2) % 5 + 1]
        if (n % 5 == 0) printf ",\"due\":\"202604%02dT220000Z\"", n % 30 + 1
        if (n % 9 == 0) printf ",\"scheduled\":\"202603%02dT230000Z\"", n % 30 + 1
        if (n % 11 == 0) printf ",\"points\":%d,\"customer\":\"ACME\"", n % 13
        if (n % 13 == 0) printf ",\"until\":\"20991231T000000Z\""
        if (status == "waiting") printf ",\"wait\":\"209912%02dT000000Z\"", n % 30 + 1
        if (status == "completed" || status == "deleted") printf ",\"end\":\"202602%02dT101500Z\"", n % 28 + 1
        if (status == "pending" && n % 8 == 0) printf ",\"start\":\"202602%02dT081500Z\"", n % 28 + 1
        if (n % 7 == 0) printf ",\"annotations\":[{\"entry\":\"20260201T120000Z\",\"description\":\"see https://example.org/%d\"},{\"entry\":\"20260202T120000Z\",\"description\":\"then: waited, \\\"again\\\"\"}]", n
        if (n > 2 && n % 10 == 0) printf ",\"depends\":[\"%08x-0000-4000-8000-%012x\",\"%08x-0000-4000-8000-%012x\"]", n - 1, n - 1, n - 2, n - 2
        print "}"
    }
}' >"$home/bulk.json"
task rc.verbose=nothing import "$home/bulk.json" </dev/null >/dev/null 2>&1

# A few by hand, as people make them.
t add project:Portal +bug priority:H due:tomorrow "Rotate the signing keys"
t +bug priority:H annotate "asked the vendor"
t add recur:weekly due:friday until:2099-01-01 project:Ops "Weekly report"
t add wait:someday "Read the book"
t "Rotate" start
t list

task rc.verbose=nothing export </dev/null
