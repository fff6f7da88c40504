import { resolve } from 'node:path';
import { numberOf, type TrainError } from '@amnl/core-loop';
import { asSubset, type CmapssData, SUBSETS, type Subset } from '@amnl/data-cmapss';
import { downloadCmapss, loadCmapss, writeSimulated } from '@amnl/data-cmapss/node';
import { type Fleet, historyLength, unitCount, WINDOW } from '@amnl/data-fleet';

import { cliError } from '../terminal/errors.js';
import { wholeNumber } from '../terminal/flag-values.js';
import { inform, notice, print, printJson } from '../terminal/terminal.js';
import { DEFAULT_DATASET } from './datasets.js';
import { downloadProgress } from './download-progress.js';

/** Flags of `amnl data info`. */
export interface DataInfoFlags {
  readonly dataset?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

/** `amnl data info`: sizes, origin and checksum of one or all subsets. */
export async function dataInfo({ dataset, dataDir, json }: DataInfoFlags): Promise<void> {
  const subsets = dataset === undefined ? (Object.keys(SUBSETS) as Subset[]) : [asSubset(dataset)];
  const onProgress = downloadProgress();
  const infos = [];
  const missing: TrainError[] = [];
  let offline = false;
  for (const subset of subsets) {
    const data: CmapssData | undefined = await loadCmapss({
      subset,
      onProgress,
      ...(dataDir !== undefined && { dataDir }),
      ...(offline ? { simulate: true } : {}), // what could not be had a moment ago is not asked for again
    }).catch((error: TrainError) => {
      if (error.code !== 'DC_FILE_MISSING') throw error;
      missing.push(error);
      return undefined;
    });
    if (!data) continue;
    offline ||= data.source === 'simulated';
    for (const message of data.notices) notice(message);
    infos.push(describe(data));
  }
  if (infos.length === 0) throw missing[0]!;
  for (const { detail } of missing) notice(detail);
  if (json) await printJson({ datasets: infos }, { indent: 2 });
  else await print(infos.flatMap((info, i) => [...(i === 0 ? [] : ['']), ...asLines(info)]));
}

/** `amnl data download`: NASA's files into a folder. */
export async function dataDownload({ out }: { readonly out?: string }): Promise<void> {
  const directory = await downloadCmapss({
    onProgress: downloadProgress(),
    ...(out !== undefined && { directory: resolve(out) }),
  });
  inform(`NASA's files are in ${directory}, checksums verified`);
}

/** Flags of `amnl data simulate`. */
export interface DataSimulateFlags {
  readonly out: string;
  readonly dataset?: string;
  readonly units?: string;
  /** Earlier name of `units`. */
  readonly engines?: string;
  readonly seed?: string;
}

/** `amnl data simulate`: a simulated fleet in the same format, marked as such. */
export async function dataSimulate({
  out,
  dataset = DEFAULT_DATASET,
  units,
  engines,
  seed,
}: DataSimulateFlags): Promise<void> {
  const directory = resolve(out);
  if (units !== undefined && engines !== undefined) {
    throw cliError('CLI_USAGE', '--engines is the earlier name of --units. Give only --units');
  }
  const [flag, number] = engines === undefined ? (['units', units] as const) : (['engines', engines] as const);
  const count = number === undefined ? undefined : wholeNumber(flag, number, 2);
  await writeSimulated({
    directory,
    subset: asSubset(dataset),
    ...(seed !== undefined && { seed: wholeNumber('seed', seed, 0) }),
    ...(count !== undefined && { trainUnits: count, testUnits: count }),
  });
  inform(
    `wrote a simulated fleet in the format of ${dataset} to ${directory}; it is not NASA's data, and every run on it says so`,
  );
}

function describe({ subset, simulated, source, directory, checksum, train, test }: CmapssData) {
  return {
    dataset: subset,
    simulated,
    source,
    directory: directory ?? null,
    checksum,
    conditions: SUBSETS[subset].conditions,
    faultModes: SUBSETS[subset].faultModes,
    train: sizes(train),
    test: sizes(test),
  };
}

function sizes(fleet: Fleet) {
  const cycles = Array.from({ length: unitCount(fleet) }, (_, unit) => historyLength(fleet, unit));
  return {
    units: cycles.length,
    engines: cycles.length, // its name in releases before, for one version
    rows: fleet.times.length,
    windows: cycles.reduce((sum, n) => sum + Math.max(1, n - WINDOW + 1), 0),
    shortest: Math.min(...cycles),
    longest: Math.max(...cycles),
  };
}

function asLines(info: ReturnType<typeof describe>): string[] {
  const line = (name: string, { units, rows, windows, shortest, longest }: ReturnType<typeof sizes>) =>
    `  ${name.padEnd(9)}${numberOf(units, 'unit')}, ${numberOf(rows, 'cycle')} (${shortest} to ${longest} each), ${numberOf(windows, 'window')} of ${WINDOW}`;
  const modes = `${numberOf(info.conditions, 'operating condition')}, ${numberOf(info.faultModes, 'fault mode')}`;
  return [
    `${info.dataset}${info.simulated ? " (simulated, not NASA's data)" : ''}: ${modes}`,
    line('train', info.train),
    line('test', info.test),
    `  from     ${info.directory ?? 'made in memory'} (${info.source})`,
    `  checksum ${info.checksum}`,
  ];
}
