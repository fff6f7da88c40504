// Manifests as they are published, and how two states of them differ.
import semver from 'semver';

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
 * Ranges of our own packages that are no caret ranges or do not admit the version published beside them.
 * @param {Manifest} manifest as published
 * @param {ReadonlyMap<string, string>} versions of our own packages
 * @returns {string[]}
 */
export function foreignRanges(manifest, versions) {
  return FIELDS.flatMap((field) =>
    Object.entries(manifest[field] ?? {}).flatMap(([name, range]) => {
      const version = versions.get(name);
      if (version === undefined || (range.startsWith('^') && semver.satisfies(version, range))) return [];
      return [`${field}.${name}: ${range}, published is ${version}`];
    }),
  );
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
