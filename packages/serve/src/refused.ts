import { TrainError } from '@amnl/core-loop/errors';
import type { FastifyError } from 'fastify';
import { type Answer, answer } from './answer.js';
import { bodyFault, EMPTY_BODY } from './body.js';
import type { ServeErrorCode } from './errors.js';

// What a client gets: what is wrong, where, what was found, what to send instead. Never a stack.

const STATUS: Partial<Readonly<Record<ServeErrorCode, number>>> = {
  SV_RUN_UNKNOWN: 404,
  SV_TOO_MANY: 413,
  SV_NO_REASONS: 422,
  SV_BUSY: 503,
};

/** By codes of what Fastify itself refuses. */
const REFUSED: Readonly<Record<string, Answer>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: answer(
    413,
    'SV_BODY_TOO_LARGE',
    'the body is too large. Send fewer units at once, or of each only the rows of a window',
  ),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: answer(
    415,
    'SV_MEDIA_TYPE',
    "the body is neither JSON nor, for runs on NASA's data, text. Set Content-Type: application/json",
  ),
  FST_ERR_BAD_URL: answer(400, 'SV_REQUEST_INVALID', 'the address cannot be read. See /docs for those that there are'),
  FST_ERR_MAX_PARAM_LENGTH: answer(404, 'SV_NOT_FOUND', 'the address is too long. See /docs for those that there are'),
  FST_ERR_CTP_EMPTY_JSON_BODY: answer(400, 'SV_BODY_INVALID', EMPTY_BODY),
};

/**
 * The answer to a request that failed; undefined where the fault is the service's.
 * @param body as far as it was read
 */
export function answerTo(error: FastifyError | TrainError, body: unknown): Answer | undefined {
  if (error instanceof TrainError) {
    const { code, detail: message } = error;
    if (code === 'DC_FILE_TOO_LARGE') return { status: 413, code, message };
    if (code.startsWith('SV_')) return { status: STATUS[code as ServeErrorCode] ?? 400, code, message };
    return { status: /^D[CF]_/.test(code) ? 400 : 422, code, message }; // rows that are wrong, or that nothing can be said about
  }
  const [invalid] = error.validation ?? [];
  if (invalid && error.validationContext === 'querystring') {
    return answer(400, 'SV_QUERY_INVALID', queryFault(invalid));
  }
  if (invalid) {
    const { instancePath, keyword } = invalid;
    const message = bodyFault(instancePath, body);
    const { limit } = invalid.params as { limit?: number };
    if (keyword === 'maxItems') return answer(413, 'SV_TOO_MANY', `${message}. Send at most ${limit} at once`);
    return answer(400, 'SV_BODY_INVALID', message);
  }
  const known = REFUSED[error.code];
  if (known) return known;
  const { statusCode: status = 500 } = error;
  return status < 500 ? answer(status, 'SV_BODY_INVALID', error.message) : undefined;
}

function queryFault({ instancePath, keyword, params }: NonNullable<FastifyError['validation']>[number]): string {
  if (keyword === 'additionalProperties') {
    return `there is no parameter '${String(params['additionalProperty']).slice(0, 80)}'. Leave it out`;
  }
  return `the parameter '${instancePath.slice(1)}' must be given once, as 'true' or 'false'`;
}
