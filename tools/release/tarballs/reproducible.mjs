// Whether two builds of one commit give the same files.
import { createHash } from 'node:crypto';

/** @param {Buffer} bytes */
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * A manifest's bytes with dependencies in the alphabet's order: pnpm writes them in the order in which it happened to
 * replace their ranges. All other orders have a meaning, that of `exports` above all.
 * @param {Buffer} bytes
 */
function withSortedDependencies(bytes) {
  const manifest = Object.entries(JSON.parse(bytes.toString())).map(([field, value]) => [
    field,
    /dependencies$/i.test(field) ? Object.fromEntries(Object.entries(value).sort()) : value,
  ]);
  return Buffer.from(JSON.stringify(manifest));
}

/**
 * What differs between two tarballs of a package, time-stamps and the packing itself aside.
 * @param {ReadonlyMap<string, Buffer>} files
 * @param {ReadonlyMap<string, Buffer>} again
 * @returns {string[]}
 */
export function differingFiles(files, again) {
  return [...new Set([...files.keys(), ...again.keys()])].sort().flatMap((path) => {
    const [one, other] = [files.get(path), again.get(path)];
    if (one === undefined) return [`${path} is only in the second build`];
    if (other === undefined) return [`${path} is only in the first build`];
    const compared = path === 'package.json' ? withSortedDependencies : (/** @type {Buffer} */ bytes) => bytes;
    return sha256(compared(one)) === sha256(compared(other)) ? [] : [`${path} differs between two builds`];
  });
}
