#!/usr/bin/env bash
# Servers of the version FROM, which is a commit, are replaced by those of this one, one after the other, while
# requests come in. FROM's program is built in target/rolling-upgrade.
set -euo pipefail
cd "$(dirname "$0")/.."

from=$(git rev-parse --verify "${FROM:?names a commit}^{commit}")
place=$PWD/target/rolling-upgrade
trap 'git worktree remove --force "$place/source"' EXIT
git worktree add --force --detach "$place/source" "$from"
(cd "$place/source" && CARGO_TARGET_DIR=$place/target cargo build --package app)
UPGRADE_FROM=$place/target/debug/registry-admin cargo test --package app --test e2e -- replicas_upgraded --nocapture
