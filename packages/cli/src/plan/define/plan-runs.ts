import { z } from 'zod';
import { type AskedConfig, type Config, configSchema, isFolds } from '../../config/config.js';
import { type ConfigSource, resolveConfig } from '../../config/resolve-config.js';
import { DEFAULT_DATASET } from '../../nasa/datasets.js';
import { NASA_SETTINGS } from '../../nasa/what-they-say.js';
import { MOST_RUNS } from '../../schemas/plan-line.js';
import { cliError } from '../../terminal/errors.js';
import { shortText } from '../../terminal/plain-value.js';
import type { Planned } from '../plan.js';
import type { Axis, Definition, Range } from './definition.js';
import { folderNames } from './folder-names.js';
import { between, unitPoints } from './sample.js';

/**
 * The runs of a plan, with complete configurations: all combinations, those that repeat each other with another fold or seed side by side.
 * @param threads of a run that says nothing of them: figures depend on their number, so a plan names it
 * @throws CLI_PLAN_INVALID for a plan without runs, with too many, or with the same one twice; CLI_CONFIG_INVALID, CLI_PRESET_UNKNOWN
 */
export function planRuns(definition: Definition, threads: number): Planned[] {
  const { settings } = definition;
  const axes = axesOf(definition);
  const count = axes.reduce((product, { length }) => product * length, 1);
  if (count > MOST_RUNS) {
    const sizes = axes.map(({ length }) => length).join(' × ');
    throw invalid(`the plan would have ${sizes} = ${count} runs, more than ${MOST_RUNS}. Give fewer values`);
  }
  const configs = combinations(axes).map((one) => completed(resolveConfig([...settings, ...one]), threads));
  if (configs.some(isFolds)) throw invalid("setting 'folds' makes several runs of one. Give it with --folds");
  refuseEqual(configs);
  const names = folderNames(configs);
  return configs.map((config, index) => ({ name: names[index]!, config }));
}

/** What differs from run to run, the slowest first: data, points, grid, folds, seeds. */
function axesOf(definition: Definition): (readonly ConfigSource[])[] {
  const { grid, folds } = definition;
  refuseTwice([
    ...grid,
    ...definition.ranges,
    ...(folds === undefined ? [] : [{ setting: 'folds' }, { setting: 'fold' }]),
  ]);
  const only = (wanted: (setting: string) => boolean) =>
    grid
      .filter(({ setting }) => wanted(setting))
      .map(({ setting, values, from }) => values.map((value) => ({ from, values: { [setting]: value } })));
  const fold = (index: number) => ({ from: '--folds', values: { folds, fold: index + 1 } });
  const axes = [
    ...only((setting) => setting === 'dataset'),
    pointsOf(definition),
    ...only((setting) => setting !== 'dataset' && setting !== 'seed'),
    folds === undefined ? [] : Array.from({ length: folds }, (_, index) => fold(index)),
    ...only((setting) => setting === 'seed'),
  ];
  return axes.filter(({ length }) => length > 0);
}

function refuseTwice(axes: readonly { readonly setting: string }[]): void {
  const names = axes.map(({ setting }) => setting);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw invalid(`setting '${shortText(twice)}' is varied twice. Give all of its values once`);
}

function pointsOf({ ranges, points, method, draw }: Definition): ConfigSource[] {
  if (ranges.length === 0) return [];
  if (points > MOST_RUNS) throw invalid(`the plan would have ${points} points, more than ${MOST_RUNS}. Give fewer`);
  const scales = ranges.map((range) => ({ ...range, whole: isWhole(range) }));
  return unitPoints(method, points, ranges.length, draw).map((point) => ({
    from: ranges[0]!.from,
    values: Object.fromEntries(scales.map((range, axis) => [range.setting, between(point[axis]!, range)])),
  }));
}

/** Whether a setting takes whole numbers. @throws CLI_PLAN_INVALID for one that takes no numbers, and for a range that cannot be */
function isWhole({ setting, low, high, scale }: Range): boolean {
  const type = Object.hasOwn(configSchema.shape, setting) ? configSchema.shape[setting as keyof Config] : z.number();
  const { type: kind } = z.toJSONSchema(type) as { readonly type?: string };
  const range = `the range of '${shortText(setting)}' from ${low} to ${high}`;
  if (kind !== 'number' && kind !== 'integer')
    throw invalid(`'${setting}' is not a number. Give its values with --grid`);
  if (low >= high) throw invalid(`${range} is empty. Give a lower end below the higher one`);
  if (scale === 'log' && low <= 0)
    throw invalid(`${range} has no logarithm. Give ends above 0, or leave out the scale`);
  if (kind === 'integer' && !(Number.isInteger(low) && Number.isInteger(high))) {
    throw invalid(`${range} has ends that are not whole numbers, and the setting takes only these`);
  }
  return kind === 'integer';
}

/** All combinations of a value of each axis, the last one changing fastest. */
function combinations(axes: readonly (readonly ConfigSource[])[]): ConfigSource[][] {
  return axes.reduce<ConfigSource[][]>(
    (before, axis) => before.flatMap((one) => axis.map((value) => [...one, value])),
    [[]],
  );
}

/** With the number of threads, and of NASA's data with all that is known without loading them. */
export function completed(asked: AskedConfig, threads: number): AskedConfig {
  const config = { ...asked, threads: asked.threads ?? threads };
  if (config.data !== undefined) return config;
  const { dataset = DEFAULT_DATASET, rulCap = NASA_SETTINGS.rulCap, age = NASA_SETTINGS.age } = config;
  return { ...config, dataset, rulCap, age };
}

function refuseEqual(configs: readonly AskedConfig[]): void {
  const seen = new Map<string, number>();
  for (const [index, config] of configs.entries()) {
    const text = JSON.stringify(config);
    const before = seen.get(text);
    if (before !== undefined) {
      throw invalid(`runs ${before} and ${index} of the plan would be the same. Give each value once, or fewer points`);
    }
    seen.set(text, index);
  }
}

function invalid(message: string) {
  return cliError('CLI_PLAN_INVALID', message);
}

/** An axis that a plan cannot be without values of. */
export function axis(setting: string, values: readonly unknown[], from: string): Axis {
  if (values.length > 0) return { setting, values, from };
  throw invalid(`setting '${shortText(setting)}' (from ${from}) has no values. Give at least one, or leave it out`);
}
