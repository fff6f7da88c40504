// Judges what inputs do to a parser, in a thread of its own, which can be stopped whatever it does.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { countArrays, measure, TIDY_BYTES } from './memory.mjs';

/** More is an over-allocation. */
const MAX_BYTES = 64 << 20;
const LONGEST_MESSAGE = 4000;

const { module, name, folder } = workerData;
const { [name]: parser } = await import(module);
countArrays();
parentPort.on('message', async (bytes) => parentPort.postMessage(await judge(bytes)));
parentPort.postMessage('ready');

/** @returns `{ outcome }`: `'value'` or the code of an error; with `detail` if it is a finding: `'crash'`, `'over-allocation'` */
async function judge(bytes) {
  const path = join(folder, parser.file ?? 'input');
  if (parser.file) writeFileSync(path, bytes);
  const bytesUsed = measure();
  let value;
  let error;
  try {
    value = await parser.run(bytes, path);
  } catch (thrown) {
    error = thrown ?? new Error('nothing was thrown');
  }
  const used = bytesUsed();
  if (used > MAX_BYTES - TIDY_BYTES) return { outcome: 'over-allocation', detail: `${used >> 20} MiB` };
  if (error !== undefined) return judgeError(error);
  try {
    await parser.check?.(value, bytes);
  } catch (thrown) {
    return crash(`its value is unsound: ${describe(thrown)}`);
  }
  return { outcome: 'value' };
}

function judgeError(error) {
  if (error.name !== 'TrainError' || !parser.codes.includes(error.code)) return crash(describe(error));
  if (error.message.length > LONGEST_MESSAGE) return crash(`a message of ${error.message.length} letters`);
  if (/\p{Cc}/u.test(error.message)) return crash(`control characters in ${JSON.stringify(error.message)}`);
  return { outcome: error.code };
}

const crash = (detail) => ({ outcome: 'crash', detail });
const describe = (thrown) => String(thrown?.stack ?? thrown).slice(0, 2000);
