import type { DataSource } from '../contract/data.js';
import { STEP_HOOKS } from '../contract/hooks.js';
import type { TrainableModel } from '../contract/model.js';
import type { Plugin } from '../contract/plugin.js';
import type { Json, Setup } from '../contract/records.js';
import { fingerprint } from './fingerprint.js';

/** What a set-up is made from. */
export interface SetupParts {
  readonly model: TrainableModel;
  readonly data: DataSource | undefined;
  readonly evaluation: DataSource | undefined;
  readonly plugins: readonly Plugin[];
  /** Names of the plugins that provide the loss, the optimiser or the evaluation. */
  readonly providers: readonly (string | undefined)[];
  /** Trainer options that change numbers. */
  readonly options: object;
}

/** The current set-up of a trainer: layers may be frozen during training. */
export function setupOf({ model, data, evaluation, plugins, providers, options }: SetupParts): Setup {
  const taking = plugins.filter((plugin) => takesPart(plugin) || providers.includes(plugin.name));
  return {
    ...(fingerprint(options) as Setup),
    model: said(model.fingerprint),
    variables: ofVariables(model),
    ...(data && { data: ofSource(data) }),
    ...(evaluation && { evaluation: ofSource(evaluation) }),
    // null: takes part, but has no options to compare
    plugins: Object.fromEntries(taking.map((plugin) => [plugin.name, said(plugin.fingerprint)])),
    order: taking.map(({ name }) => name),
  };
}

/** Whether a plugin affects the numbers: it declares so, keeps state, or acts in the step. Others may be added or removed. */
function takesPart({ fingerprint: own, state, hooks = {} }: Plugin): boolean {
  if (own === null) return false;
  return own !== undefined || state !== undefined || STEP_HOOKS.some((hook) => hooks[hook] !== undefined);
}

function said(value: object | null | undefined): Json {
  return value == null ? null : fingerprint(value);
}

function ofSource({ fingerprint: own, batchesPerEpoch }: DataSource): Json {
  return own === undefined && batchesPerEpoch !== undefined ? { batchesPerEpoch } : said(own);
}

function ofVariables({ parameters, buffers = {} }: TrainableModel): Record<string, Json> {
  const described: Record<string, Json> = {};
  for (const [name, { shape }] of Object.entries(buffers)) described[name] = `[${shape}] not trained`;
  for (const [name, { shape }] of Object.entries(parameters)) described[name] = `[${shape}] trained`;
  return described;
}
