// The site shows the repository's pages where they lie, and in tools/site/api the reference that api.mjs writes.
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { slug } from 'github-slugger';
import { defineConfig } from 'vitepress';

const ROOT = join(import.meta.dirname, '../../..');
const read = (/** @type {string} */ path) => readFileSync(join(ROOT, path), 'utf8');
const README = read('README.md');

/** A page's own heading is its name in the menu. */
const page = (/** @type {string} */ path) => ({
  text: /^# (.*)/m.exec(read(path))?.[1]?.replaceAll('`', '') ?? path,
  link: `/${path.replace(/(README)?\.md$/, '')}`,
});

/** Where the README last links to a page; its order is the menu's. */
const place = (/** @type {string} */ path) => {
  const found = README.lastIndexOf(`](${path.replace(/\/README\.md$/, '')}`);
  return found === -1 ? README.length : found;
};

/** The pages of a folder, and the READMEs of its folders. */
const pages = (/** @type {string} */ folder) =>
  readdirSync(join(ROOT, folder))
    .map((name) => (name.endsWith('.md') ? `${folder}/${name}` : `${folder}/${name}/README.md`))
    .filter((path) => existsSync(join(ROOT, path)))
    .sort((a, b) => place(a) - place(b))
    .map(page);

const api = JSON.parse(read('tools/site/api/navigation.json')).map(
  (/** @type {{ title: string, path: string }} */ { title, path }) => ({ text: title, link: `/api/${path}` }),
);

/** Links are written for a code host, where a folder shows its README. */
const siteLink = (/** @type {string} */ href) =>
  /^[a-z]+:|^#/.test(href)
    ? href
    : href.replace(/(^|\/)README\.md(?=#|$)/, '$1index.md').replace(/(^|\/)([^./#]+|\.+)(?=#|$)/, '$1$2/');

/** Pages lie outside this package, where Node does not find Vue. @type {import('vitepress').Plugin} */
const vueFromHere = {
  name: 'vue-from-here',
  enforce: 'pre',
  resolveId: (id, _, options) => (options.ssr && /^vue(\/|$)/.test(id) ? { id, external: true } : undefined),
};

/**
 * Every cell gets the name of its column: see theme/tables.css.
 * @param {{ type: string, content: string, attrSet(name: string, value: string): void }[]} tokens
 */
function nameCells(tokens) {
  /** @type {string[]} */
  let names = [];
  let column = 0;
  tokens.forEach((token, i) => {
    if (token.type === 'thead_open') names = [];
    if (token.type === 'tr_open') column = 0;
    if (token.type === 'th_open') names.push(tokens[i + 1]?.content.replaceAll('`', '') ?? '');
    if (token.type !== 'td_open') return;
    const name = names[column++];
    if (name) token.attrSet('data-column', name);
  });
}

export default defineConfig({
  title: 'AMNL',
  description: 'The training toolkit that TensorFlow.js lacks',
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  // Where the site is not at its server's root: DOCS_BASE=/name/.
  base: process.env['DOCS_BASE'] ?? '/',
  srcDir: '../..',
  outDir: '../../docs/site',
  srcExclude: ['**/{template,fixtures}/**'],
  rewrites: {
    'README.md': 'index.md',
    ':folder(.*)/README.md': ':folder/index.md',
    'tools/site/api/:page(.*)': 'api/:page',
  },
  vite: { plugins: [vueFromHere], build: { chunkSizeWarningLimit: 5000 } },
  markdown: {
    anchor: { slugify: slug },
    config: ({ core, renderer }) => {
      // Vue would take these braces in running text for a program.
      const text = renderer.rules.text;
      renderer.rules.text = (...args) => text?.(...args).replaceAll('{{', '&#123;&#123;') ?? '';
      core.ruler.push('columns_of_cells', ({ tokens }) => nameCells(tokens));
      core.ruler.push('links_of_the_repository', ({ tokens }) => {
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          if (token.type === 'link_open') token.attrSet('href', siteLink(token.attrGet('href') ?? ''));
        }
      });
    },
  },
  // Without an outline its column is room for tables.
  transformPageData: ({ filePath, frontmatter }) => {
    if (!/^###? /m.test(read(filePath))) frontmatter['aside'] = false;
  },
  // Pictures and schemas keep their addresses.
  vue: { template: { transformAssetUrls: { includeAbsolute: false } } },
  buildEnd: ({ outDir }) => {
    for (const folder of ['docs/images', 'docs/schemas']) {
      cpSync(join(ROOT, folder), join(outDir, folder), { recursive: true });
    }
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: [
      { text: 'Guides', items: pages('docs') },
      { text: 'Packages', items: pages('packages') },
      { text: 'Examples', items: pages('examples') },
      { text: 'API', items: api },
      {
        text: 'Project',
        items: [...['ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md'].map(page), ...pages('tools')],
      },
    ],
  },
});
