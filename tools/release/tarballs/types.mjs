// Whether TypeScript finds, and rightly understands, the types of every entry.
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { filterProblems } from '@arethetypeswrong/core/problems';

/** ESM only: what CommonJS and the resolution of TypeScript 4.6 see is not promised. */
const PROMISED = /** @type {const} */ (['node16-esm', 'bundler']);

/**
 * @param {Uint8Array} tarball
 * @returns {Promise<string[]>} are-the-types-wrong's findings
 */
export async function typeProblems(tarball) {
  const analysis = await checkPackage(createPackageFromTarballData(tarball));
  if (analysis.types === false) return ['it has no types'];
  const found = PROMISED.flatMap((resolutionKind) =>
    filterProblems(analysis, { resolutionKind }).map((problem) => ({ resolutionKind, problem })),
  );
  return found.map(({ resolutionKind, problem }) => {
    const { kind, ...where } = /** @type {{ kind: string, [fact: string]: unknown }} */ ({ ...problem });
    const at = where['entrypoint'] ?? where['fileName'] ?? where['typesFileName'];
    return `${kind} at ${at} (${resolutionKind})`;
  });
}
