import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simulateCmapss } from '@amnl/data-cmapss';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useBackend } from '../src/compute/backend.js';
import { presetConfig } from '../src/config/resolve-config.js';
import { createRulPipeline } from '../src/pipeline/pipeline.js';
import { stepsWriter } from '../src/run-folder/steps-plugin.js';
import { jsonSchemas, SCHEMAS, type SchemaName } from '../src/schemas/json-schemas.js';
import { amnl, TINY, temporaryFolder } from './amnl.js';

const DOCS = fileURLToPath(new URL('../../../docs/schemas/', import.meta.url));
const REMEDY = 'stale: pnpm build && node packages/cli/schemas.mjs && pnpm format';
const NAMES = Object.keys(jsonSchemas()) as SchemaName[];

type Json = Record<string, unknown>;
const published = Object.fromEntries(
  NAMES.map((name) => [name, JSON.parse(readFileSync(join(DOCS, `${name}.schema.json`), 'utf8')) as Json]),
) as Record<SchemaName, Json>;

/** A validator that has nothing to do with the library the schemas are written in. */
const validator = (schema: Json): ValidateFunction =>
  new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);

/** The same schema, without room for fields that a later version may add: what it does not describe is refused. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in inner && 'additionalProperties' in inner ? { ...inner, additionalProperties: false } : inner;
}

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const plan = join(folder, 'plan');
const run = join(plan, 'seed2');
/** Real outputs by the name of their schema: at least one each. */
const real = {} as Record<SchemaName, Json[]>;

beforeAll(async () => {
  const printed = async (...args: string[]) => {
    const { code, stdout, stderr } = await amnl(args);
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout || 'null') as Json;
  };
  await printed('data', 'simulate', '--out', fleet, '--units', '4');
  const planned = ['--data-dir', fleet, ...TINY, '--epochs', '2', '--seeds', '1..2', '--out', plan];
  await printed('sweep', 'define', ...planned);
  real['plan-line'] = linesOf(readFileSync(join(plan, 'plan.jsonl'), 'utf8'));
  const trained = await printed('train', '--json', '--plan', join(plan, 'plan.jsonl'), '--index', '1');
  await sweeps(printed);
  real['dry-run'] = [
    await printed('train', '--dry-run', '--json', '--data-dir', fleet, ...TINY, '--epochs', '2'),
    await printed('train', '--dry-run', '--json', '--resume', run),
  ];
  const read = (name: string) => readFileSync(join(run, name), 'utf8');
  real.metrics = [JSON.parse(read('metrics.json')), trained];
  expect(trained).toEqual(real.metrics[0]);
  real.timings = [JSON.parse(read('timings.json')), trained['timings'] as Json];
  real.config = [JSON.parse(read('config.json'))];
  const folds = ['--folds', '2', '--out', join(folder, 'folds')];
  real.folds = [await printed('train', '--json', '--data-dir', fleet, ...TINY, ...folds)];
  real.metrics.push(JSON.parse(readFileSync(join(folder, 'folds', 'fold-1', 'metrics.json'), 'utf8')));
  real['benchmark-results'] = [await benchmark(printed)];
  real['history-line'] = linesOf(read('history.jsonl'));
  real['step-line'] = await looks();
  real.evaluate = [await printed('evaluate', run, '--json')];
  const rows = join(fleet, 'test_FD001.txt');
  real.prediction = (await printed('predict', run, '--input', rows, '--last', '--json')) as unknown as Json[];
  real.reasons = [JSON.parse(read('reasons.json'))];
  real.explain = [await printed('explain', run, '--unit', '2', '--json')];
  await holdUnitsOut(printed, rows);
  real.drift = [await printed('drift', run, '--input', rows, '--json')];
  real['data-info'] = [await printed('data', 'info', '--json', '--dataset', 'FD001', '--data-dir', fleet)];
  const table = join(folder, 'pumps.csv');
  const rowsOfTable = ['A', 'B'].flatMap((pump) =>
    [0, 1, 2, 4].map((h) => `${pump},2024-01-01T0${h}:00,${h},7,${h === 4 ? 1 : 0}`),
  );
  writeFileSync(table, `pump,time,flow,mode,failed\n${rowsOfTable.join('\n')}\n`);
  real['data-describe'] = [await printed('data', 'describe', table, '--json', '--out', join(folder, 'dataset.json'))];
  real.doctor = [await printed('doctor', '--json')];
  const sweep = ['--steps', '20', '--out', join(folder, 'sweep')];
  real['lr-find'] = [await printed('find-lr', '--json', '--data-dir', fleet, ...TINY.slice(2), ...sweep)];
});
afterAll(remove);

