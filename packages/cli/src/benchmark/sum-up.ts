import {
  type Choices,
  type FigureSpreads,
  type SeedSpread,
  spreadOf,
  type TestFigures,
  type VariantResult,
} from '@amnl/report';

/** A run that is done, as far as its variant is summed up. */
export interface SummedRun {
  readonly final: TestFigures;
  readonly choices: Choices;
}

/** What the runs of a variant on a subset, one a seed, come to. */
export function sumUp(runs: readonly SummedRun[]): Pick<VariantResult, 'final' | 'choices' | 'optimism'> {
  const by = (rule: keyof Choices) => runs.flatMap(({ choices }) => choices[rule] ?? []);
  const gains = (rule: 'test' | 'last') =>
    runs.flatMap(({ choices: { holdout, [rule]: other } }) => (holdout && other ? [minus(other, holdout)] : []));
  const rules = (['holdout', 'test', 'last'] as const).filter((rule) => by(rule).length > 0);
  return {
    final: spreads(runs.map(({ final }) => final)),
    choices: Object.fromEntries(rules.map((rule) => [rule, spreads(by(rule))])),
    ...(by('holdout').length > 0 && { optimism: { test: spreads(gains('test')), last: spreads(gains('last')) } }),
  };
}

function minus(a: TestFigures, b: TestFigures): TestFigures {
  const less = (x: number | null, y: number | null) => (x === null || y === null ? null : x - y);
  return { rmse: less(a.rmse, b.rmse), nasa: less(a.nasa, b.nasa) };
}

function spreads(figures: readonly TestFigures[]): FigureSpreads {
  return { rmse: spread(figures.map(({ rmse }) => rmse)), nasa: spread(figures.map(({ nasa }) => nasa)) };
}

function spread(values: readonly (number | null)[]): SeedSpread | null {
  const found = spreadOf(values);
  return found ? { mean: found.mean, sd: found.deviation ?? null, seeds: found.count } : null;
}
