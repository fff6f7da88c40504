#!/usr/bin/env bash
# What the release job runs when no changeset waits: packs and checks every package, then publishes what the registry lacks.
set -euo pipefail
cd "$(dirname "$0")/.."

# Provenance names the repository that a tarball was built in, and is refused where the manifest names another.
node tools/release/set-repository.mjs

# The job has built the packages.
tarballs=$(mktemp -d)
for package in packages/*/; do
  (cd "$package" && pnpm pack --pack-destination "$tarballs" > /dev/null)
done
node tools/release/tarballs/check.mjs "$tarballs"

changeset publish
