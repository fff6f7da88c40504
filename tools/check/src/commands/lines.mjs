// The commands of a page's `sh` blocks, and what is done with each: run as it stands, run smaller, or left to somebody else.

/** @typedef {{ page: string, line: number, text: string }} Command on its page, comment taken away */

/** What may be run as it stands; anything else needs a line below. */
const RUNNABLE =
  /^(amnl|npm run (-s amnl --|build --prefix)|npx @amnl\/cli|node|pnpm (bench|fuzz|release:rehearse))( |$)/;

/** Commands that somebody else runs: who, and why. @type {readonly [RegExp, string][]} */
export const ELSEWHERE = [
  [/^(npm install @tensorflow\/tfjs-node@|npx @amnl\/tfjs-node-build\b)/, 'pnpm test:native: it downloads 200 MB'],
  [/^python3 -m pip install .*\/tfjs-node-gpu\/deps /, 'a machine with a GPU: it downloads two gigabytes'],
  [/^(ONNXRUNTIME_NODE_INSTALL=skip )?npm (install|create) /, 'pnpm release:rehearse, from a registry of its own'],
  [/^pnpm release:rehearse(?! --help)/, 'a release: it installs for minutes'],
  [/^npm test$/, '.ci/run: this check is a part of it'],
  [/^npm run quickstart\b/, '.ci/run: installed and built by npm test'],
  [/^npx nx test ema$/, 'npm test: it needs the workspace'],
  [/^npm run format$/, 'npm test, by lint: it changes files of the repository'],
  [/^npm run changeset$/, 'pnpm release:rehearse: it asks questions'],
  [
    /^(sudo apt-get install|\/usr\/bin\/python3 -B tools\/reference\/|python3 -m venv|\.scratch-)/,
    'a change of fixtures',
  ],
  [
    /^(node examples\/serve-predictions\/server\.mjs|amnl serve) /,
    'the commands after it, which start it, ask it and stop it',
  ],
  [/^(pip install scikit-learn|python3 examples\/gradient-boosted-trees)/, 'its tests, with scikit-learn'],
  [/^(npm run dev --prefix examples\/browser|npx vite)$/, 'the tests of examples/browser, which start the same server'],
];

/** Settings that make a training of minutes one of seconds; the last of several equal flags counts. */
const SMALL = '--epochs 1 --hidden 8 --set channels=8 --set heads=2 --set funnel=8 --set stride=20';
const SERVER = `node examples/serve-predictions/server.mjs runs/to-serve & server=$!
trap 'kill $server' EXIT
curl -s --retry 60 --retry-delay 1 --retry-connrefused -o /dev/null http://127.0.0.1:8080/healthz
`;

/** Commands that are run otherwise here, so that they take seconds and write nothing into the repository. @type {readonly [RegExp, (text: string) => string][]} */
export const OTHERWISE = [
  [/^(npm run -s amnl --|amnl|npx @amnl\/cli) (train\b(?!.* --plan)|benchmark define)/, (text) => `${text} ${SMALL}`],
  [/^node examples\/pipeline-api\/train\.mjs$/, (text) => `SIMULATE=3 EPOCHS=1 ${text}`],
  [/^pnpm fuzz/, (text) => `${text} --inputs 10`],
  [/^pnpm bench\b.*--steps/, (text) => `${text.replace(/--steps \d+/, '--steps 45')} --json bench-results.json`],
  [/^echo 20 \| (node|python3) tools\/bench\//, (text) => text.replace('echo 20', 'echo 2')],
  [/^curl .*http:\/\/127\.0\.0\.1:8080\//, (text) => SERVER + text],
];

/** Programs that are not ours: a command that fails where they are missing. The line is skipped then, visibly. @type {readonly [RegExp, string][]} */
export const NEEDS = [
  [/\| python3 tools\/bench\/peers/, "python3 -c 'import torch'"],
  [/^curl /, 'command -v curl'],
  [/\bjq -/, 'command -v jq'],
];

/**
 * The commands of a block: one a line, longer ones continued by a backslash.
 * @param {import('../blocks.mjs').Block} block
 * @returns {Command[]}
 */
export function commandsOf({ page, line, text }) {
  /** @type {Command[]} */
  const commands = [];
  let begun = '';
  let first = 0;
  for (const [i, written] of text.split('\n').entries()) {
    if (begun === '') first = i;
    const joined = begun + written.replace(/^\s*#.*|\s+#\s.*$/, '').trim();
    begun = joined.endsWith('\\') ? joined.slice(0, -1) : '';
    if (begun === '' && joined !== '') commands.push({ page, line: line + 1 + first, text: joined });
  }
  return commands;
}

/**
 * What is done with a command; `unknown` where nobody said.
 * @param {{ text: string }} command
 * @returns {{ does: 'run', text: string, needs?: string | undefined } | { does: 'elsewhere', by: string } | { does: 'unknown' }}
 */
export function decide({ text }) {
  /** @template T @param {readonly [RegExp, T][]} table */
  const find = (table) => table.find(([line]) => line.test(text))?.[1];
  const by = find(ELSEWHERE);
  if (by !== undefined) return { does: 'elsewhere', by };
  const otherwise = find(OTHERWISE);
  const needs = find(NEEDS);
  if (otherwise === undefined && needs === undefined && !RUNNABLE.test(text)) return { does: 'unknown' };
  return { does: 'run', text: otherwise?.(text) ?? text, needs };
}
