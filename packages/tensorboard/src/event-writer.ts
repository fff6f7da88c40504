import { knownOptions, requireOption, type TrainError } from '@amnl/core-loop';
import { histogram } from './buckets.js';
import { type EventContent, encodeEvent } from './event.js';
import { EventFile, unusable } from './event-file.js';
import { experiment, type HParams, type SessionStatus, sessionEnd, sessionStart } from './hparams.js';

/** As in TensorBoard itself. */
export const DEFAULT_BUCKETS = 30;

/** Options of {@link openEventWriter}. */
export interface EventWriterOptions {
  /** Optimiser steps done so far; above 0 in a continued run. @default 0 */
  readonly step?: number;
}

/**
 * Starts an event file in `dir`, which is one run for TensorBoard; its parent folder is the `--logdir`.
 *
 * If `dir` has earlier files, the run continues at `step`: TensorBoard drops their later points. From step
 * 0 it drops all of them.
 * @throws TB_FOLDER_UNUSABLE, CL_OPTION_INVALID
 */
export async function openEventWriter(dir: string, options: EventWriterOptions = {}): Promise<EventWriter> {
  knownOptions('openEventWriter', options, ['step']);
  const { step = 0 } = options;
  checkStep(step);
  const { file, others } = await EventFile.create(dir);
  file.append(encodeEvent(0, now(), { fileVersion: 'brain.Event:2' }));
  // Points at `step` itself are kept, unless everything is dropped.
  file.append(encodeEvent(step === 0 ? 0 : step + 1, now(), { sessionStart: true }));
  await file.flush().catch(async ({ cause }: TrainError) => {
    await file.close().catch(() => {});
    throw unusable(dir, cause);
  });
  return new EventWriter(file, others);
}

/**
 * Writes the log of a training loop to an event file. Its methods buffer and return at once; writing happens in the
 * background, within a second or so. A failed write is reported by `failure`, `flush()` and `close()`; after it nothing is written.
 *
 * Steps are whole numbers ≥ 0 (else `CL_OPTION_INVALID`), and the tags of scalars and histograms must differ. After
 * `close`, writing throws `TB_CLOSED`.
 */
export class EventWriter {
  readonly #file: EventFile;
  /** Whether the folder had event files before. */
  readonly hadFiles: boolean;

  /** Created by {@link openEventWriter}. */
  constructor(file: EventFile, hadFiles: boolean) {
    this.#file = file;
    this.hadFiles = hadFiles;
  }

  /** The event file. */
  get path(): string {
    return this.#file.path;
  }

  /** `TB_WRITE_FAILED` if writing has stopped. */
  get failure(): TrainError | undefined {
    return this.#file.failure;
  }

  /** One number. It is kept as a 32-bit float; NaN and infinity as they are. */
  scalar(tag: string, value: number, step: number): void {
    this.scalars({ [tag]: value }, step);
  }

  /** Several numbers of one step, by tag. */
  scalars(values: Readonly<Record<string, number>>, step: number): void {
    const summary = Object.entries(values).map(([tag, scalar]) => ({ tag, scalar }));
    if (summary.length > 0) this.#write(step, { summary });
  }

  /**
   * The distribution of `values` in `buckets` buckets of equal width. NaN and infinite values are in no bucket; how many there
   * are is a scalar `non_finite/<tag>`, if there are any.
   */
  histogram(tag: string, values: ArrayLike<number>, step: number, buckets = DEFAULT_BUCKETS): void {
    requireOption(
      'tensorboard',
      Number.isSafeInteger(buckets) && buckets > 0,
      'buckets',
      'a whole number > 0',
      buckets,
    );
    const { buckets: rows, nonFinite } = histogram(values, buckets);
    const tensor = { dtype: 'double', shape: [rows.length, 3], data: rows.flat() } as const;
    const summary = { tag, plugin: 'histograms', content: new Uint8Array(), tensor };
    this.#write(step, { summary: [summary] });
    if (nonFinite > 0) this.scalar(`non_finite/${tag}`, nonFinite, step);
  }

  /** Hyper-parameters, once at the beginning: they make the run a row of the HParams tab. */
  hparams(values: HParams): void {
    this.#write(0, { summary: [sessionStart(values, now())] });
  }

  /**
   * Which columns the HParams tab has: these hyper-parameters, and the last values of the scalars with the tags `metrics`.
   * TensorBoard takes the first one it finds under its `--logdir`; without any it shows all scalars.
   */
  experiment(values: HParams, metrics: readonly string[]): void {
    this.#write(0, { summary: [experiment(values, metrics)] });
  }

  /** How the run ended, for the HParams tab. TensorBoard keeps the first one of a folder. */
  sessionEnd(status: SessionStatus): void {
    this.#write(0, { summary: [sessionEnd(status, now())] });
  }

  /** Training continues at `step`: TensorBoard drops what was written at later ones. */
  restart(step: number): void {
    this.#write(step + 1, { sessionStart: true });
  }

  /** Resolves when everything has been handed to the operating system. @throws TB_WRITE_FAILED */
  flush(): Promise<void> {
    return this.#file.flush();
  }

  /** Flushes and closes the file. @throws TB_WRITE_FAILED */
  close(): Promise<void> {
    return this.#file.close();
  }

  #write(step: number, content: EventContent): void {
    checkStep(step);
    this.#file.append(encodeEvent(step, now(), content));
  }
}

function checkStep(step: number): void {
  requireOption('tensorboard', Number.isSafeInteger(step) && step >= 0, 'step', 'a whole number ≥ 0', step);
}

/** Seconds since 1970. */
function now(): number {
  return Date.now() / 1000;
}
