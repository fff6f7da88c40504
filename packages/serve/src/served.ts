/** A cell of a column: a number, a timestamp as text in the column of time, or nothing if nothing was measured. */
export type Cell = number | string | null;

/** The history of one unit, column by column, all of the same length. */
export interface UnitColumns {
  /** Its name. */
  readonly unit: string;
  /** The column of time and one for each channel, by their names; the order of rows does not matter, others are not used. */
  readonly columns: Readonly<Record<string, readonly Cell[]>>;
}

/** Numbers, ISO 8601, or seconds or milliseconds since 1970. */
export type TimeFormat = 'number' | 'iso' | 'epoch-seconds' | 'epoch-milliseconds';

/** What a client gets to know of a run; also what its requests must look like. */
export interface RunFacts {
  /** Of the data that it was trained on. */
  readonly data: string;
  /** What a unit is, in the singular. */
  readonly noun: string;
  /** What life is counted in, in the plural. */
  readonly timeUnit: string;
  /** Name of the column of time, and how its cells are written. */
  readonly time: { readonly column: string; readonly format: TimeFormat };
  readonly channels: readonly string[];
  /** Whether a cell of a channel may be null, if nothing was measured. */
  readonly gaps: boolean;
  /** Rows that a prediction is made from. A shorter history is filled up with its first row. */
  readonly window: number;
  /** No life is predicted beyond it; null: none. */
  readonly rulCap: number | null;
  /** Nominal coverage of the intervals; null: there are none. */
  readonly coverage: number | null;
  /** Whether the network has only ever seen a simulated fleet. */
  readonly simulated: boolean;
  /** Whether it can say which channels and rows moved a prediction. */
  readonly reasons: boolean;
  /** Whether rows are also taken as text: lines of NASA's 26 columns. */
  readonly text: boolean;
}

/** What is asked of a run. */
export interface PredictRequest {
  /** Units with their columns, or the text of a file. */
  readonly rows: { readonly units: readonly UnitColumns[] } | { readonly text: Uint8Array };
  /** Only each unit's last row, or every one. */
  readonly last: boolean;
  /** Whether each prediction comes with its reasons. */
  readonly reasons: boolean;
  /** Most rows and units, which a text is counted by as it is read, and most predictions with reasons. */
  readonly limits: { readonly rows: number; readonly units: number; readonly reasons: number };
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** What a run answers. */
export interface Predicted {
  /** One object a prediction, in the order of units and rows: plain JSON. */
  readonly predictions: readonly Readonly<Record<string, unknown>>[];
  /** How many of them are from rows unlike those of training. */
  readonly outOfRange: number;
  /** Rows that were given. */
  readonly rows: number;
  /** What there is to say about the rows, one sentence each. */
  readonly notices: readonly string[];
}

/**
 * A run that is served. Errors of AMNL's packages (`TrainError`) that it throws are answered with their code and message; any other
 * is the service's own fault.
 */
export interface Served {
  readonly facts: RunFacts;
  /** JSON Schema of a prediction, for the description of the service. */
  readonly predictionSchema: object;
  /** Predicts what is asked for. @throws an error with a code and a message for what cannot be predicted */
  predict(request: PredictRequest): Promise<Predicted>;
  /** Frees what it holds; nothing is asked of it after that. */
  close(): Promise<void>;
}
