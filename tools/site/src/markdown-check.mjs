import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { externalFault, isDecodable, isExternal, NOT_DECODABLE } from './address.mjs';
import { readMarkdown } from './markdown.mjs';
import { repositoryFiles } from './repository.mjs';

/**
 * Dead links of a repository's markdown files, read as on a code host: a link leads to a file or folder of the
 * repository, an anchor to a heading of a markdown file.
 * @param {string} root
 * @returns {{ pages: number, links: number, dead: string[] }} `dead` has one sentence a link: where, what, why
 */
export function checkMarkdown(root) {
  const files = new Set(repositoryFiles(root));
  const folders = new Set([...files].flatMap(parents));
  const pages = new Map(
    [...files]
      .filter((path) => path.endsWith('.md'))
      .map((path) => [path, readMarkdown(readFileSync(join(root, path), 'utf8'))]),
  );

  /** @param {string} from @param {string} href @returns {string | undefined} */
  const fault = (from, href) => {
    if (isExternal(href)) return externalFault(href);
    if (href.startsWith('/')) return 'starts with a slash, which leads to another place on every host';
    if (!isDecodable(href)) return NOT_DECODABLE;
    const [path = '', anchor] = decodeURI(href).split('#', 2);
    const target = path === '' ? from : posix.join(posix.dirname(from), path).replace(/\/$/, '');
    if (!files.has(target) && !folders.has(target)) return `leads to ${target}, which is not in the repository`;
    if (anchor === undefined) return undefined;
    const page = pages.get(target);
    if (page === undefined) return `has an anchor, but ${target} is no markdown file`;
    return page.anchors.has(anchor) ? undefined : `leads to #${anchor}, but no heading of ${target} makes that anchor`;
  };

  const found = [...pages].flatMap(([path, page]) =>
    page.links.map(({ href, line }) => ({ where: `${path}:${line}`, href, fault: fault(path, href) })),
  );
  return {
    pages: pages.size,
    links: found.length,
    dead: found.filter((link) => link.fault !== undefined).map((l) => `${l.where}: the link "${l.href}" ${l.fault}`),
  };
}

/** @param {string} path @returns {string[]} */
function parents(path) {
  const folder = posix.dirname(path);
  return folder === '.' ? ['.'] : [folder, ...parents(folder)];
}
