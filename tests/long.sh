#!/usr/bin/env bash
# The long forms of tests/faults and tests/keys, in one command: 2,000 killed commands, 200 killed screens, power cuts,
# full disks, 100,000 keys at random. As root it also mounts a tmpfs and an ext4 of its own. Prints a table of what
# passed, failed and was skipped, with figures; ends with 1 if anything failed. Takes about half an hour.
#
#   tests/long.sh [WORDS]     only the rigs whose names have these words
set -uo pipefail
cd "$(dirname "$0")/.."
export MILEPOST_LONG=1 CARGO_TERM_COLOR=never

said=$(mktemp)
trap 'rm -f "$said"' EXIT
code=0

cargo test --test faults -- ${1:+"$1"} | tee "$said" || code=1
if [ -z "${1:-}" ]; then
    if cargo test --test keys -- --nocapture | tee -a "$said"; then
        result=passed
    else
        result=failed code=1
    fi
    figures=$(grep -m1 '^100,000 keys' "$said" || echo "see above")
    printf '%-7s  %-48s  %s\n' "$result" "keys at random" "$figures" >>"$said"
fi

echo
echo "The long forms:"
grep -E '^(passed|failed|skipped|result)  ' "$said"
printf '%s passed, %s failed, %s skipped\n' "$(grep -c '^passed  ' "$said")" "$(grep -c '^failed  ' "$said")" \
    "$(grep -c '^skipped  ' "$said")"
exit "$code"
