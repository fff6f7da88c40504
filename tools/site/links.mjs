// pnpm docs:check: each link of the built site leads to a file of it, and its anchor to an element there. VitePress looks
// at pages only, not at anchors. Nothing outside is fetched; what leads outside is https.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

const SITE = join(import.meta.dirname, '../../docs/site');
const HERE = 'https://site.invalid';

const pages = new Map(
  readdirSync(SITE, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.html'))
    .map((path) => {
      const html = readFileSync(join(SITE, path), 'utf8');
      const values = (/** @type {RegExp} */ attribute) =>
        new Set([...html.matchAll(attribute)].map(([, value = '']) => value.replaceAll('&amp;', '&')));
      const links = values(/<[a-z][^<>]*\s(?:href|src)="([^"]*)"/g);
      return [path.split(sep).join('/'), { links, anchors: values(/<[a-z][^<>]*\sid="([^"]*)"/g) }];
    }),
);

const isDead = (/** @type {string} */ from, /** @type {string} */ href) => {
  const { protocol, origin, pathname, hash } = new URL(href, `${HERE}/${from}`);
  if (origin !== HERE) return protocol === 'http:';
  const path = decodeURIComponent(pathname.slice(1)).replace(/(^|\/)$/, '$1index.html');
  const anchors = pages.get(path)?.anchors;
  if (anchors === undefined) return !existsSync(join(SITE, path));
  return hash !== '' && !anchors.has(decodeURIComponent(hash.slice(1)));
};

const all = [...pages].flatMap(([from, { links }]) => [...links].map((href) => ({ from, href })));
const dead = all.filter(({ from, href }) => isDead(from, href));
for (const { from, href } of dead) console.error(`${from}: the link "${href}" is dead`);
console.log(`site: ${all.length} links in ${pages.size} pages, ${dead.length} dead`);
if (dead.length > 0) process.exitCode = 1;