/** Adds what a plan says of which one run is done and one has failed. */
async function sweeps(printed: (...args: string[]) => Promise<Json>) {
  const failure = { format: 'amnl-failure', version: 1, code: 'DC_FILE_MISSING', message: 'gone' };
  writeFileSync(join(plan, 'seed1.failed.json'), JSON.stringify(failure));
  real.sweep = [
    await printed('sweep', 'collect', '--partial', plan, '--json'),
    await printed('sweep', 'status', plan, '--json'),
  ];
}

/** Adds what a run says that holds enough units out for intervals. */
async function holdUnitsOut(printed: (...args: string[]) => Promise<Json>, rows: string) {
  const [more, held] = [join(folder, 'more'), join(folder, 'held')];
  await printed('data', 'simulate', '--out', more, '--units', '16');
  const out = ['--selection', 'holdout', '--set', 'holdoutFraction=0.7', '--out', held];
  real.metrics.push(await printed('train', '--json', '--data-dir', more, ...TINY, ...out));
  expect(real.metrics.at(-1)).toHaveProperty('intervals');
  const calibration = JSON.parse(readFileSync(join(held, 'calibration.json'), 'utf8')) as Json;
  real.calibration = [shortened(calibration) as Json, calibration]; // the first one is tried with other values everywhere
  const costs = ['--cost-early', '1', '--cost-failure', '10'];
  real.evaluate.push(await printed('evaluate', held, '--json', ...costs));
  const [predicted] = (await printed(
    'predict',
    held,
    '--input',
    rows,
    '--last',
    '--json',
    ...costs,
  )) as unknown as Json[];
  expect(Object.keys(predicted!)).toEqual(expect.arrayContaining(['rul_low', 'rul_high', 'action', 'change_by']));
  real.prediction.push(predicted!);
}

