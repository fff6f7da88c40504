import { knownOptions, requireOption } from '@amnl/core-loop/errors';

/** What a client may take of the service. Times in milliseconds. */
export interface Limits {
  /** Bytes of a body. Default 4 MiB. */
  readonly bodyBytes: number;
  /** Rows of all units of a request. Default 20,000. */
  readonly rows: number;
  /** Units of a request. Default 1000. */
  readonly units: number;
  /** Predictions of a request that are explained. Default 20. */
  readonly reasons: number;
  /** Rows of all requests that are being answered. More are refused until there is room. Default 100,000. */
  readonly rowsAtOnce: number;
  /** Connections at once. One more closes the one that has waited longest without a whole request. Default 2000. */
  readonly connections: number;
  /**
   * Bytes of bodies that are announced and have not come as a whole, of all connections. More close those that have waited longest.
   * Default 256 MiB.
   */
  readonly arrivingBytes: number;
  /** For all headers to arrive, from the first moment of the connection. Default 10 s. */
  readonly headersMs: number;
  /** For the whole request to arrive. Default 30 s. */
  readonly requestMs: number;
  /** Between two requests on one connection. Default 5 s. */
  readonly idleMs: number;
  /** Without a byte in either direction: an answer that nobody takes. Longer than any answer is waited for. Default 60 s. */
  readonly silenceMs: number;
  /** Between two looks at the clock: how far the limits of headers and request may be exceeded. Default 1 s. */
  readonly checkMs: number;
  /** For requests under way when the service is closed. Default 10 s. */
  readonly closeMs: number;
}

/** Defaults of {@link Limits}. */
export const LIMITS: Limits = {
  bodyBytes: 4 * 1024 * 1024,
  rows: 20_000,
  units: 1000,
  reasons: 20,
  rowsAtOnce: 100_000,
  connections: 2000,
  arrivingBytes: 256 * 1024 * 1024,
  headersMs: 10_000,
  requestMs: 30_000,
  idleMs: 5_000,
  silenceMs: 60_000,
  checkMs: 1_000,
  closeMs: 10_000,
};

/** All limits, those that are not given by default. @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID */
export function checkedLimits(given: Partial<Limits>): Limits {
  const limits = { ...LIMITS, ...given };
  knownOptions('createServer: limits', limits, Object.keys(LIMITS) as (keyof Limits)[]);
  for (const [name, value] of Object.entries(limits)) {
    const most = name.endsWith('Ms') ? 2 ** 31 - 1 : Number.MAX_SAFE_INTEGER; // timers are 32-bit numbers
    const fits = Number.isInteger(value) && value >= 1 && value <= most;
    requireOption('serve', fits, `limits.${name}`, `a whole number from 1 to ${most}`, value);
  }
  return limits;
}
