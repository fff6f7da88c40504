// Fenced code blocks of a Markdown page.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pages, root } from './pages.mjs';

/**
 * @typedef {object} Block
 * @property {string} page relative to the repository
 * @property {number} line one-based, of the opening fence
 * @property {string} language first word of the info string; empty where there is none
 * @property {string} info what else stands on the fence, e.g. `title="history.jsonl"`
 * @property {string} text without the fences, indentation of the fence taken away
 */

/**
 * The blocks of a page in order.
 * @param {string} markdown
 * @param {string} page its name
 * @returns {Block[]}
 * @throws {Error} where a block is never closed
 */
export function blocksOf(markdown, page) {
  /** @type {Block[]} */
  const blocks = [];
  /** @type {{ fence: string, indent: number, block: Block, lines: string[] } | undefined} */
  let open;
  for (const [i, line] of markdown.split('\n').entries()) {
    const [, indent = '', fence = '', info = ''] = /^(\s*)(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open === undefined) {
      if (fence === '') continue;
      const [language = '', ...rest] = info.trim().split(/\s+/);
      const block = { page, line: i + 1, language, info: rest.join(' '), text: '' };
      open = { fence, indent: indent.length, block, lines: [] };
    } else if (fence.startsWith(open.fence) && info.trim() === '') {
      blocks.push({ ...open.block, text: open.lines.map((text) => `${text}\n`).join('') });
      open = undefined;
    } else {
      const { indent: taken } = open;
      open.lines.push(line.slice(0, taken).trim() === '' ? line.slice(taken) : line);
    }
  }
  if (open !== undefined) throw new Error(`${page}:${open.block.line}: the block is never closed`);
  return blocks;
}

/** Every block of every page. */
export const allBlocks = pages.flatMap((page) => blocksOf(readFileSync(join(root, page), 'utf8'), page));

/** Where a block stands, for messages: `docs/memory.md:12`. @param {Pick<Block, 'page' | 'line'>} block */
export const placeOf = ({ page, line }) => `${page}:${line}`;

/** `title="…"` on the fence. @param {Block} block @returns {string | undefined} */
export const titleOf = ({ info }) => /\btitle="([^"]+)"/.exec(info)?.[1];
