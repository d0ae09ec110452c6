#!/bin/bash
# Measures an import beside `sqlite3 .import` of the same file in the same run: 100,000 contacts and 1,000,000 rows of
# activity, the plan alone (--dry-run), its application (--yes), and the plan of the same file once more. Prints Markdown.
# benches/import.sh [CONTACTS [ROWS]]   ALLY=path names a binary that is built already; else the release build is made.
set -euo pipefail
cd "$(dirname "$0")/.."
contacts=${1:-100000} rows=${2:-1000000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if [ -z "${ALLY:-}" ]; then
    cargo build --quiet --release
    ALLY=target/release/ally
fi

awk -v n="$contacts" 'BEGIN {
    print "Record ID,First Name,Last Name,Email,Phone Number,Job Title,Company Name,City,Country/Region,Create Date"
    split("Anna Ben Carla Dirk Elena Femi Greta Hugo Ines Jan Kira Luis Mona Nils Olga Pavel Quinn Rosa Sven Tara", first, " ")
    split("Adler Berg Cole Diaz Evans Fischer Garcia Hahn Ito Jensen Klein Lopez Moreau Novak Olsen Peters Quist Rossi Silva Tanaka", last, " ")
    for (i = 1; i <= n; i++) {
        c = i % int(n / 10 + 1)
        printf "%d,%s,%s%d,p%d@c%d.example,+1 212 555 %04d,%s,Company %d,%s,US,2026-%02d-%02d 10:%02d\n", 100000 + i, first[i % 20 + 1],
            last[int(i / 20) % 20 + 1], i, i, c, i % 10000, (i % 3 ? "Buyer" : "Head of purchasing"), c, (i % 2 ? "Hartford" : "Boston"),
            i % 12 + 1, i % 28 + 1, i % 60
    }
}' >"$folder/contacts.csv"
awk -v n="$rows" 'BEGIN {
    print "CustomerID,OrderID,OrderDate,Product,Site,Channel,Quantity,Amount"
    for (i = 1; i <= n; i++)
        printf "C%d,O%d,20%02d-%02d-%02d,Product %d,Site %d,%s,%d,%d.%02d\n", (i * 7919) % 2000, i, 20 + i % 6, i % 12 + 1, i % 28 + 1,
            i % 400, (i * 31) % 9, (i % 3 ? "web" : "phone"), i % 50 + 1, i % 900 + 5, i % 100
}' >"$folder/activity.csv"

# Runs a command; prints a table's row: wall time, processor time, rows a second of processor time, peak memory.
measure() {
    local what=$1 count=$2
    shift 2
    /usr/bin/time -f "%e %U %S %M" -o "$folder/time" "$@" >"$folder/out" 2>"$folder/err" || { cat "$folder/err" >&2; exit 1; }
    awk -v what="$what" -v n="$count" '{ cpu = $2 + $3; printf "| %s | %.1f s | %.1f s | %d | %d | %d MB |\n", what, $1, cpu, n / $1, n / (cpu > 0.01 ? cpu : 0.01), $4 / 1024 }' "$folder/time"
}

echo "$(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo unknown) when this began; $(sqlite3 --version | cut -d' ' -f1,2 || true)"
echo
echo "| what | wall | processor | rows a second | rows a second of processor time | peak memory |"
echo "| --- | --- | --- | --- | --- | --- |"
for kind in contacts activity; do
    file=$folder/$kind.csv
    count=$(($(wc -l <"$file") - 1))
    export ALLY_BOOK=$folder/book-$kind
    measure "$count $kind: plan, an empty book" "$count" "$ALLY" import "$file" --dry-run --json
    measure "$count $kind: plan and application" "$count" "$ALLY" import "$file" --yes --json
    measure "$count $kind: plan of the same file again" "$count" "$ALLY" import "$file" --dry-run --json
    measure "$count $kind: \`sqlite3 .import\`" "$count" sqlite3 "$folder/$kind.db" ".mode csv" ".import $file $kind"
done
