import type { Plugin } from '@amnl/core-loop';
import { windowCount } from '@amnl/data-fleet';
import type { RunWork, StepTimes } from '../../benchmark/hours.js';
import { chooseCompute } from '../../compute/choose-compute.js';
import { completeConfig } from '../../config/complete-config.js';
import type { AskedConfig } from '../../config/config.js';
import type { LoadedData } from '../../pipeline/load-data.js';
import { createRulPipeline, prepareData } from '../../pipeline/pipeline.js';

/** Optimiser steps that are tried; the first is compiled, and says nothing of the others. */
const STEPS = 8;

/** Trains some steps of a run and evaluates a batch, and writes nothing. */
export async function tryVariant(asked: AskedConfig, data: LoadedData): Promise<StepTimes> {
  const { engine } = await chooseCompute(asked, asked.threads);
  const clock = stepClock();
  const config = completeConfig(asked, data);
  const pipeline = createRulPipeline({ config, fleet: data, engine, plugins: [clock.plugin] });
  try {
    const { trainer, sources } = pipeline;
    await trainer.fit();
    const evaluate = () => seconds(() => trainer.evaluate(sources.testLast));
    const compiling = await evaluate();
    const evaluation = await evaluate();
    const [first, ...rest] = clock.seconds();
    const step = median(rest.length > 0 ? rest : [first!]);
    const start = Math.max(0, first! - step) + Math.max(0, compiling - evaluation);
    return { step, window: evaluation / windowCount(sources.testLast.windows), start };
  } finally {
    pipeline.dispose();
  }
}

/** How much work a run of these settings is on these data. */
export function workOf(asked: AskedConfig, data: LoadedData): RunWork {
  const config = completeConfig(asked, data);
  const { train, sizes } = prepareData(config, data);
  const tested = config.testEveryEpoch ? sizes.testUnits : 0;
  return {
    epochs: config.epochs,
    stepsPerEpoch: Math.ceil(train.batchesPerEpoch / config.accumulate),
    windowsPerEpoch: sizes.selectionWindows + tested,
    finalWindows: sizes.testWindows,
  };
}

/** Ends a run after some steps, and knows how long each took. */
function stepClock() {
  const took: number[] = [];
  let began = 0;
  const plugin: Plugin = {
    name: 'step-clock',
    hooks: {
      stepStart() {
        began = performance.now();
      },
      stepEnd(run) {
        took.push((performance.now() - began) / 1000);
        if (took.length === STEPS) run.stop(`${STEPS} steps are tried`, { when: 'step' });
      },
    },
  };
  return { plugin, seconds: () => took };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
