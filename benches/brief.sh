#!/bin/bash
# Measures the moments before a meeting, each a cold process: ally brief, today and find on a book of 200 accounts and
# 100,000 records and on the demo, beside task next on 1,000 tasks, khard list on 1,000 contacts, and a process that only
# opens sled and reads the same account; then the same beside an open workbench. Prints Markdown; benches/README.md keeps it.
# Needs bash 5. benches/brief.sh [RUNS [RECORDS]]   PROFILE=quick builds faster. Taken in turns, so that a busy moment falls on all alike.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-25} records=${2:-100000} profile=${PROFILE:-release}
folder=$(mktemp -d)
bench=
finish() { [ -z "$bench" ] || kill "$bench" 2>/dev/null || true; rm -rf "$folder"; }
trap finish EXIT

cargo build --quiet --profile "$profile" --bin ally --example bare
ally=$PWD/target/$profile/ally bare=$PWD/target/$profile/examples/bare
export ALLY_NOW=2026-11-23T09:00:00-05:00 ALLY_CONFIG=$folder/config.toml HOME=$folder XDG_RUNTIME_DIR=$folder NO_COLOR=1
chmod 700 "$folder"
book=$folder/book demo=$folder/demo
"$ally" generate "$book" --accounts 200 --records "$records" >/dev/null
"$ally" demo --into "$demo" >/dev/null
account=$("$ally" --book "$book" list account --json | sed -n '1s/.*"id":"\([^"]*\)".*/\1/p')
short=$("$ally" --book "$book" list account --json | sed -n '1s/.*"short":"\([^"]*\)".*/\1/p')
"$ally" --book "$book" find bridgp >/dev/null

names=() commands=()
measure() { names+=("$1"); shift; commands+=("$*"); }
measure "ally --version: starting a process" "$ally" --version
measure "ally brief" "$ally" --book "$book" brief "$short"
measure "ally today" "$ally" --book "$book" today
measure "ally find bridgp" "$ally" --book "$book" find bridgp
measure "ally brief, the demo" "$ally" --book "$demo" brief Connecticut
measure "ally today, the demo" "$ally" --book "$demo" today
measure "sled opened, the same account read, nothing else" "$bare" "$book" "$account"
if command -v task >/dev/null; then
    export TASKRC=$folder/taskrc TASKDATA=$folder/tasks
    mkdir "$TASKDATA"; printf 'data.location=%s\nconfirmation=off\n' "$TASKDATA" >"$TASKRC"
    for n in $(seq 1000); do echo "{\"description\":\"call customer $n\",\"status\":\"pending\",\"entry\":\"20261101T000000Z\"}"; done | task import - >/dev/null 2>&1
    measure "task next, 1,000 tasks" task next
else echo "skipped: task is not installed (Debian: taskwarrior)"; fi
if command -v khard >/dev/null; then
    mkdir -p "$folder/cards" "$folder/.config/khard"
    for n in $(seq 1000); do printf 'BEGIN:VCARD\r\nVERSION:3.0\r\nUID:%s\r\nFN:Anna Berg %s\r\nN:Berg %s;Anna;;;\r\nEMAIL:a%s@example.com\r\nTEL:+1 203 555 %04d\r\nEND:VCARD\r\n' "$n" "$n" "$n" "$n" "$n" >"$folder/cards/$n.vcf"; done
    printf '[addressbooks]\n[[all]]\npath = %s\n' "$folder/cards" >"$folder/khard.conf"
    measure "khard list, 1,000 contacts" khard -c "$folder/khard.conf" list
else echo "skipped: khard is not installed (Debian: khard)"; fi

# Runs each command in turn, so many times; notes microseconds, a file a command.
take() {
    local round at begun
    for round in $(seq "$runs"); do
        for at in "${!commands[@]}"; do
            begun=${EPOCHREALTIME/./}
            ${commands[$at]} >/dev/null 2>&1 </dev/null || true
            [ "$round" = 0 ] || echo $((${EPOCHREALTIME/./} - begun)) >>"$folder/times.$at"
        done
    done
}
show() {
    local at
    for at in "${!commands[@]}"; do
        sort -n "$folder/times.$at" | awk -v name="${names[$at]}" \
            '{ all[NR] = $1 / 1000 } END { p90 = int(NR * 0.9); if (p90 < 1) p90 = 1; printf "| %s | %.1f | %.1f | %.1f |\n", name, all[int((NR + 1) / 2)], all[p90], all[1] }'
        rm "$folder/times.$at"
    done
}
echo "$(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo unknown) when this began; profile $profile; $runs runs; milliseconds, each with what starting a process from a shell takes"
echo; echo "| 200 accounts, $records records, cold | median | p90 | least |"; echo "| --- | --- | --- | --- |"
take; show

# The workbench needs a terminal; script(1) gives it one, and it is kept open by an input that never ends.
if command -v script >/dev/null; then
    mkfifo "$folder/keys"; exec 9<>"$folder/keys"
    TERM=xterm-256color script -qec "$ally --book $book" /dev/null <"$folder/keys" >/dev/null 2>&1 &
    bench=$!
    for n in $(seq 100); do find "$folder" -maxdepth 1 -name 'ally-*.sock' | grep -q . && break; sleep 0.1; done
    sleep 3
    names=() commands=()
    measure "ally --version: starting a process" "$ally" --version
    measure "ally brief" "$ally" --book "$book" brief "$short"
    measure "ally today" "$ally" --book "$book" today
    echo; echo "| beside an open workbench | median | p90 | least |"; echo "| --- | --- | --- | --- |"
    take; show
else echo "skipped: beside a workbench (script is not installed)"; fi
