import type { LearningRateFinding, Rule } from '@amnl/lr-finder';
import type { Config } from '../../config/config.js';
import { selectionInWords } from '../../config/selection.js';
import type { LoadedData } from '../../pipeline/load-data.js';
import { whatWasRun } from '../../run-folder/what-was-run.js';
import type { RecordedCode } from '../../schemas/recorded-code.js';

/** What {@link lrFindRecord} is made from. */
export interface LrFindParts {
  readonly config: Config;
  readonly data: Pick<LoadedData, 'simulated' | 'checksum' | 'test'>;
  readonly engine: string;
  readonly backend: string;
  readonly parameters: number;
  readonly seconds: number;
  readonly finding: LearningRateFinding;
  /** What the curve shows, for people. */
  readonly loss: string;
  /** Code of the user's. */
  readonly code: readonly RecordedCode[];
}

/** The content of `lr-find.json`. */
export function lrFindRecord({ config, data, engine, backend, parameters, seconds, finding, loss, code }: LrFindParts) {
  const { suggestion, rule, suggestions, because, ended, steps, curve } = finding;
  const selectionRule = selectionInWords(config, data.test !== undefined);
  const rates = Object.entries(suggestions).map(([name, rate]) => [name, rate ?? null]);
  return {
    ...whatWasRun({ config, simulated: data.simulated, selectionRule, parameters }),
    data_checksum: data.checksum,
    ...(code.length > 0 && { code }),
    engine,
    backend,
    learning_rate: config.learningRate,
    suggestion: suggestion ?? null,
    rule,
    suggestions: Object.fromEntries(rates) as Record<Rule, number | null>,
    because,
    ended,
    steps,
    loss,
    curve,
    seconds,
  };
}

/** See {@link lrFindRecord}. */
export type LrFindRecord = ReturnType<typeof lrFindRecord>;

/** A suggestion as it is shown. */
export interface SuggestionRow {
  readonly name: string;
  readonly rate: string;
  /** Whether it is the one of the rule asked for. */
  readonly chosen: boolean;
}

/** One row for every rule. */
export function suggestionRows({ suggestions, rule }: LrFindRecord): readonly SuggestionRow[] {
  return Object.entries(suggestions).map(([name, rate]) => ({
    name,
    rate: rate === null ? 'none' : shortRate(rate),
    chosen: name === rule && rate !== null,
  }));
}

/** Two digits: a sweep is no more precise. */
export function shortRate(rate: number): string {
  return String(Number(rate.toPrecision(2)));
}
