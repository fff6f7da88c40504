import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { Application, IndexEvent, MinimalSourceFile, normalizePath, PageEvent } from 'typedoc';
import { contents } from './contents.mjs';
import { addLinkedPages } from './linked.mjs';
import { readMarkdown } from './markdown.mjs';
import { arrangeModules } from './modules.mjs';
import { mendPage } from './rendering.mjs';
import { repositoryRouter } from './router.mjs';

// Priorities of handlers. TypeDoc's own sort and group what they find.
const BEFORE_TYPEDOC = 1000;
const AFTER_TYPEDOC = -1000;

/**
 * Hooks into TypeDoc what its options cannot say: titles, categories and addresses of documents, one page a package,
 * pages for linked folders and sources, the table of contents, READMEs in the search.
 * @param {import('typedoc').Application} app
 * @param {{ root: string, packages: readonly import('./packages.mjs').Package[],
 *   documents: readonly import('./pages.mjs').DocumentPage[] }} site
 */
export function arrangeSite(app, { root, packages, documents }) {
  /** @type {import('./router.mjs').Addresses} */
  const addresses = new WeakMap();
  app.renderer.defineRouter('repository', repositoryRouter(addresses));

  /** @param {import('typedoc').Models.ProjectReflection} project */
  const arrange = (project) => {
    const byPath = new Map(
      (project.documents ?? []).map((document) => [project.files.getReflectionPath(document), document]),
    );
    for (const { path, category } of documents) {
      const document = byPath.get(normalizePath(join(root, path)));
      if (document === undefined) throw new Error(`TypeDoc made no page of ${path}`);
      const title = readMarkdown(readFileSync(join(root, path), 'utf8')).title ?? path;
      document.name = category === 'Changes' ? `${title}: changes` : title;
      document.frontmatter['category'] = category;
      addresses.set(document, documentAddress(path));
      const folder = posix.dirname(path);
      if (posix.basename(path) === 'README.md') {
        project.files.registerReflectionPath(normalizePath(join(root, folder)), document);
      }
    }
    arrangeModules(project, packages, addresses);
    // TypeDoc reads this README after it has grouped the pages; its links have to be known before.
    const readme = new MinimalSourceFile(
      readFileSync(join(root, 'README.md'), 'utf8'),
      normalizePath(join(root, 'README.md')),
    );
    app.converter.parseRawComment(readme, project.files);
    addLinkedPages(project, root, addresses);
  };
  app.on(Application.EVENT_PROJECT_REVIVE, arrange, BEFORE_TYPEDOC);
  app.on(
    Application.EVENT_PROJECT_REVIVE,
    (/** @type {import('typedoc').Models.ProjectReflection} */ project) => {
      sortCategories(project, addresses, [
        ...documents.map(({ path }) => documentAddress(path)),
        ...packages.map(({ folder }) => `${folder}/index`),
      ]);
      project.readme?.push(...contents(project.documents ?? []));
    },
    AFTER_TYPEDOC,
  );

  app.renderer.on(PageEvent.END, (/** @type {PageEvent} */ page) => {
    page.contents = mendPage(page.contents ?? '');
  });

  app.renderer.on(IndexEvent.PREPARE_INDEX, (/** @type {IndexEvent} */ event) => {
    for (const [i, reflection] of event.searchResults.entries()) {
      if (!reflection.isDeclaration() || reflection.readme === undefined) continue;
      event.searchFields[i] = { document: reflection.readme.map(({ text }) => text).join('') };
    }
  });
}

/**
 * A folder's README is the folder's page.
 * @param {string} path
 */
const documentAddress = (path) => path.replace(/README\.md$/, 'index').replace(/\.md$/, '');

/**
 * TypeDoc sorts each category by name; here it comes in the order of the repository, what was added last.
 * @param {import('typedoc').Models.ProjectReflection} project
 * @param {import('./router.mjs').Addresses} addresses
 * @param {readonly string[]} order addresses
 */
function sortCategories(project, addresses, order) {
  const ranks = new Map(order.map((address, i) => [address, i]));
  /** @param {import('typedoc').Models.Reflection} page */
  const rank = (page) => ranks.get(addresses.get(page) ?? '') ?? order.length;
  for (const category of project.categories ?? []) category.children.sort((a, b) => rank(a) - rank(b));
}
