import type { Scaler } from '@amnl/data-fleet';

/** Reads a stored scaler, also one of an earlier release, which knew NASA's channels only. */
export { readScaler } from '@amnl/data-cmapss';

/** What a run's record says of its data. */
interface RecordedData {
  readonly checksum: string;
  readonly files?: Readonly<Record<string, string>> | undefined;
}

/** Whether a scaler was fitted on a run's data. NASA's units to train on have a file of their own; all others are recorded as a whole. */
export function isFittedOn(scaler: Scaler, dataset: string, { files, checksum }: RecordedData): boolean {
  return scaler.data.fittedOn.checksum === (files?.[`train_${dataset}.txt`] ?? checksum);
}
