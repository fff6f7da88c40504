import { TrainError } from '@amnl/core-loop/errors';

/** Codes of the errors this package throws, and answers requests with, and what each one means. */
export const SERVE_ERRORS = {
  SV_LISTEN_FAILED: 'The service cannot listen at this address; see `cause`.',
  SV_NAME_INVALID: 'A run is served under a name that cannot stand in an address.',
  SV_HOST_INVALID: 'HTTP 400. The request has no `Host`, or several.',
  SV_HOST_UNKNOWN: 'HTTP 421. The request is for a host that the service does not know.',
  SV_ORIGIN_FOREIGN: 'HTTP 403. A page of another site sent the request.',
  SV_REQUEST_INVALID: 'HTTP 400. What came is no HTTP request, or its address cannot be read.',
  SV_TOO_SLOW: 'HTTP 408. The request did not arrive in time.',
  SV_HEADERS_TOO_LARGE: 'HTTP 431. The headers are too large.',
  SV_EXPECTATION: 'HTTP 417. The request has an `Expect` other than `100-continue`.',
  SV_MEDIA_TYPE: 'HTTP 415. The body is of a type that is not read.',
  SV_BODY_TOO_LARGE: 'HTTP 413. The body is too large.',
  SV_TOO_MANY: 'HTTP 413. The request has too many rows or units.',
  SV_BODY_INVALID: 'HTTP 400. The body is not as described; the message names the place.',
  SV_QUERY_INVALID: 'HTTP 400. A parameter behind the `?` is unknown, or has a value that it cannot have.',
  SV_NOT_FOUND: 'HTTP 404. There is nothing at this address.',
  SV_RUN_UNKNOWN: 'HTTP 404. No run is served under this name.',
  SV_METHOD: 'HTTP 405. The address is used with another method.',
  SV_NO_REASONS: 'HTTP 422. Reasons are asked for that the run cannot give.',
  SV_BUSY: 'HTTP 503. More is waiting than the service takes. Try again later.',
  SV_INTERNAL: 'HTTP 500. The service failed; its log says how.',
} as const;

/** A code of {@link SERVE_ERRORS}. */
export type ServeErrorCode = keyof typeof SERVE_ERRORS;

/** An error of this package: what, what was found, what to do, a code. */
export function serveError(code: ServeErrorCode, message: string, cause?: unknown): TrainError {
  return new TrainError(code, message, { by: 'serve', ...(cause !== undefined && { cause }) });
}
