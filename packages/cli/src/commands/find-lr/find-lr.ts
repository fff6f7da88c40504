import { join } from 'node:path';
import { Loss } from '@amnl/core-loop';
import { findLearningRate, type SweepOptions, sweepDefaults } from '@amnl/lr-finder';
import { chooseCompute } from '../../compute/choose-compute.js';
import { completeConfig } from '../../config/complete-config.js';
import { flagSources, setSource } from '../../config/config-sources.js';
import { resolveConfig } from '../../config/resolve-config.js';
import { SIMULATED_IN_WORDS } from '../../config/selection.js';
import { writeJson, writeText } from '../../files/write-file.js';
import { givenCode } from '../../own-code/given-code.js';
import { ownParts } from '../../own-code/own-code.js';
import { dataFrom, loadRunData } from '../../own-code/own-data.js';
import { recordedCode } from '../../own-code/recorded-code.js';
import { runContext } from '../../own-code/run-definition.js';
import { parameterCount } from '../../pipeline/network.js';
import { networkOf } from '../../pipeline/network-of.js';
import { prepareData, trainerOptions } from '../../pipeline/pipeline.js';
import { bindsOne } from '../../pipeline/plugin-list.js';
import { checkRunFolder, defaultRunName, makeFolder } from '../../run-folder/run-folder.js';
import { command } from '../../terminal/command-name.js';
import { cliError } from '../../terminal/errors.js';
import { inform, notice, printJson } from '../../terminal/terminal.js';
import { printCode } from '../summary.js';
import { heldInWords, heldLoss, OWN_LOSS } from './held-loss.js';
import { lrFindPage } from './page.js';
import { type LrFindRecord, lrFindRecord, shortRate, suggestionRows } from './record.js';

/** Flags of `amnl find-lr`; those of settings come under the settings' names. */
export interface FindLrFlags {
  readonly start?: string;
  readonly end?: string;
  readonly steps?: string;
  readonly spacing?: string;
  readonly rule?: string;
  readonly out?: string;
  readonly config?: string;
  readonly plugin?: readonly string[];
  readonly set?: readonly string[];
  readonly json?: boolean;
  readonly [setting: string]: unknown;
}

/** `amnl find-lr`: a sweep over learning rates with the network, data and step of a training; leaves a folder with the curve. */
export async function findLr(flags: FindLrFlags): Promise<void> {
  const { out, set, json } = flags;
  const sweep = sweepOptions(flags);
  sweepDefaults(sweep); // for its errors: before data are loaded
  const own = await givenCode(flags);
  const used = own.loaded.map((one) => one.used);
  const dataCode = dataFrom(own.loaded);
  const asked = resolveConfig([...own.settings, setSource(set ?? []), ...flagSources(flags)], dataCode?.given);
  const folder = await checkRunFolder(out ?? (await defaultFolder(asked, dataCode)));
  const { engine, threads, notices } = await chooseCompute(asked, asked.threads);
  for (const message of notices) notice(message);
  const data = await loadRunData(asked, own.loaded);
  const config = completeConfig(threads === undefined ? asked : { ...asked, threads }, data);
  const sources = prepareData(config, data);
  const mine = await ownParts(own.loaded, runContext(config, data));
  const { model, free } = networkOf(config, sources.scaler.inputs, data.rules.labels, mine.model);
  const ownLoss = mine.loss !== undefined || bindsOne(mine.plugins ?? [], Loss);
  try {
    const computed = { engine: engine.name, backend: engine.backend, parameters: parameterCount(model) };
    inform(
      `Sweeping the learning rate: ${config.dataset}, preset ${config.preset}, seed ${config.seed}, ${computed.engine} on ${computed.backend}`,
    );
    printCode(used);
    const started = performance.now();
    const finding = await findLearningRate(trainerOptions(sources, model, { ...mine, config, engine }), {
      ...sweep,
      ...(!ownLoss && { monitor: heldLoss(config) }),
      onNotice: notice,
    });
    const seconds = (performance.now() - started) / 1000;
    const [loss, code] = [ownLoss ? OWN_LOSS : heldInWords(config), recordedCode(folder, used)];
    const record = lrFindRecord({ config, data, ...computed, seconds, finding, loss, code });
    await makeFolder(folder);
    await writeJson(join(folder, 'lr-find.json'), record);
    await writeText(join(folder, 'lr-find.html'), lrFindPage(record));
    printFinding(record, folder);
    if (json) await printJson(record);
  } finally {
    free();
    await engine.dispose();
  }
}

/** As of a run, but where `--resume auto` does not look for runs. */
async function defaultFolder(...of: Parameters<typeof defaultRunName>): Promise<string> {
  return join('lr-find', (await defaultRunName(...of)).replace(/^runs./, ''));
}

function sweepOptions({ start, end, steps, spacing, rule }: FindLrFlags): SweepOptions {
  return {
    ...(start !== undefined && { start: numberOf('start', start) }),
    ...(end !== undefined && { end: numberOf('end', end) }),
    ...(steps !== undefined && { steps: numberOf('steps', steps) }),
    ...(spacing !== undefined && { spacing: spacing as NonNullable<SweepOptions['spacing']> }),
    ...(rule !== undefined && { rule: rule as NonNullable<SweepOptions['rule']> }),
  };
}

function numberOf(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw cliError('CLI_USAGE', `--${flag} is '${text}'. Give a number, e.g. ${flag === 'steps' ? 100 : '1e-5'}`);
}

function printFinding(record: LrFindRecord, folder: string): void {
  const { because, curve, seconds, suggestion, rule, learning_rate, simulated } = record;
  inform(`  sweep   ${curve.length} steps in ${seconds.toFixed(1)} s: ${because}`);
  for (const { name, rate, chosen } of suggestionRows(record)) {
    inform(`  ${name.padEnd(12)}${rate.padStart(9)}${chosen ? '  ←' : ''}`);
  }
  inform(`  ${'settings'.padEnd(12)}${shortRate(learning_rate).padStart(9)}`);
  if (simulated) inform(`  data    ${SIMULATED_IN_WORDS}`);
  inform('');
  inform(
    suggestion === null
      ? `The rule ${rule} suggests no rate.`
      : `Suggested by the rule ${rule}: ${shortRate(suggestion)}. Train with it: ${command(`train … --set learningRate=${shortRate(suggestion)}`)}`,
  );
  inform(`The curve is in ${folder} (lr-find.html, lr-find.json)`);
}
