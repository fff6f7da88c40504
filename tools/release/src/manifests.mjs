// Manifests as they are published, and how two states of them differ.

/**
 * @typedef {Record<string, string>} Ranges
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {boolean} [private]
 * @property {Ranges} [dependencies]
 * @property {Ranges} [peerDependencies]
 * @property {Ranges} [optionalDependencies]
 * @property {Ranges} [devDependencies]
 * @property {Record<string, unknown>} [exports]
 * @property {Record<string, unknown>} [publishConfig]
 */

/** What a user's package manager reads. */
const FIELDS = /** @type {const} */ (['dependencies', 'peerDependencies', 'optionalDependencies']);

/**
 * Ranges that only this workspace understands and that publishing should have replaced.
 * @param {Manifest} manifest as published
 * @returns {string[]} `dependencies.x: workspace:^`
 */
export function leftoverRanges(manifest) {
  return [...FIELDS, /** @type {const} */ ('devDependencies')].flatMap((field) =>
    Object.entries(manifest[field] ?? {})
      .filter(([, range]) => /^(workspace|catalog|link|file|portal):/.test(range))
      .map(([name, range]) => `${field}.${name}: ${range}`),
  );
}

/**
 * Ranges of our own packages that do not admit the version published beside them.
 * @param {Manifest} manifest as published
 * @param {ReadonlyMap<string, string>} versions of our own packages
 * @returns {string[]}
 */
export function foreignRanges(manifest, versions) {
  return FIELDS.flatMap((field) =>
    Object.entries(manifest[field] ?? {}).flatMap(([name, range]) => {
      const version = versions.get(name);
      if (version === undefined || admits(range, version)) return [];
      return [`${field}.${name}: ${range}, published is ${version}`];
    }),
  );
}

/**
 * Whether a caret range admits a version; the only ranges that our packages have of each other.
 * @param {string} range `^1.2.3` @param {string} version @returns {boolean}
 */
export function admits(range, version) {
  if (!/^\^\d+\.\d+\.\d+$/.test(range)) return false;
  const [lowest = [], found = []] = [range.slice(1), version].map((text) => text.split('.').map(Number));
  if (lowest[0] !== found[0]) return false;
  if (lowest[0] === 0) return range === `^${version}`; // below 1.0.0 a caret means less; nothing here should be
  const at = lowest.findIndex((part, i) => part !== found[i]);
  return at === -1 || /** @type {number} */ (found[at]) > /** @type {number} */ (lowest[at]);
}

/**
 * What differs between two states of the same packages.
 * @param {readonly Manifest[]} before
 * @param {readonly Manifest[]} after
 * @returns {string[]} `name: field old → new`, dependencies one by one, sorted
 */
export function differences(before, after) {
  const old = new Map(before.map((manifest) => [manifest.name, flat(manifest)]));
  return after
    .flatMap((manifest) => {
      const was = old.get(manifest.name) ?? {};
      const is = flat(manifest);
      return [...new Set([...Object.keys(was), ...Object.keys(is)])]
        .filter((field) => was[field] !== is[field])
        .map((field) => `${manifest.name}: ${field} ${was[field]} → ${is[field]}`);
    })
    .sort();
}

/** A manifest's fields as text, each dependency a field. @param {Manifest} manifest @returns {Record<string, string>} */
function flat(manifest) {
  return Object.fromEntries(
    Object.entries(manifest).flatMap(([field, value]) =>
      /dependencies$/i.test(field)
        ? Object.entries(/** @type {Ranges} */ (value)).map(([name, range]) => [`${field}.${name}`, range])
        : [[field, typeof value === 'string' ? value : JSON.stringify(value)]],
    ),
  );
}

/**
 * The next version.
 * @param {string} version `1.2.3`
 * @param {'major' | 'minor' | 'patch'} part
 * @returns {string}
 */
export function bump(version, part) {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (part === 'major') return `${major + 1}.0.0`;
  return part === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

/**
 * A consumer's manifest with the ranges that an install of today's versions would write.
 * @template {{ [field: string]: unknown }} T
 * @param {T} manifest
 * @param {ReadonlyMap<string, string>} versions of our own packages
 * @returns {T}
 */
export function withVersions(manifest, versions) {
  const replaced = [...FIELDS, 'devDependencies']
    .filter((field) => manifest[field] !== undefined)
    .map((field) => [
      field,
      Object.fromEntries(
        Object.entries(/** @type {Ranges} */ (manifest[field])).map(([name, range]) => {
          const version = versions.get(name);
          return [name, version === undefined ? range : `^${version}`];
        }),
      ),
    ]);
  return { ...manifest, ...Object.fromEntries(replaced) };
}
