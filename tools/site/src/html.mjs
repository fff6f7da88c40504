import { inflateSync } from 'node:zlib';

/** @typedef {{ links: string[], fetched: Set<string>, anchors: Set<string> }} Html */

/**
 * What a built page links to, what of it is fetched with the page, and the anchors it has. TypeDoc's HTML quotes every attribute and escapes all text, so
 * whatever looks like a tag is one.
 * @param {string} html
 * @returns {Html}
 */
export function readHtml(html) {
  /** @type {Html} */
  const page = { links: [], fetched: new Set(), anchors: new Set() };
  for (const [tag] of html.matchAll(/<[a-z][^<>]*>/gi)) {
    for (const [, name, , value = ''] of tag.matchAll(/\s(href|src|id|name)=(["'])(.*?)\2/gi)) {
      const text = unescapeHtml(value);
      if (/^(href|src)$/i.test(name ?? '')) page.links.push(text);
      else page.anchors.add(text);
      if (/^src$/i.test(name ?? '') || (/^href$/i.test(name ?? '') && /^<link\s/i.test(tag))) page.fetched.add(text);
    }
  }
  return page;
}

/** @param {string} text */
const unescapeHtml = (text) =>
  text
    .replace(/&#(x?)([\da-f]+);/gi, (_, hex, code) => String.fromCodePoint(Number.parseInt(code, hex === '' ? 10 : 16)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

/**
 * The addresses in the data that TypeDoc's script draws navigation and search from.
 * @param {string} script `window.…Data = "…"`, JSON deflated and in base64
 * @returns {string[]}
 */
export function readScriptData(script) {
  const packed = /^window\.\w+ = "(.*)";?\s*$/s.exec(script)?.[1];
  if (packed === undefined) throw new Error('not the form of data that this version of TypeDoc writes');
  const data = JSON.parse(inflateSync(Buffer.from(packed, 'base64')).toString());
  /** @param {any} node @returns {string[]} */
  const walk = (node) => [
    ...(node.path === undefined ? [] : [node.path]),
    ...(node.children ?? []).flatMap((/** @type {any} */ child) => walk(child)),
  ];
  return Array.isArray(data) ? data.flatMap(walk) : data.rows.map((/** @type {{ url: string }} */ { url }) => url);
}
