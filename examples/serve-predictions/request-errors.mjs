// What a client is told: what is wrong, where, what was found, what to send instead. Never a stack.
import { TrainError } from '@amnl/core-loop';
import { columnName } from '@amnl/data-cmapss';

/** @typedef {{ status: number, code: string, message: string }} Answer */

/** Status codes and advice for what Fastify itself refuses. @type {Record<string, Answer>} */
const REFUSED = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    code: 'BODY_TOO_LARGE',
    message: 'the body is too large. Send fewer units at once, or of each only the rows of one window',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: 'MEDIA_TYPE',
    message: 'the Content-Type is neither application/json nor text/plain. Send one of these',
  },
  FST_ERR_BAD_URL: {
    status: 400,
    code: 'URL_INVALID',
    message: 'the address cannot be read. Use POST /predict or GET /health',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    status: 400,
    code: 'BODY_INVALID',
    message: 'the body is empty. Send { "rows": [[unit, cycle, …], …] }',
  },
};

/**
 * The answer to a request that failed; undefined where the fault is the server's.
 * @param {import('fastify').FastifyError | TrainError} error
 * @param {unknown} body
 * @returns {Answer | undefined}
 */
export function answerTo(error, body) {
  if (error instanceof TrainError) {
    if (!error.code.startsWith('DC_')) return undefined;
    return { status: error.code === 'DC_FILE_TOO_LARGE' ? 413 : 400, code: error.code, message: error.detail };
  }
  const [invalid] = error.validation ?? [];
  if (invalid) return { status: 400, code: 'BODY_INVALID', message: describe(invalid.instancePath, body) };
  const known = REFUSED[error.code];
  if (known) return known;
  const { statusCode: status = 500 } = error;
  return status < 500 ? { status, code: 'BODY_INVALID', message: error.message } : undefined;
}

/** What belongs at each depth of the body: the body, its rows, a row, a number. */
const EXPECTED = [
  'an object with "rows" and nothing else',
  'a list of rows, from 1 to the most the server takes',
  'a list of 26 numbers: unit, cycle, settings 1–3, sensors 1–21',
  'a number',
];

/**
 * @param {string} path of the value that does not fit: '', '/rows', '/rows/3', '/rows/3/7'
 * @param {unknown} body
 */
function describe(path, body) {
  const steps = path.split('/').slice(1);
  const found = steps.reduce((value, step) => /** @type {Record<string, unknown>} */ (value)[step], body);
  const [, row, column] = steps;
  const where = ['the body', '"rows"', `row ${Number(row) + 1}`];
  const place =
    where[steps.length] ?? `row ${Number(row) + 1}, column ${Number(column) + 1} (${columnName(Number(column) + 1)})`;
  return `${place}: expected ${EXPECTED[steps.length]}; found ${nameOf(found)}`;
}

/** @param {unknown} value */
function nameOf(value) {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) {
    return `an object with ${Object.keys(value).slice(0, 5).join(', ').slice(0, 80) || 'nothing in it'}`;
  }
  // JSON has no infinity, but 1e999 becomes one.
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
