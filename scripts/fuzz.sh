#!/usr/bin/env bash
# Searches for what breaks a parser, by coverage: every target one after the other, or TARGET alone, for
# TIME seconds each, or for RUNS executions. The compiler may be a stable one. What is found is in
# target/fuzzing: inputs that reach something new in corpus/, and those that break something in broken/,
# which belong in fuzz/corpus once it is mended.
set -euo pipefail
cd "$(dirname "$0")/.."

triple=$(rustc -vV | sed -n 's/^host: //p')
coverage="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
    -Cllvm-args=-sanitizer-coverage-trace-compares"
# With a target named, build scripts and macros are compiled without the flags.
RUSTFLAGS=$(echo $coverage) cargo build --quiet --package fuzz --features libfuzzer --profile fuzz --target "$triple"

if [ -n "${RUNS:-}" ]; then limit="-runs=$RUNS"; else limit="-max_total_time=${TIME:-600}"; fi
broken=0
for target in ${TARGET:-$(ls fuzz/corpus)}; do
    found=target/fuzzing/corpus/$target
    mkdir -p "$found" target/fuzzing/broken
    echo "== $target"
    FUZZ_TARGET=$target RUST_LOG=off nice -n 19 "target/$triple/fuzz/fuzz" "$found" "fuzz/corpus/$target" \
        "$limit" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        "-artifact_prefix=target/fuzzing/broken/$target-" > "target/fuzzing/$target.log" 2>&1 || broken=1
    grep -E 'stat::number_of_executed_units|stat::average_exec_per_sec|ERROR|panicked' "target/fuzzing/$target.log" || true
done
exit $broken
