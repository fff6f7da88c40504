import type { Fleet } from '@amnl/data-fleet';
import type { LoadedData } from './load-data.js';
import { createRulPipeline, type PipelineOptions, type RulPipeline } from './pipeline.js';

/** Data whose rows can be given away: a run keeps what is made of them, and their memory is free for it. */
export interface Given {
  /** Everything else of them. */
  readonly about: LoadedData;
  /** All of them, once. */
  take(): LoadedData;
}

/** Loads data to be given away; a function of its own, so that its caller does not keep them. */
export async function loadToGive(load: () => Promise<LoadedData>): Promise<Given> {
  return toGive(await load());
}

/** Data that are loaded, to be given away. */
export function toGive(data: LoadedData): Given {
  let whole: LoadedData | undefined = data;
  const about = { ...data, train: withoutRows(data.train), ...(data.test && { test: withoutRows(data.test) }) };
  return {
    about,
    take() {
      const taken = whole!;
      whole = undefined;
      return taken;
    },
  };
}

function withoutRows(fleet: Fleet): Fleet {
  return { ...fleet, times: new Float64Array(0), values: new Float32Array(0) };
}

/** A pipeline of data that are given away: a function of its own, so that its caller does not keep the rows. */
export function pipelineOf(given: Given, options: Omit<PipelineOptions, 'fleet'>): RulPipeline {
  return createRulPipeline({ ...options, fleet: given.take() });
}
