import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { amnl, ENDLESS, TINY, temporaryFolder } from './amnl.js';
import { killAll, gone as over, start } from './going-on.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const train = (...flags: string[]) => ['train', '--data-dir', fleet, ...TINY, '--epochs', '2', ...flags];
const write = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const json = (...path: string[]) => JSON.parse(readFileSync(join(folder, ...path), 'utf8'));
const from = (name: string) => JSON.stringify(import.meta.resolve(name));

/** Counts its epochs, in a state that is saved. */
const COUNTER = `let epochs = 0;
export default ({ config, fleet }) => ({
  name: 'counter',
  fingerprint: {},
  hooks: { epochEnd(run, metrics) { epochs++; } },
  state: { version: 1, save: () => epochs, load: (saved) => { epochs = saved; console.error('counter goes on at ' + saved, fleet.name, config.epochs); } },
});
`;
/** The mean of a window, times a matrix. */
const network = (scale: string) => `import * as tf from ${from('@tensorflow/tfjs-core')};
export default {
  settings: { epochs: 2 },
  model({ features, rulCap }) {
    const w = tf.tidy(() => tf.variable(tf.fill([features, 4], 0.01)));
    return {
      parameters: { w },
      forward({ window }) {
        const out = tf.matMul(tf.mean(window, 1), w);
        return { rul: tf.add(tf.reshape(tf.slice(out, [0, 0], [-1, 1]), [-1]), ${scale}), health: tf.slice(out, [0, 1], [-1, 3]) };
      },
      dispose: () => w.dispose(),
    };
  },
};
`;

beforeAll(async () => {
  await amnl(['data', 'simulate', '--out', fleet, '--units', '6']);
});
afterAll(() => {
  killAll();
  remove();
});

