/**
 * What the page of a benchmark shows: variants trained with several seeds on several subsets. Plain JSON; what was not finite is `null`.
 * Epochs count from 0, errors are prediction − truth in `timeUnit`, truths are capped.
 */
export interface BenchmarkData {
  readonly title: string;
  /** Whether every run of the plan is done. All figures are over runs that are done; of a part of the plan they are provisional. */
  readonly complete: boolean;
  /** Runs that are not done. */
  readonly missing: readonly string[];
  /** Whether the fleet was simulated: the figures then mean nothing for real units. */
  readonly simulated: boolean;
  /** What RUL is counted in, in the plural, e.g. `cycles`. */
  readonly timeUnit: string;
  /** What the page calls a unit, e.g. `engine`. */
  readonly unitNoun: string;
  /** Whether NASA's score, which is made for cycles, is shown. */
  readonly nasaScore: boolean;
  readonly seeds: readonly number[];
  readonly subsets: readonly BenchmarkSubset[];
  readonly variants: readonly BenchmarkVariant[];
  /** Name of the variant that the others are held against. */
  readonly baseline: string;
  readonly runs: readonly BenchmarkRun[];
  /** For each variant and subset with a run that is done. */
  readonly results: readonly VariantResult[];
  readonly paired: readonly PairedResult[];
  /** How {@link PairedResult} was worked out. */
  readonly bootstrap: BootstrapFacts;
  /** Everything that differs from machine to machine, or when repeated. */
  readonly cost: BenchmarkCost;
}

/** One data set, with its test units. */
export interface BenchmarkSubset {
  readonly name: string;
  /** Names of the test units whose life is known. */
  readonly units: readonly string[];
  /** Their true RUL at the last row, capped. */
  readonly truths: readonly number[];
}

/** One way to train. */
export interface BenchmarkVariant {
  readonly name: string;
  /** Settings of its own, as texts. */
  readonly settings: Readonly<Record<string, string>>;
  /** Most epochs of a run. */
  readonly epochs: number;
  /** What the best epoch is chosen on. */
  readonly selection: 'test' | 'holdout';
  /** Trainable numbers of the network; absent before a run is done. */
  readonly parameters?: number;
}

/** RMSE and NASA's score over the last windows of the test units. */
export interface TestFigures {
  readonly rmse: number | null;
  readonly nasa: number | null;
}

/** An epoch, and the figures of its weights. */
export interface EpochChoice extends TestFigures {
  readonly epoch: number;
}

/** One run that is done. */
export interface BenchmarkRun {
  readonly variant: string;
  readonly subset: string;
  readonly seed: number;
  /** Epochs trained. */
  readonly epochs: number;
  /** Of the weights that the run has left. */
  readonly final: TestFigures;
  /** Of three epochs that one could choose; absent where the run did not look at what it takes. */
  readonly choices: Choices;
  /** After each epoch. */
  readonly curves: {
    /** RMSE over the last windows of the units held out. */
    readonly holdout?: readonly (number | null)[];
    /** RMSE over the last windows of the test units. */
    readonly test?: readonly (number | null)[];
  };
  /** Predicted of the last window of each of the subset's units. */
  readonly predicted: readonly (number | null)[];
}

/** The epoch that each rule chooses. */
export interface Choices {
  /** By the units held out, as one must. */
  readonly holdout?: EpochChoice;
  /** By the test units, as many papers do. */
  readonly test?: EpochChoice;
  /** The last one. */
  readonly last?: EpochChoice;
}

/** Mean and deviation over the seeds. */
export interface SeedSpread {
  readonly mean: number;
  /** Of the sample (over n − 1); `null` for one seed. */
  readonly sd: number | null;
  readonly seeds: number;
}

/** Spreads of the two figures; `null`: none is finite. */
export interface FigureSpreads {
  readonly rmse: SeedSpread | null;
  readonly nasa: SeedSpread | null;
}

/** A variant on a subset. */
export interface VariantResult {
  readonly variant: string;
  readonly subset: string;
  /** Runs that are done, of those planned. */
  readonly done: number;
  readonly planned: number;
  readonly final: FigureSpreads;
  /** Of the mean of what its runs predict, as an ensemble of them would; absent of a single run. */
  readonly ensemble?: TestFigures;
  /** By the epoch that each rule chooses. */
  readonly choices: Readonly<Partial<Record<keyof Choices, FigureSpreads>>>;
  /** Of the epoch that the units held out choose: what others have less (or more) in the same run. */
  readonly optimism?: {
    /** Chosen by the test units − chosen by the units held out: never above 0 in RMSE. */
    readonly test: FigureSpreads;
    /** The last epoch − the one chosen by the units held out. */
    readonly last: FigureSpreads;
  };
}

/** A variant held against the baseline on the same test units, with the same seeds. */
export interface PairedResult {
  readonly variant: string;
  readonly subset: string;
  /** Seeds that both have done. */
  readonly seeds: readonly number[];
  readonly rmse: PairedFigure;
  readonly nasa: PairedFigure;
}

/** A difference, variant − baseline: below 0 the variant is better. */
export interface PairedFigure {
  readonly difference: number | null;
  /** In which it lies for so many of the bootstrap's samples. */
  readonly interval: readonly [low: number, high: number] | null;
  /** Two-sided: how often a sample of units is as far on the other side of 0. */
  readonly p: number | null;
}

/** How units were drawn. */
export interface BootstrapFacts {
  /** Samples of test units, drawn with replacement. */
  readonly samples: number;
  /** Share of them within an interval. */
  readonly level: number;
}

/** Times and machines. */
export interface BenchmarkCost {
  /** In the order of `runs`. */
  readonly runs: readonly { readonly hours: number; readonly threads: number; readonly machine: string }[];
  /** Core hours (wall hours × threads) of the runs that are done, by variant. */
  readonly variants: Readonly<Record<string, number>>;
  readonly coreHours: number;
  /** Of the whole plan, as they were predicted before. */
  readonly predicted?: number;
}
