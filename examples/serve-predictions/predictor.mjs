// A run folder as a function from rows to predictions. `model.onnx` holds the whole network, so neither TensorFlow.js'
// backends nor the training packages are needed: ONNX Runtime computes, `@amnl/data-cmapss` parses, `@amnl/data-fleet` scales and
// cuts windows.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { TrainError } from '@amnl/core-loop';
import { asFleet, parseCmapss, readScaler } from '@amnl/data-cmapss';
import { copyWindows, HEALTH_STATES, makeWindows } from '@amnl/data-fleet';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** @typedef {Awaited<ReturnType<typeof openPredictor>>} Predictor */

/**
 * Loads, once, what a run has left.
 * @param {string} path a run folder of `amnl train`
 * @throws an error in one sentence where it is none, or is not finished
 */
export async function openPredictor(path) {
  const folder = resolve(path);
  const { config, simulated } = await readRecord(folder);
  const { dataset } = config;
  const scaler = readScaler(String(await readRunFile(folder, 'scaler.json')));
  const session = await InferenceSession.create(await readRunFile(folder, 'model.onnx'));
  const { window } = config;

  /**
   * Predicts every unit at its last cycle. A history shorter than the window is padded on the left with its first row, as
   * `amnl predict` does.
   * @param {Uint8Array} text lines of 26 columns: unit, cycle, settings 1–3, sensors 1–21, all as the unit gives them
   * @param {{ name: string, maxRows: number, maxUnits: number }} options `name` is what errors call the text
   * @throws TrainError, code `DC_…`, where a row is wrong (it names line and column) or there are too many
   */
  async function predict(text, { name, maxRows, maxUnits }) {
    const rows = parseCmapss(text, { file: name, units: 'increasing', maxRows });
    if (rows.units.length > maxUnits) throw tooManyUnits(name, rows.units.length, maxUnits);
    const fleet = asFleet(rows, { subset: dataset, role: 'unknown', simulated: false, checksum: '' });
    const windows = makeWindows(fleet, scaler, { window, which: 'last' });
    const units = windows.unit.length;
    const order = Int32Array.from(windows.unit, (_, i) => i);
    const input = copyWindows(windows, order, 0, units, new Float32Array(units * window * windows.features));

    const shape = [units, window, windows.features];
    const outputs = await session.run({ window: new Tensor('float32', input, shape) });
    const [rul, health] = [outputs['rul'], outputs['health']].map(
      (tensor) => /** @type {Float32Array} */ (tensor?.data),
    );
    return Array.from(rows.units, (unit, i) => ({
      unit,
      cycle: windows.time[i],
      rul: rul?.[i],
      ...stateOf(Array.from(health?.subarray(3 * i, 3 * i + 3) ?? [])),
    }));
  }

  return { folder, dataset, window, simulated, predict, close: () => session.release() };
}

/**
 * @param {string} name
 * @param {number} units
 * @param {number} most
 */
function tooManyUnits(name, units, most) {
  return new TrainError('DC_FILE_TOO_LARGE', `${name} holds ${units} units. Send at most ${most} at once`);
}

/**
 * The likeliest health state.
 * @param {number[]} shares probabilities in the order of `HEALTH_STATES`
 */
function stateOf(shares) {
  return {
    health: HEALTH_STATES[shares.indexOf(Math.max(...shares))],
    probabilities: Object.fromEntries(HEALTH_STATES.map((state, i) => [state, shares[i]])),
  };
}

/**
 * What was run.
 * @param {string} folder
 */
async function readRecord(folder) {
  const text = String(await readRunFile(folder, 'config.json'));
  try {
    const record = JSON.parse(text);
    if (record.format === 'amnl-run' && record.version === 1 && record.config.window > 0) return record;
  } catch {} // told below
  throw new Error(
    `${join(folder, 'config.json')} is not the record of a run. Give a folder that 'amnl train' has left`,
  );
}

/**
 * @param {string} folder
 * @param {string} name
 */
async function readRunFile(folder, name) {
  return readFile(join(folder, name)).catch((error) => {
    const why = error.code === 'ENOENT' ? 'is not there' : `cannot be read (${error.code})`;
    const remedy = `Give the folder of a run that has come to its end, or write its model with 'amnl export ${folder}'`;
    throw new Error(`${join(folder, name)} ${why}. ${remedy}`);
  });
}
