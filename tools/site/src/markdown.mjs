import { createRequire } from 'node:module';

// TypeDoc's own markdown parser, so that the check of the sources and the site read a page alike.
const loaded = createRequire(import.meta.resolve('typedoc'))('markdown-it');
// Where the condition `module` holds, as in the tests, it is an ES module.
const MarkdownIt = loaded.default ?? loaded;
const parser = new MarkdownIt({ html: true });

/**
 * @typedef {{ href: string, line: number }} Link
 * @typedef {{ title: string | undefined, links: Link[], anchors: Set<string> }} Page
 */

/**
 * A heading's anchor as code hosts make it: lower case, punctuation dropped, a hyphen for every space.
 * @param {string} heading
 */
export const slug = (heading) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{Nd}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-');

/**
 * Title, links and anchors of a markdown page. Code is not looked into; raw HTML is, for `href`, `src`, `id` and `name`.
 * @param {string} text
 * @returns {Page}
 */
export function readMarkdown(text) {
  /** @type {Page} */
  const page = { title: undefined, links: [], anchors: new Set() };
  const frontMatter = /^---\n.*?\n---\n/s.exec(text)?.[0] ?? '';
  const skipped = frontMatter.split('\n').length;

  /** @param {string} html @param {number} line */
  const readHtml = (html, line) => {
    for (const [, name, value] of html.matchAll(/\s(href|src|id|name)="([^"]*)"/g)) {
      if (name === 'href' || name === 'src') page.links.push({ href: value ?? '', line });
      else page.anchors.add(value ?? '');
    }
  };

  const tokens = parser.parse(text.slice(frontMatter.length), {});
  for (const [i, token] of tokens.entries()) {
    const line = (token.map?.[0] ?? 0) + skipped;
    if (token.type === 'html_block') readHtml(token.content, line);
    if (token.type !== 'inline') continue;
    for (const child of token.children) {
      if (child.type === 'link_open') page.links.push({ href: child.attrGet('href'), line });
      else if (child.type === 'image') page.links.push({ href: child.attrGet('src'), line });
      else if (child.type === 'html_inline') readHtml(child.content, line);
    }
    const opening = tokens[i - 1];
    if (opening?.type !== 'heading_open') continue;
    const heading = token.children
      .filter((/** @type {{ type: string }} */ child) => child.type === 'text' || child.type === 'code_inline')
      .map((/** @type {{ content: string }} */ child) => child.content)
      .join('');
    if (opening.tag === 'h1') page.title ??= heading;
    page.anchors.add(unused(slug(heading), page.anchors));
  }
  return page;
}

/** @param {string} anchor @param {Set<string>} used */
function unused(anchor, used) {
  if (!used.has(anchor)) return anchor;
  let n = 1;
  while (used.has(`${anchor}-${n}`)) n += 1;
  return `${anchor}-${n}`;
}
