import { readBenchmark } from '../../benchmark/benchmark-folder.js';
import { command } from '../../terminal/command-name.js';
import { shellWord } from '../../terminal/shell-word.js';
import { inform } from '../../terminal/terminal.js';
import { type SweepRunFlags, trainSweep } from '../sweep/run.js';
import { type SweepStatusFlags, sweepStatus } from '../sweep/status.js';

/** `amnl benchmark run DIR`: trains all runs that are not done. @throws as `runSweep` */
export async function runBenchmark(place: string, flags: Omit<SweepRunFlags, 'halving'>): Promise<void> {
  await readBenchmark(place);
  await trainSweep(place, flags, 'benchmark');
  inform(`Compare them: ${command(`benchmark report ${shellWord(place)}`)}`);
}

/** `amnl benchmark status DIR`: how every run stands. */
export async function benchmarkStatus(place: string, flags: SweepStatusFlags): Promise<void> {
  await readBenchmark(place);
  await sweepStatus(place, flags);
}
