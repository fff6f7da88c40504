// Who executes a block. Every block of every page has an executor; one that has none fails the suite.
import { titleOf } from './blocks.mjs';

/** @typedef {import('./blocks.mjs').Block} Block */
/** @typedef {'guide' | 'program' | 'script' | 'commands' | 'json' | 'output' | 'lifecycle' | 'drawing'} Executor */

/** The page whose blocks are files and commands of one project: `tools/release/guide` follows it as a reader would. */
const GUIDE = 'docs/write-a-plugin.md';

/** What a titled block of JSON shows, and the schema in `docs/schemas` that it is held against. */
export const SCHEMAS = /** @type {Readonly<Record<string, string>>} */ ({
  'history.jsonl': 'history-line.schema.json',
  'steps.jsonl': 'step-line.schema.json',
  'config.json': 'config.schema.json',
  'metrics.json': 'metrics.schema.json',
});

/** Text that no program of the page prints: where it begins, and why it is only looked at. */
export const DRAWINGS = [
  { page: 'ARCHITECTURE.md', begins: 'packages/core-loop/src', why: 'the rooms; test/floors.test.ts holds the order' },
  { page: 'packages/model-rul/README.md', begins: 'window [B, 30, 17]', why: 'the network as a picture' },
  { page: 'packages/progress/README.md', begins: 'epoch 4/4 ', why: 'a terminal in the middle of a run of minutes' },
  { page: 'packages/progress/README.md', begins: 'metric ', why: 'the same terminal at the end of that run' },
  {
    page: 'packages/cli/README.md',
    begins: 'config.json ',
    why: 'the files of a run; tools/check/commands.mjs looks for each',
  },
];

/**
 * - `program`: `ts`, a whole program; compiled under strict settings and run (`test/programs.examples.test.ts`)
 * - `script`: `js`, type-checked there; run by `commands.mjs`, as it reads files that commands before it on its page have made
 * - `commands`: `sh` and `python`, run by `commands.mjs` in the order of the page
 * - `json`: parsed, and held against the schema of the file that its title names (`test/json-blocks.test.ts`)
 * - `output`: `text output`, what the program before it prints (`test/programs.examples.test.ts`)
 * - `lifecycle`: the picture of the loop, held against core-loop's (`test/text-blocks.test.ts`)
 * - `drawing`: listed above
 * - `guide`: {@link GUIDE}
 * @param {Block} block
 * @returns {Executor | undefined} undefined: nobody
 */
export function executorOf(block) {
  const { page, language, info, text } = block;
  if (page === GUIDE) return 'guide';
  const title = titleOf(block);
  if (language === 'json') return title === undefined || title in SCHEMAS ? 'json' : undefined;
  if (language === 'text' && info === 'output') return 'output';
  if (info !== '') return undefined; // nothing else stands beside a language
  if (language === 'ts') return 'program';
  if (language === 'js') return 'script';
  if (language === 'sh' || language === 'python') return 'commands';
  if (language !== 'text') return undefined;
  if (text.startsWith('fitStart\n')) return 'lifecycle';
  return DRAWINGS.some((drawing) => drawing.page === page && text.startsWith(drawing.begins)) ? 'drawing' : undefined;
}
