#!/usr/bin/env bash
# What the release job runs when no changeset waits: packs and checks every package, then publishes what the registry lacks.
set -euo pipefail
cd "$(dirname "$0")/.."

# The job has built the packages.
tarballs=$(mktemp -d)
for package in packages/*/; do
  (
    cd "$package"
    # Provenance names the repository that a tarball was built in, and is refused where the manifest names another. A fork
    # that publishes names itself.
    npm pkg set repository.type=git repository.directory="${package%/}" \
      repository.url="git+${GITHUB_SERVER_URL:?}/${GITHUB_REPOSITORY:?}.git"
    pnpm pack --pack-destination "$tarballs" > /dev/null
  )
done
bash tools/release/check-tarballs.sh "$tarballs"

changeset publish
