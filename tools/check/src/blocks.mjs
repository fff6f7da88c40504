// The fenced code blocks of Markdown pages, and who executes each.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { pages, root } from './pages.mjs';

/** @typedef {ReturnType<typeof fromMarkdown>} Root */
/**
 * @typedef {object} Block
 * @property {string} page relative to the repository
 * @property {number} line one-based, of the opening fence
 * @property {string} language first word on the fence; empty where there is none
 * @property {string} info what else stands there, e.g. `title="history.jsonl"`
 * @property {string} text without the fences
 */

/** The blocks of a page in order. @param {string} markdown @param {string} page its name @returns {Block[]} */
export function blocksOf(markdown, page) {
  /** @param {Root | Root['children'][number]} node @returns {Block[]} */
  const inside = (node) => {
    if (node.type !== 'code') return 'children' in node ? node.children.flatMap(inside) : [];
    const { lang, meta, value, position } = node;
    return [{ page, line: position?.start.line ?? 0, language: lang ?? '', info: meta ?? '', text: `${value}\n` }];
  };
  return inside(fromMarkdown(markdown));
}

/** Every block of every page. */
export const allBlocks = pages.flatMap((page) => blocksOf(readFileSync(join(root, page), 'utf8'), page));

/** Where a block stands, for messages: `docs/memory.md:12`. @param {Pick<Block, 'page' | 'line'>} block */
export const placeOf = ({ page, line }) => `${page}:${line}`;

/** `title="…"` on the fence. @param {Block} block @returns {string | undefined} */
export const titleOf = ({ info }) => /\btitle="([^"]+)"/.exec(info)?.[1];

/** The page whose blocks are files and commands of one project: `tools/release/src/guide.mjs` follows it as a reader would. */
const GUIDE = 'docs/write-a-plugin.md';

/** What a titled block of JSON shows, and the schema in `docs/schemas` that it is held against. */
export const SCHEMAS = /** @type {Readonly<Record<string, string>>} */ ({
  'history.jsonl': 'history-line.schema.json',
  'steps.jsonl': 'step-line.schema.json',
  'config.json': 'config.schema.json',
  'metrics.json': 'metrics.schema.json',
});

/**
 * Who executes a block, by what stands on its fence; undefined: nobody, which fails the suite.
 *
 * - `ts`: a whole program, compiled under strict settings and run (`test/programs.examples.test.ts`); `text output` after it is
 *   what it prints
 * - `js`: compiled there, and run by `test/pages.commands.test.ts`, as it reads files that commands of its page have made
 * - `sh`, `python`: run there, in the order of the page
 * - `json`: parsed, and held against the schema of the file that its title names (`test/blocks.test.ts`)
 * - `text lifecycle`: the picture of the loop, held against core-loop's (`test/blocks.test.ts`)
 * - `text drawing`: only looked at
 * @param {Block} block
 * @returns {string | undefined}
 */
export function executorOf(block) {
  const { page, language, info } = block;
  if (page === GUIDE) return 'guide';
  if (language === 'text') return ['output', 'lifecycle', 'drawing'].find((kind) => kind === info);
  const title = titleOf(block);
  if (language === 'json' && title !== undefined) return title in SCHEMAS ? 'json' : undefined;
  if (info !== '') return undefined;
  return /** @type {Record<string, string>} */ ({
    ts: 'program',
    js: 'script',
    sh: 'commands',
    python: 'commands',
    json: 'json',
  })[language];
}
