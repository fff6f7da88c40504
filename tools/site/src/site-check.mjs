import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { externalFault, isDecodable, isExternal, NOT_DECODABLE } from './address.mjs';
import { readHtml, readScriptData } from './html.mjs';

// Both are written by TypeDoc; their addresses count from the site's root.
const DATA = ['assets/navigation.js', 'assets/search.js'];

/**
 * Dead links of a built site: files that are not there, anchors that no page has, links that work only at a server's
 * root. Nothing outside is fetched.
 * @param {string} site
 * @returns {{ pages: number, links: number, dead: string[] }} `dead` has one sentence a link: where, what, why
 */
export function checkSite(site) {
  const files = new Set(
    readdirSync(site, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(site, path)).isFile())
      .map((path) => path.split(sep).join('/')),
  );
  const pages = new Map(
    [...files]
      .filter((path) => /\.(html|svg)$/.test(path))
      .map((path) => [path, readHtml(readFileSync(join(site, path), 'utf8'))]),
  );
  const data = DATA.filter((path) => files.has(path)).flatMap((path) =>
    readScriptData(readFileSync(join(site, path), 'utf8')).map((href) => ({ path, from: 'index.html', href })),
  );
  const links = [...pages].flatMap(([path, page]) => page.links.map((href) => ({ path, from: path, href })));

  /** @param {string} from the page that the address counts from @param {string} href @returns {string | undefined} */
  const fault = (from, href) => {
    if (isExternal(href)) {
      return externalFault(href) ?? (pages.get(from)?.fetched.has(href) ? 'would be fetched from outside' : undefined);
    }
    if (href.startsWith('/')) return 'starts with a slash: dead in a sub-folder and from the file system';
    if (!isDecodable(href)) return NOT_DECODABLE;
    const [path = '', anchor = ''] = decodeURI(href).split('#', 2);
    const target = path === '' ? from : posix.join(posix.dirname(from), path);
    if (!files.has(target)) return `leads to ${target}, which is not in the site`;
    if (anchor === '') return undefined;
    return pages.get(target)?.anchors.has(anchor) ? undefined : `leads to an anchor that ${target} does not have`;
  };

  const all = [...links, ...data];
  const dead = all.flatMap(({ path, from, href }) => {
    const why = fault(from, href);
    return why === undefined ? [] : [`${path}: the link "${href}" ${why}`];
  });
  const htmls = [...pages.keys()].filter((path) => path.endsWith('.html'));
  return { pages: htmls.length, links: all.length, dead: [...new Set(dead)] };
}