describe('--plugin', () => {
  test.each([
    ['missing.mjs', undefined, /there is no file .*missing\.mjs and no package 'missing\.mjs'/, 'CLI_PLUGIN_MISSING'],
    ['./missing.mjs', undefined, /cannot read .*missing\.mjs: it does not exist/, 'CLI_PLUGIN_MISSING'],
    ['./folder', undefined, /cannot read .*folder: .*folder/, 'CLI_PLUGIN_MISSING'],
    [
      './syntax.mjs',
      'export default {\n  name: "x",,\n};\n',
      /syntax\.mjs cannot be loaded at line 2: SyntaxError/,
      'CLI_PLUGIN_FAILED',
    ],
    [
      './throws.mjs',
      '\n\nthrow new Error("no \\u001b[2J luck");',
      /throws\.mjs cannot be loaded at line 3: Error: no \\u001b\[2J luck\./,
      'CLI_PLUGIN_FAILED',
    ],
    [
      './needs.mjs',
      'import "not-installed-here";',
      /Cannot find package 'not-installed-here'.*Install it/,
      'CLI_PLUGIN_FAILED',
    ],
    ['./nothing.mjs', 'export const helper = 1;', /exports: helper/, 'CLI_PLUGIN_INVALID'],
    ['./nameless.mjs', 'export default { hooks: {} };', /is a plugin that has no name/, 'CLI_PLUGIN_INVALID'],
    [
      './late.mjs',
      'export default () => {\n  throw new TypeError("later");\n};',
      /a function for plugins that failed at line 2: TypeError: later/,
      'CLI_PLUGIN_FAILED',
    ],
    [
      './gives.mjs',
      'export default async () => [{ hooks: {} }];',
      /what its function for plugins returned\[0\] is a plugin that has no name/,
      'CLI_PLUGIN_INVALID',
    ],
    ['./key.mjs', 'export default { name: "x", epochEnd() {} };', /Put 'epochEnd' inside `hooks`/, 'CL_PLUGIN_INVALID'],
  ])('%s is refused in one line', async (name, text, message, code) => {
    const cwd = join(folder, 'bad');
    mkdirSync(join(cwd, 'folder'), { recursive: true });
    if (text !== undefined) writeFileSync(join(cwd, name), text);
    const { code: exit, stderr } = await amnl(train('--plugin', name, '--out', join(folder, 'never')), { cwd });
    expect(exit).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toContain(`(${code})`);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('is trained with, killed, goes on with its state, and is in record and report', async () => {
    const plugin = write('counter.mjs', COUNTER);
    const out = join(folder, 'counted');
    const running = start(...train(...ENDLESS, '--set', 'checkpointSteps=1', '--plugin', plugin, '--out', out));
    await running.said(/epoch 3\//);
    running.child.kill('SIGKILL');
    await over(running.child);
    const { history } = await goOn(out);
    expect(history).toBeGreaterThanOrEqual(3);
    const [code] = json('counted', 'config.json').code;
    expect(code).toMatchObject({ flag: '--plugin', given: plugin, file: '../counter.mjs', brings: ['plugins'] });
    expect(code.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain(code.sha256);
  });

  /** Resumes until one more epoch than there are is done. */
  async function goOn(out: string) {
    const lines = readFileSync(join(out, 'history.jsonl'), 'utf8').trimEnd().split('\n').length;
    const { code, stderr } = await amnl([
      'train',
      '--resume',
      out,
      '--epochs',
      String(lines + 2),
      '--allow-config-change',
    ]);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/counter goes on at \d+ FD001 \d+/);
    return { history: lines };
  }

  test('that has changed since is refused on resume with both checksums, or allowed', async () => {
    const plugin = write('watched.mjs', "export default { name: 'watched' };\n");
    const out = join(folder, 'watched');
    expect((await amnl(train('--plugin', plugin, '--out', out))).code).toBe(0);
    const before = json('watched', 'config.json').code[0].sha256.slice(0, 12);
    write('watched.mjs', "export default { name: 'watched', hooks: {} };\n");
    const refused = await amnl(['train', '--resume', out, '--epochs', '3']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /code 1: .*watched\.mjs \(sha256 \w{12}\).* → .*\(sha256 \w{12}\).*CLI_RESUME_CHANGED/s,
    );
    expect(refused.stderr).toContain(before);
    const allowed = await amnl(['train', '--resume', out, '--epochs', '3', '--allow-config-change']);
    expect(allowed.code, allowed.stderr).toBe(0);
    expect(json('watched', 'config.json').code[0].sha256.slice(0, 12)).not.toBe(before);
    // Its network is the preset's: its weights are used without the plugin.
    rmSync(plugin);
    expect((await amnl(['evaluate', out])).code).toBe(0);
    const gone = await amnl(['train', '--resume', out, '--epochs', '4']);
    expect(gone.code).toBe(2);
    expect(gone.stderr).toMatch(/watched\.mjs was used by the run .*and is gone.*CLI_PLUGIN_CHANGED/s);
  });

  test('a run is not resumed with a plugin that it did not have', async () => {
    const out = join(folder, 'plain');
    expect((await amnl(train('--out', out))).code).toBe(0);
    const { code, stderr } = await amnl([
      'train',
      '--resume',
      out,
      '--epochs',
      '3',
      '--plugin',
      write('new.mjs', COUNTER),
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/code 1: not set → .*new\.mjs.*CLI_RESUME_CHANGED/s);
  });
});

describe('--config with a network', () => {
  const out = join(folder, 'project', 'runs', 'own');
  const file = join(folder, 'project', 'amnl.config.mjs');
  const rows = join(fleet, 'test_FD001.txt');
  beforeAll(async () => {
    mkdirSync(join(folder, 'project'));
    writeFileSync(file, network('rulCap / 2'));
    const flags = train('--config', file, '--out', out).filter(
      (flag, i, all) => flag !== '--epochs' && all[i - 1] !== '--epochs',
    );
    const { code, stderr } = await amnl(flags);
    expect(code, stderr).toBe(0);
  });

  test('settings and network are used, the network by predict, evaluate and export, too', async () => {
    expect(json('project', 'runs', 'own', 'config.json')).toMatchObject({
      config: { epochs: 2 },
      parameters: 15 * 4,
      code: [{ flag: '--config', file: '../../amnl.config.mjs', brings: ['model'] }],
    });
    const trained = json('project', 'runs', 'own', 'metrics.json');
    const evaluated = JSON.parse((await amnl(['evaluate', out, '--json'])).stdout);
    expect(evaluated.RMSE_last_cycle).toBeCloseTo(trained.RMSE_last_cycle, 3);
    expect((await amnl(['predict', out, '--input', rows])).stdout).toMatch(/^1,1,\d+\.\d{3},/m);
    const exported = join(folder, 'own.onnx');
    expect((await amnl(['export', out, '--output', exported])).code).toBe(0);
    expect(readFileSync(exported)).toEqual(readFileSync(join(out, 'model.onnx')));
  });

  test('the run is repeated by its config.json, bit for bit, and in a dry run', async () => {
    const again = join(folder, 'project', 'runs', 'again');
    const repeated = await amnl(['train', '--config', join(out, 'config.json'), '--out', again]);
    expect(repeated.code, repeated.stderr).toBe(0);
    expect(readFileSync(join(again, 'predictions.csv'))).toEqual(readFileSync(join(out, 'predictions.csv')));
    const dry = JSON.parse((await amnl(['train', '--dry-run', '--json', '--config', join(out, 'config.json')])).stdout);
    expect(dry.layers).toMatchObject([{ name: 'w' }]);
  });

  test('project and runs may be moved together', async () => {
    const moved = join(folder, 'moved');
    cpSync(join(folder, 'project'), moved, { recursive: true });
    renameSync(file, `${file}.away`);
    const { code, stderr } = await amnl(['evaluate', join(moved, 'runs', 'own')]);
    renameSync(`${file}.away`, file);
    expect(code, stderr).toBe(0);
  });

  test.each([
    ['evaluate', []],
    ['predict', ['--input', rows]],
    ['export', ['--output', join(folder, 'x.onnx')]],
  ] as const)('%s refuses a run whose network has changed, or is gone', async (command, flags) => {
    const place = join(folder, `${command}-changed`);
    cpSync(join(folder, 'project'), place, { recursive: true });
    const run = join(place, 'runs', 'own');
    writeFileSync(join(place, 'amnl.config.mjs'), network('rulCap'));
    const changed = await amnl([command, run, ...flags]);
    expect(changed.code).toBe(2);
    expect(changed.stderr).toMatch(/has changed: it was .*sha256 \w{12}.* is .*sha256 \w{12}.*CLI_PLUGIN_CHANGED/s);
    rmSync(join(place, 'amnl.config.mjs'));
    renameSync(file, `${file}.away`);
    const gone = await amnl([command, run, ...flags]);
    renameSync(`${file}.away`, file);
    expect(gone.code).toBe(2);
    expect(gone.stderr).toMatch(/was used by the run in .* \(model\), and is gone: .*CLI_PLUGIN_CHANGED/s);
    expect(`${changed.stderr}${gone.stderr}`).not.toMatch(/^ +at /m);
  });

  test('is not used unasked, which is said', async () => {
    const { stderr } = await amnl(train('--out', join(folder, 'unasked')), { cwd: join(folder, 'project') });
    expect(stderr).toMatch(/amnl\.config\.mjs in this folder is not used.*--config amnl\.config\.mjs/);
  });

  test('of the wrong outputs is refused before anything is trained', async () => {
    const bad = write('bad.config.mjs', network('1').replace('health:', 'state:'));
    const { code, stderr } = await amnl(train('--config', bad, '--out', join(folder, 'bad-run')));
    expect(code).toBe(2);
    expect(stderr).toMatch(/output 'health' is missing \(outputs: rul, state\).*CLI_MODEL_INVALID/);
  });
});

/** As the command sees it: built. */
test.each([
  ['a function that never returns', 'export default { plugins: () => new Promise(() => {}) };'],
  ['a file that is never loaded', 'await new Promise(() => {});'],
  [
    'a hook that never ends',
    'export default { plugins: { name: "stuck", hooks: { epochEnd: () => new Promise(() => {}) } } };',
  ],
])('%s ends the command with an error, not with success', async (_, text) => {
  const file = write('never.config.mjs', text);
  const { code, stdout, stderr } = await amnl(train('--config', file, '--out', join(folder, `never-${text.length}`)));
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/a promise that nothing settles.*\(CLI_NEVER_ENDS\)$/);
});

const FLEET_NODE = new URL('../../data-fleet/dist/node/index.js', import.meta.url).href;

describe('--config with data', () => {
  const project = join(folder, 'site');
  const file = join(project, 'amnl.config.mjs');
  const out = join(project, 'run');
  const source = (grows: number) => `import { readFileSync } from 'node:fs';
import { fleetFromRows } from ${JSON.stringify(FLEET_NODE)};
export default {
  async data({ config }) {
    const { hours } = JSON.parse(readFileSync(new URL('hours.json', import.meta.url), 'utf8'));
    const rows = hours.flatMap((life, pump) => Array.from({ length: life }, (_, hour) => ({
      pump: 'P-' + pump, hour, heat: 60 + Math.exp((hour - life) / 9) * ${grows}, failed: hour === life - 1,
    })));
    return fleetFromRows(rows, { name: 'pumps', noun: 'pump', unit: 'pump', time: { column: 'hour', unit: 'hours' }, failed: 'failed' });
  },
};
`;
  const hours = (...all: number[]) => writeFileSync(join(project, 'hours.json'), JSON.stringify({ hours: all }));
  const LIVES = [40, 45, 38, 52, 47, 41] as const;
  beforeAll(async () => {
    mkdirSync(project);
    writeFileSync(file, source(20));
    hours(...LIVES);
    const { code, stderr } = await amnl(['train', '--config', file, ...TINY, '--out', out]);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(
      /AMNL on pumps.*code +.*amnl\.config\.mjs \(sha256 \w{12}\): data.* predict \S+ --data FILE/s,
    );
  });

  test('they are recorded, shown, evaluated on, and used when the run goes on or is repeated', async () => {
    const { data, code, config } = json('site', 'run', 'config.json');
    expect(data).toMatchObject({
      name: 'pumps',
      noun: 'pump',
      timeUnit: 'hours',
      source: 'code',
      official: false,
      files: {},
    });
    expect(code).toMatchObject([{ flag: '--config', file: '../amnl.config.mjs', brings: ['data'] }]);
    expect(config).toMatchObject({ dataset: 'pumps', selection: 'holdout' });
    const report = readFileSync(join(out, 'report.html'), 'utf8');
    for (const said of [data.checksum, code[0].sha256]) expect(report).toContain(said);
    expect(report).not.toMatch(/FD00\d/);

    const evaluated = await amnl(['evaluate', out, '--json']);
    expect(evaluated.code, evaluated.stderr).toBe(0);
    expect(evaluated.stderr).toContain('held-out unit');
    expect(JSON.parse(evaluated.stdout).RMSE_last_cycle).toBe(json('site', 'run', 'metrics.json').RMSE_last_cycle);
    expect((await amnl(['train', '--resume', out, '--epochs', '2'])).code).toBe(0);
    const again = join(project, 'again');
    const repeated = await amnl(['train', '--config', join(out, 'config.json'), '--out', again]);
    expect(repeated.code, repeated.stderr).toBe(0);
    const history = (run: string) => readFileSync(join(run, 'history.jsonl'), 'utf8').replace(/"seconds".*/g, '');
    expect(history(again)).toBe(history(out));
  });

  test('rows to predict for are in a table', async () => {
    const table = join(project, 'now.csv');
    writeFileSync(table, 'pump,hour,heat\nQ,0,61\nQ,1,62\n');
    const { code, stdout, stderr } = await amnl(['predict', out, '--data', table, '--unit', 'pump', '--time', 'hour']);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^Q,0,/m);
    const wrong = await amnl(['predict', out, '--input', table]);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('Give --data FILE') });
  });

  test('data that have changed are refused on resume, and said by evaluate', async () => {
    hours(...LIVES, 50);
    const refused = await amnl(['train', '--resume', out, '--epochs', '9']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/checksum of the data: "\w{64}" → "\w{64}".*CLI_RESUME_CHANGED/s);
    const evaluated = await amnl(['evaluate', out]);
    expect(evaluated.code, evaluated.stderr).toBe(0);
    expect(evaluated.stderr).toContain('these data are not those');
    hours(...LIVES);
    writeFileSync(file, source(21));
    const changed = await amnl(['evaluate', out]);
    expect(changed).toMatchObject({ code: 2, stderr: expect.stringMatching(/amnl\.config\.mjs.*CLI_PLUGIN_CHANGED/s) });
    writeFileSync(file, source(20));
  });

  test.each([
    [
      ['--data', 'x.csv'],
      /setting 'data' \(from --data\) .*the data come from .*amnl\.config\.mjs.*CLI_CONFIG_INVALID/,
    ],
    [['--data-dir', fleet], /setting 'dataDir' .*give only one of the two/],
    [['--unit', 'pump'], /setting 'unit' .*has no effect/],
  ])('with %j they are refused', async (flags, message) => {
    const { code, stderr } = await amnl(['train', '--config', file, ...TINY, ...flags, '--out', join(folder, 'never')]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  });

  test('a function that throws, also for a cell of its rows, is refused with its line, and leaves no folder', async () => {
    hours();
    for (const [text, message] of [
      [
        'export default {\n  data() {\n    throw new Error("no database");\n  },\n};',
        /data that failed at line 3: Error: no database/,
      ],
      [source(20), /data that failed.*pumps has no rows.*DF_TABLE_EMPTY/],
      ['export default { data() {} };', /what its function for data returned is undefined.*CLI_PLUGIN_INVALID/],
    ] as const) {
      const wrong = write('wrong.config.mjs', text.replace('hours.json', 'site/hours.json'));
      const { code, stderr } = await amnl(['train', '--config', wrong, ...TINY, '--out', join(folder, 'never')]);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
      expect(stderr).not.toMatch(/^ +at /m);
    }
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });
});

describe('own code and --folds', () => {
  test('the file is run for every fold, so that none knows of the one before', async () => {
    const plugin = write(
      'forgets.mjs',
      `let epochs = 0;
export default { name: 'forgets', hooks: { epochEnd() { console.error('epoch ' + ++epochs + ' of its file'); } } };
`,
    );
    const out = join(folder, 'forgets');
    const { code, stderr } = await amnl(train('--folds', '2', '--plugin', plugin, '--out', out));
    expect(code, stderr).toBe(0);
    const said = [...stderr.matchAll(/epoch (\d) of its file/g)].map(([, epoch]) => epoch);
    expect(said).toEqual(['1', '2', '1', '2']);
    const files = ['folds.json', join('fold-2', 'config.json')].map((name) => json('forgets', name).code[0].file);
    expect(files).toEqual(['../forgets.mjs', '../../forgets.mjs']);
  });

  test('a file that changes between two folds is refused, and what was trained stays', async () => {
    const plugin = write(
      'changes.mjs',
      `import { appendFileSync } from 'node:fs';
export default { name: 'changes', hooks: { fitEnd() { appendFileSync(new URL(import.meta.url), '// more'); } } };
`,
    );
    const before = readFileSync(plugin, 'utf8');
    const out = join(folder, 'changes');
    const { code, stderr } = await amnl(train('--folds', '2', '--plugin', plugin, '--out', out));
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/changes\.mjs has changed while it was in use.*\(CLI_PLUGIN_CHANGED\)\n$/s),
    });
    expect(stderr).toContain('resume with: amnl train --resume');
    expect(existsSync(join(out, 'fold-1', 'metrics.json'))).toBe(true);
    writeFileSync(plugin, before);
    const resumed = await amnl(['train', '--resume', out]);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(json('changes', 'folds.json').results).toHaveLength(2);
  });
});
