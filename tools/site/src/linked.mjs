import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Models, normalizePath } from 'typedoc';

/** How a linked file's text is highlighted. Files of other kinds are copied as they are. */
const LANGUAGES = new Map([
  ['ts', 'ts'],
  ['mts', 'ts'],
  ['js', 'js'],
  ['mjs', 'js'],
  ['py', 'python'],
  ['sh', 'bash'],
  ['yaml', 'yaml'],
  ['css', 'css'],
]);

/**
 * Gives every linked folder and source file a page, as a code host would: a folder's README, or its list of files;
 * a source file's text. They stand together under one entry of the navigation.
 * @param {import('typedoc').Models.ProjectReflection} project
 * @param {string} root
 * @param {import('./router.mjs').Addresses} addresses filled with the new pages' addresses
 */
export function addLinkedPages(project, root, addresses) {
  const pages = [...project.files.getMediaPaths()].flatMap((path) => {
    const content = contentOf(path, project);
    return content === undefined ? [] : [{ path, content }];
  });
  if (pages.length === 0) return;

  const shelf = new Models.DocumentReflection('Linked files', project, [], { category: 'Project' });
  addresses.set(shelf, 'linked-files');
  project.addChild(shelf);
  project.registerReflection(shelf, undefined, undefined);
  for (const { path, content } of pages) {
    const name = relative(root, path).replaceAll('\\', '/');
    const page = new Models.DocumentReflection(name, shelf, content, {});
    addresses.set(page, existsSync(path) && statSync(path).isDirectory() ? `${name}/index` : name);
    shelf.addChild(page);
    project.registerReflection(page, undefined, normalizePath(path));
    shelf.content.push({ kind: 'text', text: '\n- ' }, linkTo(page));
  }
}

/**
 * A link from markdown to a page of the site.
 * @param {import('typedoc').Models.Reflection} page
 * @returns {import('typedoc').Models.CommentDisplayPart}
 */
export const linkTo = (page) => ({ kind: 'inline-tag', tag: '@link', text: page.name, target: page });

/**
 * @param {string} path
 * @param {import('typedoc').Models.ProjectReflection} project
 * @returns {import('typedoc').Models.CommentDisplayPart[] | undefined}
 */
function contentOf(path, project) {
  if (statSync(path).isDirectory()) return listing(path, project);
  const language = LANGUAGES.get(/\.(\w+)$/.exec(path)?.[1] ?? '');
  if (language === undefined) return undefined;
  const text = readFileSync(path, 'utf8');
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [{ kind: 'code', text: `${fence}${language}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}` }];
}

/**
 * @param {string} folder
 * @param {import('typedoc').Models.ProjectReflection} project
 * @returns {import('typedoc').Models.CommentDisplayPart[]}
 */
function listing(folder, project) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && !name.startsWith('.'))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
    .flatMap((entry) => {
      const file = entry.isDirectory() ? join(folder, entry.name, 'README.md') : join(folder, entry.name);
      if (!/\.(md|json)$/.test(file) || !existsSync(file)) return [{ kind: 'text', text: `\n- \`${entry.name}\`` }];
      const { target } = project.files.registerAbsolute(normalizePath(file));
      return [
        { kind: 'text', text: `\n- [${entry.name}](` },
        { kind: 'relative-link', text: entry.name, target, targetAnchor: undefined },
        { kind: 'text', text: ')' },
      ];
    });
}
