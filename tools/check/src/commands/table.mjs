// The lines of `sh` blocks that are not run as they stand, each with its reason. Every other line is run.

/**
 * @typedef {object} Rule
 * @property {RegExp} line what it is about
 * @property {RegExp} [page] only there
 * @property {string} why
 * @property {string} [elsewhere] who runs it instead
 * @property {(line: string) => string} [instead] the line that is run in its place
 * @property {string} [needs] a command that fails where it cannot be run; it is skipped then, visibly
 */

/** Settings that make a training of minutes one of seconds; the last of several equal flags counts. */
const SMALL = '--epochs 1 --hidden 8 --set channels=8 --set heads=2 --set funnel=8 --set stride=20';

const REHEARSAL = 'pnpm release:rehearse, against a registry of its own';
const CI = '.ci/run';

/** @type {readonly Rule[]} */
export const TABLE = [
  // Packages and registries
  {
    line: /^(npm install @tensorflow\/tfjs-node(-gpu)?@|npx @amnl\/tfjs-node-build\b)/,
    why: 'downloads 200 MB and compiles',
    elsewhere: `${CI}, by pnpm test:native`,
  },
  {
    line: /^python3 -m pip install --no-deps --target node_modules\/@tensorflow\/tfjs-node-gpu\/deps /,
    why: 'two gigabytes, for a GPU',
    elsewhere: 'whoever has one',
  },
  {
    line: /^(ONNXRUNTIME_NODE_INSTALL=skip )?npm install (?!--global\b)/,
    why: 'needs the packages in a registry',
    elsewhere: REHEARSAL,
  },
  {
    line: /^npm install --global /,
    why: 'changes the machine',
    elsewhere: `${REHEARSAL}: the same package, installed into a folder`,
  },
  {
    line: /^npm create amnl-plugin my-plugin$/,
    why: 'needs the package in a registry',
    elsewhere: `${REHEARSAL}; its own tests make, build and test a plugin as well`,
  },
  {
    line: /^pnpm release:rehearse(?! --help)/,
    why: 'installs from a registry of its own for minutes, and from the commit',
    elsewhere: 'whoever releases',
  },
  // Continuous integration
  { line: /^npm test$/, why: 'the whole suite, of which this check is a part', elsewhere: CI },
  {
    line: /^npm run quickstart( --.*)?$/,
    why: 'installs and builds first',
    elsewhere: `${CI}: the same training, installed and built by npm test`,
  },
  {
    line: /^npx nx test ema$/,
    why: 'needs the workspace, not a folder beside it',
    elsewhere: 'npm test: the same target of every package',
  },
  { line: /^npm run format$/, why: 'changes files of the repository', elsewhere: 'npm test: the same rules, by lint' },
  { line: /^npm run changeset$/, why: 'asks questions', elsewhere: `${REHEARSAL}, with changesets of its own` },
  // Trainings and measurements of minutes
  {
    line: /^(npm run -s amnl --|amnl|npx @amnl\/cli) train\b/,
    why: 'minutes of training',
    instead: (line) => `${line} ${SMALL}`,
  },
  {
    line: /^node examples\/pipeline-api\/train\.mjs$/,
    why: 'a minute of training',
    instead: (line) => `SIMULATE=3 EPOCHS=1 ${line}`,
  },
  {
    line: /^pnpm fuzz$/,
    page: /fuzz/,
    why: '200,000 inputs a parser',
    instead: (line) => `${line} --inputs 10`,
  },
  { line: /^pnpm fuzz .*--inputs 5000/, why: 'half a minute', instead: (line) => line.replace('5000', '100') },
  {
    line: /^pnpm bench --only memory/,
    why: 'four minutes, and it writes bench-results.json into the repository',
    instead: (line) => `${line.replace(/--steps \d+/, '--steps 45')} --json bench-results.json`,
  },
  {
    line: /^echo 20 \| node tools\/bench\/train-step/,
    why: 'a quiet machine is for measuring, not for this',
    instead: (line) => line.replace('echo 20', 'echo 2'),
  },
  {
    line: /^python3 tools\/bench\/peers/,
    why: 'PyTorch is a peer to measure against, not a dependency',
    needs: "python3 -c 'import torch'",
    instead: (line) => line.replace(/--steps \d+/, '--steps 2'),
  },
  {
    line: /^(sudo apt-get install python3-torch|\/usr\/bin\/python3 -B tools\/reference\/|python3 -m venv|\.scratch-(python|torch)\/)/,
    page: /^tools\/reference/,
    why: 'writes fixtures into the repository, and needs packages of Python',
    elsewhere: 'whoever changes a fixture',
  },
  // A server, which runs until it is stopped
  {
    line: /^node examples\/serve-predictions\/server\.mjs /,
    why: 'runs until it is stopped',
    elsewhere: 'the commands after it, which start it, ask it and stop it',
  },
  {
    line: /^curl .*http:\/\/127\.0\.0\.1:8080\//,
    page: /serve-predictions/,
    why: 'asks the server of the line before, which must run',
    needs: 'command -v curl',
    instead: (line) =>
      [
        'node examples/serve-predictions/server.mjs runs/to-serve & server=$!',
        "trap 'kill $server' EXIT",
        'curl -s --retry 60 --retry-delay 1 --retry-connrefused -o /dev/null http://127.0.0.1:8080/health',
        line,
      ].join('\n'),
  },
  {
    line: /^(npm run dev --prefix examples\/browser|npx vite)$/,
    page: /^examples\/browser/,
    why: 'runs until it is stopped',
    elsewhere: 'npm test: the tests of examples/browser start the same server, and a browser before it',
  },
  // Programs that are not ours
  { line: /\bjq -/, why: 'jq is not part of the project', needs: 'command -v jq' },
];
