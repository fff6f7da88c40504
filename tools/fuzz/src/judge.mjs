// What one input did.
import { measure, TIDY_BYTES } from './memory.mjs';

/** More is a hang. */
export const MAX_MS = 1000;
/** More is an over-allocation. */
export const MAX_BYTES = 64 << 20;
/** Inputs are cut there. */
export const MAX_INPUT = (1 << 20) - 1;
const LONGEST_MESSAGE = 4000;

/**
 * Runs a parser on an input.
 * @returns `{ kind }` `'value'`, `'error'` (with its code), or a finding: `'crash'`, `'hang'`, `'over-allocation'`
 */
export async function judge(parser, bytes, folder, maxMs = MAX_MS) {
  await parser.prepare?.(bytes, folder);
  const bytesUsed = measure();
  const started = performance.now();
  let value;
  let error;
  try {
    value = await parser.run(bytes, folder);
  } catch (thrown) {
    error = thrown ?? new Error('nothing was thrown');
  }
  const ms = performance.now() - started;
  const used = bytesUsed();
  if (ms > maxMs) return { kind: 'hang', detail: `${Math.round(ms)} ms` };
  if (used > MAX_BYTES - TIDY_BYTES)
    return { kind: 'over-allocation', detail: `${used >> 20} MiB for ${bytes.length} bytes` };
  if (error !== undefined) return judgeError(error, parser.codes);
  try {
    await parser.check?.(value, bytes, folder);
  } catch (thrown) {
    return { kind: 'crash', detail: `its value is unsound: ${describe(thrown)}` };
  }
  return { kind: 'value' };
}

function judgeError(error, codes) {
  if (error.name !== 'TrainError' || !codes.includes(error.code)) return { kind: 'crash', detail: describe(error) };
  if (error.message.length > LONGEST_MESSAGE)
    return { kind: 'crash', detail: `a message of ${error.message.length} letters` };
  if (/\p{Cc}/u.test(error.message))
    return { kind: 'crash', detail: `control characters in ${JSON.stringify(error.message)}` };
  return { kind: 'error', code: error.code };
}

function describe(thrown) {
  return String(thrown?.stack ?? thrown).slice(0, 2000);
}
