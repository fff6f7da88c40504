#!/usr/bin/env bash
# check-tarballs.sh FOLDER: whether packed packages are what users should get; sizes are those of the build beside them.
set -euo pipefail
shopt -s nullglob
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")"
export PATH="$PWD/node_modules/.bin:$PATH"
tarballs=("$folder"/*.tgz)
[ ${#tarballs[@]} -gt 0 ] || { echo "$folder holds no .tgz file: pack the packages into it first"; exit 1; }

for tarball in "${tarballs[@]}"; do
  echo "== $(basename "$tarball")"
  files=$(tar -tzf "$tarball" | sed 's|^package/||' | grep -v '^template/') # a scaffold ships its template's tests
  for needed in LICENSE README.md dist/index.js dist/index.d.ts; do
    grep -qx "$needed" <<< "$files" || { echo "$needed is missing"; exit 1; }
  done
  if grep -E '(^|/)(test|bench|fixtures|__snapshots__)/|\.test(-d)?\.[jt]s$|\.tsbuildinfo$' <<< "$files"; then
    echo "users have no use for these files: leave them out in \`files\`"
    exit 1
  fi
  if tar -xOzf "$tarball" package/package.json | grep -E '"(workspace|catalog):'; then
    echo 'only this workspace understands these ranges: pack with pnpm, which replaces them'
    exit 1
  fi
  # The manifest in a scaffold's template is the root of another package, which publint cannot know.
  [[ "$tarball" == *create-amnl-plugin* ]] || publint run --strict "$tarball"
  attw "$tarball" --profile esm-only --format ascii
done
size-limit
