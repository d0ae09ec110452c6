#!/bin/bash
# Measures the lookup beside its peers on the same lines in the same run: fzf, sk and rg where they are installed,
# nucleo and frizbee as crates. Prints Markdown; benches/README.md keeps what it printed.
# benches/peers.sh [SIZE …]   sizes such as 100k 1m; PROFILE=quick builds faster.
set -euo pipefail
cd "$(dirname "$0")/.."
sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(10k 100k 1m)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cargo build --quiet --release --manifest-path benches/peers/Cargo.toml
peers=benches/peers/target/release/peers
bench=${LOOKUP_BENCH:-$(cargo bench ${PROFILE:+--profile "$PROFILE"} --bench lookup --no-run 2>&1 | sed -n 's/.*(\(.*\)).*/\1/p')}
"$bench" keys >"$folder/keys"
echo "$(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo unknown) when this began"

# The time of one cold process, in milliseconds: the best of three.
cold() {
    local best=999999 begun took
    for _ in 1 2 3; do
        begun=$(date +%s%N)
        "$@" >/dev/null 2>&1 <"$folder/lines" || true
        took=$((($(date +%s%N) - begun) / 1000))
        [ "$took" -lt "$best" ] && best=$took
    done
    echo "$best"
}
milliseconds() { sort -n | awk '{ all[NR] = $1 } END { printf "%.1f ms | %.1f–%.1f ms", all[int((NR + 1) / 2)] / 1000, all[1] / 1000, all[NR] / 1000 }'; }

for size in "${sizes[@]}"; do
    echo; echo "## $size lines, a key at a time"; echo
    echo "| | p50 | p99 | worst | half the processor time, p50 | p99 |"; echo "| --- | --- | --- | --- | --- | --- |"
    "$bench" "$size" | grep '^|' | awk -F'|' '{ printf "| lookup |%s|%s|%s|%s|%s|\n", $3, $4, $5, $(NF-2), $(NF-1); rest = $0 } END { print rest > "/dev/stderr" }' 2>"$folder/rest"
    "$bench" lines "$size" "$folder/lines"
    "$peers" keys "$folder/lines" "$folder/keys"
    echo; echo "| lines | p50 | p99 | worst | build | bytes a line beside the text | one change, median of 200 | worst of 200 | save | open | first key after opening | half the processor time a key, p50 | p99 |"
    echo "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"; cat "$folder/rest"
    echo; echo "## $size lines, a cold process for each of nine queries"; echo
    echo "| | median | least–most |"; echo "| --- | --- | --- |"
    "$bench" snapshot "$size" "$folder/snapshot"
    queries=("bridgep" "dana whit" "vru" "long lines" "globex prob" "billing error" "hartford" "aaron" "window")
    for query in "${queries[@]}"; do cold "$bench" cold "$folder/snapshot" "$query"; done | milliseconds | sed 's/^/| lookup, saved | /; s/$/ |\n/'
    if command -v fzf >/dev/null; then
        for query in "${queries[@]}"; do cold fzf -i --filter "$query"; done | milliseconds | sed 's/^/| fzf --filter | /; s/$/ |\n/'
    fi
    if command -v sk >/dev/null; then
        for query in "${queries[@]}"; do cold sk --filter "$query"; done | milliseconds | sed 's/^/| sk --filter | /; s/$/ |\n/'
    fi
    if command -v rg >/dev/null; then
        for query in "${queries[@]}"; do cold rg -iF -m50 "$query" "$folder/lines"; done | milliseconds | sed 's/^/| rg -iF -m50 | /; s/$/ |\n/'
    fi
done

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