/** What two variants with one seed come to, trained as their plan says. */
async function benchmark(printed: (...args: string[]) => Promise<Json>): Promise<Json> {
  const [file, settings, place] = ['two.json', 'settings.json', 'benchmark'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(file, JSON.stringify({ seeds: [1], variants: { small: {}, wide: { hidden: 6 } } }));
  await printed('benchmark', 'define', file, '--no-predict', '--out', place, '--data-dir', fleet, ...TINY);
  for (const line of linesOf(readFileSync(join(place, 'plan.jsonl'), 'utf8'))) {
    writeFileSync(settings, JSON.stringify(line['config']));
    await printed('train', '--config', settings, '--out', join(place, line['folder'] as string));
  }
  const results = await printed('benchmark', 'report', place, '--json');
  expect(JSON.parse(readFileSync(join(place, 'results.json'), 'utf8'))).toEqual(results);
  expect(results).toMatchObject({ complete: true, paired: [{ variant: 'wide', seeds: [1] }] });
  return results;
}

const linesOf = (text: string): Json[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/** What the writer of steps.jsonl leaves of a small run, looking at every step: by its clock each takes five seconds. */
async function looks(): Promise<Json[]> {
  await useBackend('cpu');
  const config = presetConfig('quick', { epochs: 2, hidden: 4, channels: [4], heads: 2, funnel: [8], stride: 40 });
  const data = simulateCmapss({ subset: 'FD001', trainUnits: 4, testUnits: 2 });
  let now = 0;
  const { trainer, dispose } = createRulPipeline({
    config: { ...config, batchSize: 8 },
    fleet: data,
    plugins: [stepsWriter(folder, () => (now += 5000))],
  });
  await trainer.fit();
  dispose();
  return linesOf(readFileSync(join(folder, 'steps.jsonl'), 'utf8'));
}

/** What a schema describes may have one of several shapes; a real one of each stands first, in their order. */
const shapesOf = (schema: Json): readonly Json[] => (schema['oneOf'] as Json[] | undefined) ?? [schema];

describe('docs/schemas', () => {
  test('has a file for each schema and no other', () => {
    expect(readdirSync(DOCS).sort()).toEqual(NAMES.map((name) => `${name}.schema.json`).sort());
  });

  test.each(NAMES)('%s is what the source says', (name) => {
    expect(published[name], REMEDY).toEqual(JSON.parse(JSON.stringify(jsonSchemas()[name])));
  });

  test.each(NAMES)('%s has a title, and a description of every field', (name) => {
    expect(published[name]).toMatchObject({ title: expect.any(String), description: expect.any(String) });
    const silent: string[] = [];
    const definitions = (published[name]['$defs'] ?? {}) as Record<string, Json>;
    const look = (schema: Json, at: string) => {
      for (const [field, inner] of Object.entries((schema['properties'] ?? {}) as Record<string, Json>)) {
        const named = definitions[String(inner['$ref']).slice('#/$defs/'.length)];
        if (!inner['description'] && !named?.['description']) silent.push(`${at}${field}`);
        look(inner, `${at}${field}.`);
        if (inner['items']) look(inner['items'] as Json, `${at}${field}[].`);
      }
    };
    for (const shape of shapesOf(published[name])) look(shape, '');
    for (const [definition, schema] of Object.entries(definitions)) look(schema, `${definition}.`);
    expect(silent).toEqual([]);
  });
});

describe.each(NAMES)('%s, as the command line writes it', (name) => {
  test('is what the published schema describes, and has no field that it does not', () => {
    expect(real[name].length).toBeGreaterThan(0);
    const valid = validator(closed(published[name]) as Json);
    for (const value of real[name]) expect(valid(value), JSON.stringify(valid.errors, null, 1)).toBe(true);
  });

  test('is refused without any of the fields that are promised', () => {
    const valid = validator(published[name]);
    const shapes = shapesOf(published[name]);
    for (const [i, shape] of shapes.entries()) {
      const required = shape['required'] as string[];
      expect(required.length).toBeGreaterThan(0);
      for (const field of required) {
        const { [field]: _, ...less } = real[name][i]!;
        expect(valid(less), field).toBe(false);
      }
    }
  });

  test('is refused with a value of another type, however deep', () => {
    const valid = validator(published[name]);
    const whole = real[name][0]!;
    for (const path of places(whole)) {
      const wrong = typeof valueAt(whole, path) === 'string' ? 7 : 'seven';
      expect(valid(replaced(whole, path, wrong)), path.join('.')).toBe(false);
    }
  });

  test('is judged by the published schema as by the readers in the source', () => {
    const valid = validator(published[name]);
    const whole = real[name][0]!;
    const verdicts = new Set<boolean>();
    for (const path of places(whole)) {
      for (const other of [
        null,
        -1,
        0,
        0.5,
        3,
        1e300,
        '',
        'test',
        '2026-11-26T00:41:54.004Z',
        true,
        [],
        {},
        [1],
        ['x'],
      ]) {
        const changed = replaced(whole, path, other);
        const verdict = valid(changed);
        expect(SCHEMAS[name].safeParse(changed).success, `${path.join('.')}: ${JSON.stringify(other)}`).toBe(verdict);
        verdicts.add(verdict);
      }
    }
    expect(verdicts.size).toBe(2);
  });

  test('is accepted with a field more, as a later version may have it', () => {
    expect(validator(published[name])({ ...real[name][0]!, later: { than: 'now' } })).toBe(true);
  });
});

describe('docs/machine-readable.md', () => {
  const page = readFileSync(fileURLToPath(new URL('../../../docs/machine-readable.md', import.meta.url)), 'utf8');
  const names = new Set([...page.matchAll(/`([^`\n]+)`/g)].map(([, name]) => name!));

  test.each(NAMES)('names every field of %s', (name) => {
    // Settings are in the schema alone; the page says so.
    const settled = ['config', 'folds', 'plan-line', 'sweep'].includes(name);
    const fields = fieldsOf(settled ? withoutSettings(published[name]) : published[name]);
    expect(fields.filter((field) => !names.has(field))).toEqual([]);
  });

  test('names every metric that a run reports', () => {
    const reported = [...real['history-line'], ...real['step-line']].flatMap(({ metrics }) =>
      Object.keys(metrics as Json),
    );
    expect(reported.length).toBeGreaterThan(20);
    expect(reported.filter((name) => !names.has(name))).toEqual([]);
  });

  test('links to every schema', () => {
    for (const name of NAMES) expect(page).toContain(`(schemas/${name}.schema.json)`);
  });
});

/** The names of all fields in a schema. */
function fieldsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = Object.keys(((schema as Json)['properties'] as Json | undefined) ?? {});
  return [...own, ...Object.values(schema).flatMap(fieldsOf)];
}

function withoutSettings(schema: Json): Json {
  const settings = new Set(['config', 'settings']);
  return JSON.parse(JSON.stringify(schema, (key, value) => (settings.has(key) ? {} : value)));
}

type Path = readonly (string | number)[];

/** The paths of all values in a value. */
function places(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Object.entries(value).flatMap(([key, item]) =>
    places(item, [...at, Array.isArray(value) ? Number(key) : key]),
  );
  return at.length === 0 ? inner : [at, ...inner];
}

/** The same with a few items of each list: its rows are alike. */
function shortened(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.slice(0, 3).map(shortened);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortened(item)]));
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce((inner, key) => (inner as Json)[key], value);
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...(value as Json) };
  (copy as Json)[key] = replaced((value as Json)[key], rest, by);
  return copy;
}
