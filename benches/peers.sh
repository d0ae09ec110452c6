#!/bin/bash
# Measures the lookup beside its peers on the same lines in the same run: fzf, sk and rg where they are installed,
# nucleo and frizbee as crates; then `ally find` in a real book beside fzf, sk and rg on a plain file of the same lines.
# Prints Markdown; benches/README.md keeps what it printed.
# benches/peers.sh [SIZE …]   sizes such as 100k 1m. PROFILE=quick builds faster; ONLY=keys, cold, book or quality takes a part;
# BOOKS=DIR keeps the made books in DIR/100k and so on, since one of a million records takes minutes to make. Needs bash 5.
set -euo pipefail
cd "$(dirname "$0")/.."
only=${ONLY:-keys cold book quality}
part() { case " $only " in *" $1 "*) return 0 ;; *) return 1 ;; esac; }
sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(10k 100k 1m)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

if part keys || part quality; then cargo build --quiet --release --manifest-path benches/peers/Cargo.toml; fi
if part book; then cargo build --quiet --profile "${PROFILE:-release}" --bin ally; fi
ally=$PWD/target/${PROFILE:-release}/ally
peers=benches/peers/target/release/peers
bench=${LOOKUP_BENCH:-$(cargo bench ${PROFILE:+--profile "$PROFILE"} --bench lookup --no-run 2>&1 | sed -n 's/^ *Executable .*(\(.*\))$/\1/p')}
"$bench" keys >"$folder/keys"
echo "$(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo unknown) when this began"

# The time of one cold process, in microseconds: the best of five.
cold() {
    local best=99999999 begun took
    for _ in 1 2 3 4 5; do
        begun=${EPOCHREALTIME/./}
        "$@" >/dev/null 2>&1 <"$folder/lines" || true
        took=$((${EPOCHREALTIME/./} - begun))
        [ "$took" -lt "$best" ] && best=$took
    done
    echo "$best"
}
# A row of the table: name, then the command, to which each query is added; `{}` in it stands for the query.
row() {
    local name=$1 query
    shift
    for query in "${queries[@]}"; do cold "${@//\{\}/$query}"; done | sort -n | awk -v name="$name" \
        '{ all[NR] = $1 / 1000 } END { printf "| %s | %.1f ms | %.1f–%.1f ms |\n", name, all[int((NR + 1) / 2)], all[1], all[NR] }'
}
# The peers on the plain file, each where it is installed.
plain() {
    if command -v fzf >/dev/null; then row "fzf --filter" fzf -i --filter {}; else echo "| fzf --filter | not installed | |"; fi
    if command -v sk >/dev/null; then row "sk --filter" sk --filter {}; else echo "| sk --filter | not installed (cargo install skim) | |"; fi
    if command -v rg >/dev/null; then row "rg -iF -m50" rg -iF -m50 {} "$folder/lines"; else echo "| rg -iF -m50 | not installed | |"; fi
}

for size in "${sizes[@]}"; do
    if part keys; then
        echo; echo "## $size lines, a key at a time"; echo
        echo "| | p50 | p99 | worst | half the processor time, p50 | p99 |"; echo "| --- | --- | --- | --- | --- | --- |"
        "$bench" "$size" | grep '^|' | awk -F'|' '{ printf "| lookup |%s|%s|%s|%s|%s|\n", $3, $4, $5, $(NF-2), $(NF-1); rest = $0 } END { print rest > "/dev/stderr" }' 2>"$folder/rest"
        "$bench" lines "$size" "$folder/lines"
        "$peers" keys "$folder/lines" "$folder/keys"
        echo; echo "| lines | p50 | p99 | worst | build | bytes a line beside the text | one change, median of 200 | worst of 200 | save | open | first key after opening | half the processor time a key, p50 | p99 |"
        echo "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"; cat "$folder/rest"
    fi
    if part cold; then
        echo; echo "## $size lines, a cold process for each of nine queries"; echo
        echo "| | median | least–most |"; echo "| --- | --- | --- |"
        "$bench" lines "$size" "$folder/lines"
        "$bench" snapshot "$size" "$folder/snapshot"
        queries=("bridgep" "dana whit" "vru" "long lines" "globex prob" "billing error" "hartford" "aaron" "window")
        row "lookup, saved" "$bench" cold "$folder/snapshot" {}
        plain
    fi
    if part book; then
        echo; echo "## A book of $size records, \`ally find\` cold for each of nine queries"; echo
        books=${BOOKS:-$folder}
        export ALLY_NOW=2026-11-23T09:00:00-05:00 ALLY_CONFIG=$folder/config.toml
        [ -d "$books/$size/journal" ] || "$ally" generate "$books/$size" --records "$size" --accounts 2k >/dev/null
        "$ally" --book "$books/$size" find bridgep >/dev/null
        "$bench" texts "$books/$size/lookup" "$folder/lines"
        echo "| | median | least–most |"; echo "| --- | --- | --- |"
        queries=("bridgep" "dana whit" "vru" "long lines" "northline" "invoice err" "hartford" "okafor" "window")
        row "ally --version: starting a process" "$ally" --version
        row "ally find" "$ally" --book "$books/$size" find --limit 50 {}
        plain
    fi
done
part quality || exit 0

echo; echo "## What sellers type: first / among five"; echo
"$bench" quality "$folder" >"$folder/marks"
"$peers" quality "$folder" >>"$folder/marks"
awk -F'\t' '
    { class = $2; sub(/ \([0-9]+\)$/, "", class); if (!(class in asked)) { order[++count] = class; asked[class] = $2 } mark[$1, class] = $3; if (!($1 in seen)) { seen[$1] = 1; names[++width] = $1 } }
    END {
        line = "| class (asked) |"; rule = "| --- |"
        for (i = 1; i <= width; i++) { line = line " " names[i] " |"; rule = rule " --- |" }
        print line; print rule
        for (c = 1; c <= count; c++) { line = "| " asked[order[c]] " |"; for (i = 1; i <= width; i++) line = line " " mark[names[i], order[c]] " |"; print line }
    }' "$folder/marks"
