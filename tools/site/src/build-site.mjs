import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Application } from 'typedoc';
import { ACCEPTED } from './accepted.mjs';
import { arrangeSite } from './arrange.mjs';
import { typeDocOptions } from './options.mjs';
import { publishedPackages } from './packages.mjs';
import { documentPages } from './pages.mjs';
import { repositoryFiles } from './repository.mjs';
import { CollectingLogger, faults } from './warnings.mjs';

/**
 * Builds the site. The folder `site` is replaced only once the new one is whole.
 * @param {{ root: string, site: string, accepted?: readonly string[] }} task
 * @returns {Promise<{ packages: number, documents: number, faults: string[] }>} with faults, nothing was replaced
 */
export async function buildSite({ root, site, accepted = ACCEPTED }) {
  const packages = publishedPackages(root);
  const documents = documentPages(repositoryFiles(root));
  const counts = { packages: packages.length, documents: documents.length };
  const missing = packages
    .filter(({ built }) => !built)
    .map(({ folder }) => `${folder} is not built: run pnpm build first`);
  if (missing.length > 0) return { ...counts, faults: missing };

  const out = join(dirname(site), '.scratch-site');
  // TypeDoc takes the working directory for the project's root.
  const before = process.cwd();
  process.chdir(root);
  try {
    const app = await Application.bootstrap(
      typeDocOptions({
        root,
        packages: packages.map(({ folder }) => folder),
        documents: documents.map(({ path }) => path),
        out,
      }),
    );
    const logger = new CollectingLogger();
    app.logger = logger;
    arrangeSite(app, { root, packages, documents });
    const project = await app.convert();
    if (project === undefined) return { ...counts, faults: logger.collected };
    app.validate(project);
    await app.generateOutputs(project);
    const found = faults(logger.collected, accepted);
    if (found.length > 0) return { ...counts, faults: found };
    rmSync(site, { recursive: true, force: true });
    mkdirSync(dirname(site), { recursive: true });
    renameSync(out, site);
    return { ...counts, faults: [] };
  } finally {
    rmSync(out, { recursive: true, force: true });
    process.chdir(before);
  }
}
