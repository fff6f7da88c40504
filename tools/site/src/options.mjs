import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OptionDefaults } from 'typedoc';
import { CATEGORIES } from './pages.mjs';
import { extendMarkdown } from './rendering.mjs';

// What is called comes first, what it is called with after it.
/** @satisfies {import('typedoc').TypeDocOptions} */
const ORDER = {
  sort: ['kind', 'alphabetical'],
  kindSortOrder: ['Function', 'Class', 'Interface', 'TypeAlias', 'Variable', 'Module'],
  groupOrder: ['Functions', 'Classes', 'Interfaces', 'Type Aliases', 'Variables', 'Modules', '*'],
};

const here = dirname(fileURLToPath(import.meta.url));

/**
 * TypeDoc's options for the whole site.
 * @param {{ root: string, packages: readonly string[], documents: readonly string[], out: string }} site folders of
 *   packages and paths of documents, relative to `root`, in order
 * @returns {import('typedoc').TypeDocOptions}
 */
export function typeDocOptions({ root, packages, documents, out }) {
  return {
    name: 'AMNL',
    readme: join(root, 'README.md'),
    entryPointStrategy: 'packages',
    entryPoints: packages.map((folder) => join(root, folder)),
    projectDocuments: documents.map((path) => join(root, path)),
    // The order given is the order shown.
    sortEntryPoints: false,
    packageOptions: {
      // Entry points come from `exports`; types of neighbours from their build, as a user's compiler sees them.
      tsconfig: 'tsconfig.build.json',
      skipErrorChecking: true,
      disableSources: true,
      excludePrivate: true,
      excludeInternal: true,
      excludeExternals: true,
      ...ORDER,
      // Paths lead to pages of the whole site, so they can be judged only once it is put together.
      validation: { notExported: true, notDocumented: true, invalidPath: false },
      requiredToBeDocumented: ['Function', 'Class', 'Interface', 'TypeAlias', 'Variable', 'Enum'],
    },
    validation: { invalidLink: true, invalidPath: true, rewrittenLink: true },
    ...ORDER,
    disableSources: true,
    headings: { readme: false, document: false },
    markdownItLoader: extendMarkdown,
    router: 'repository',
    out,
    navigation: { includeCategories: true, includeGroups: false, includeFolders: false },
    categorizeByGroup: false,
    categoryOrder: CATEGORIES,
    searchInComments: true,
    searchInDocuments: true,
    highlightLanguages: [...OptionDefaults.highlightLanguages, 'python', 'toml', 'diff', 'md'],
    customCss: join(here, 'theme.css'),
    favicon: join(here, 'favicon.svg'),
    githubPages: false,
  };
}
