import type { BenchmarkData, VariantResult } from '../../benchmark-data.js';
import { type Child, h } from '../dom.js';
import { count, fixed, NONE, number } from '../format.js';
import { type Column, table } from '../table.js';
import { gainCell, intervalCell, pCell, spreadCell } from './cells.js';

const numeric = (name: string): Column => ({ name, numeric: true });
/** Decimals of an RMSE, and of a sum of NASA's scores. */
const [RMSE, NASA] = [2, 0] as const;

/** RMSE of each variant on each subset; under a name how many of its runs there are. */
export function summaryTable({ variants, subsets, results, timeUnit }: BenchmarkData): HTMLElement {
  const columns = [{ name: 'Variant' }, ...subsets.map(({ name }) => numeric(name))];
  const rows = variants.map((variant): Child[] => [
    variant.name,
    ...subsets.map((subset) => {
      const result = results.find((one) => one.variant === variant.name && one.subset === subset.name);
      return result ? partly(spreadCell(result.final.rmse, RMSE), result) : NONE;
    }),
  ]);
  return table(`RMSE at the last row in ${timeUnit}, mean ± deviation over seeds`, columns, rows);
}

/** All figures of one subset. */
export function subsetTable(data: BenchmarkData, subset: string): HTMLElement {
  const { baseline, nasaScore } = data;
  const columns = [
    { name: 'Variant' },
    numeric('Runs'),
    numeric('RMSE'),
    ...(nasaScore ? [numeric('NASA score')] : []),
    numeric('RMSE of their mean'),
    ...(nasaScore ? [numeric('NASA score of their mean')] : []),
    numeric(`RMSE − that of ${baseline}`),
    numeric('p'),
    ...(nasaScore ? [numeric(`NASA score − that of ${baseline}`), numeric('p')] : []),
  ];
  const rows = data.results
    .filter((result) => result.subset === subset)
    .map((result): Child[] => {
      const pair = data.paired.find((one) => one.subset === subset && one.variant === result.variant);
      const compared = (name: 'rmse' | 'nasa', decimals: number) =>
        pair ? [intervalCell(pair[name], decimals), pCell(pair[name].p)] : [NONE, NONE];
      return [
        result.variant,
        result.done === result.planned ? String(result.done) : `${result.done} of ${result.planned}`,
        spreadCell(result.final.rmse, RMSE),
        ...(nasaScore ? [spreadCell(result.final.nasa, NASA)] : []),
        fixed(result.ensemble?.rmse, RMSE),
        ...(nasaScore ? [fixed(result.ensemble?.nasa, NASA)] : []),
        ...compared('rmse', RMSE),
        ...(nasaScore ? compared('nasa', NASA) : []),
      ];
    });
  return table(`${subset}: figures of the test units`, columns, rows);
}

/** What it is worth to choose the epoch by the test units, or to take the last one. */
export function optimismTable({ results, variants, nasaScore }: BenchmarkData): HTMLElement {
  const epochsOf = new Map(variants.map(({ name, epochs }) => [name, epochs]));
  const gains = (title: string) => [
    numeric(`${title}, by test − by held-out`),
    numeric(`${title}, last − by held-out`),
  ];
  const columns = [
    { name: 'Subset' },
    { name: 'Variant' },
    numeric('Epochs'),
    numeric('Runs'),
    numeric('RMSE by held-out'),
    numeric('RMSE by test'),
    numeric('RMSE of the last'),
    ...gains('RMSE'),
    ...(nasaScore ? gains('NASA') : []),
  ];
  const rows = [...results]
    .filter(({ optimism }) => optimism)
    .map((result): Child[] => {
      const { variant, subset, done, choices, optimism } = result;
      const { test, last } = optimism!;
      const rule = (name: 'holdout' | 'test' | 'last') => spreadCell(choices[name]?.rmse, RMSE);
      return [
        subset,
        variant,
        number(epochsOf.get(variant)),
        String(done),
        rule('holdout'),
        rule('test'),
        rule('last'),
        gainCell(test.rmse, RMSE),
        gainCell(last.rmse, RMSE),
        ...(nasaScore ? [gainCell(test.nasa, NASA), gainCell(last.nasa, NASA)] : []),
      ];
    });
  return table('Epochs chosen by three rules in the same runs', columns, rows);
}

/** What each variant is, and what it has cost. */
export function variantTable({ variants, runs, cost, baseline }: BenchmarkData): HTMLElement {
  const columns = [
    { name: 'Variant' },
    { name: 'Settings' },
    numeric('Epochs'),
    { name: 'Epoch chosen by' },
    numeric('Parameters'),
    numeric('Runs'),
    numeric('Core hours'),
  ];
  const rows = variants.map(({ name, settings, epochs, selection, parameters }): Child[] => [
    name === baseline ? h('span', {}, name, ' (baseline)') : name,
    Object.entries(settings)
      .map(([setting, value]) => `${setting} = ${value}`)
      .join(', '),
    String(epochs),
    selection === 'test' ? 'test units' : 'units held out',
    number(parameters),
    String(runs.filter(({ variant }) => variant === name).length),
    fixed(cost.variants[name], 2),
  ]);
  return table('Variants and their cost', columns, rows);
}

function partly(text: string, { done, planned }: VariantResult): Child {
  if (done === planned) return text;
  return h('span', { class: 'titled' }, h('span', {}, text), h('span', {}, `${done} of ${count(planned, 'run')}`));
}
