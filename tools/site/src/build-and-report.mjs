import { relative } from 'node:path';
import { buildSite } from './build-site.mjs';
import { report } from './report.mjs';
import { ROOT, SITE } from './repository.mjs';

/** Builds the repository's site and says how it went. @returns {Promise<boolean>} whether it was built */
export async function buildAndReport() {
  const started = Date.now();
  const { packages, documents, faults } = await buildSite({ root: ROOT, site: SITE });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const where = relative(process.cwd(), SITE) || '.';
  return report(
    faults,
    'not built; what was there is untouched',
    `site: ${packages} packages and ${documents} documents in ${where} after ${seconds} s`,
  );
}
