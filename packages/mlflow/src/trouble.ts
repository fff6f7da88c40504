import type { TrainError } from '@amnl/core-loop';
import { plainText } from '@amnl/core-loop';
import { isObject } from './entry.js';
import { failure, type MlflowErrorCode } from './errors.js';

/** Why a request failed. */
export class Trouble extends Error {
  readonly code: MlflowErrorCode;
  /** What is wrong and what to do, without a full stop. Contains no secrets. */
  readonly sentence: string;
  /** Retrying does not help. */
  readonly final: boolean;
  /** The request is at fault, not the server or the connection. */
  readonly content: boolean;
  /** MLflow's own code, e.g. `RESOURCE_DOES_NOT_EXIST`. */
  readonly reason: string | undefined;
  /** Milliseconds that the server asks to wait. */
  readonly retryAfter: number | undefined;

  constructor(code: MlflowErrorCode, sentence: string, more: TroubleDetails = {}) {
    super(sentence);
    this.code = code;
    this.sentence = sentence;
    this.final = more.final ?? false;
    this.content = more.content ?? false;
    this.reason = more.reason;
    this.retryAfter = more.retryAfter;
  }

  toError(): TrainError {
    return failure(this.code, this.sentence);
  }
}

interface TroubleDetails {
  readonly final?: boolean;
  readonly content?: boolean;
  readonly reason?: string;
  readonly retryAfter?: number;
}

/** A server's answer. */
export interface Answer {
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly text: string;
}

const MOST_RETRY_AFTER_MS = 300_000;

/** What is wrong with an answer; undefined if it is fine. @param now milliseconds since 1970 */
export function troubleIn(answer: Answer, url: string, request: string, now: number): Trouble | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  const { reason, message } = saidIn(answer.text);
  const said = message === undefined ? '' : `: ${plainText(message, 300)}`;
  const at = `the server at ${url}`;
  if (status >= 300 && status < 400) {
    const to = targetOf(answer.header('location'), url);
    const advice = to === undefined ? 'Give the final address' : `If ${to} is MLflow, give that`;
    return new Trouble(
      'MF_REFUSED',
      `${at} redirects (${status}), and credentials are not sent elsewhere. ${advice} in MLFLOW_TRACKING_URI`,
      { final: true },
    );
  }
  if (status === 401) {
    const how = 'Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN';
    return new Trouble('MF_REFUSED', `${at} needs valid credentials (401). ${how}`, {
      final: true,
    });
  }
  if (status === 403) {
    return new Trouble(
      'MF_REFUSED',
      `${at} does not allow this (403${said}). Ask its administrator for permission to write to the experiment`,
      { final: true },
    );
  }
  if (status === 404 && reason === undefined) {
    return new Trouble(
      'MF_NOT_MLFLOW',
      `${at} has no ${request} (404): it is not an MLflow server, its path is different, or it is older than MLflow 2. Check MLFLOW_TRACKING_URI`,
    );
  }
  if (status === 429) {
    const retryAfter = pauseOf(answer.header('retry-after'), now);
    return new Trouble('MF_SERVER_FAILED', `${at} reports too many requests (429). Try again later`, {
      ...(retryAfter !== undefined && { retryAfter }),
    });
  }
  if (status >= 500 || status === 408) {
    const retryAfter = pauseOf(answer.header('retry-after'), now);
    return new Trouble('MF_SERVER_FAILED', `${at} failed (${status}${said}). Check its log`, {
      ...(retryAfter !== undefined && { retryAfter }),
    });
  }
  return new Trouble('MF_REFUSED', `${at} refuses ${request} (${status}${said})`, {
    final: true,
    content: true,
    ...(reason !== undefined && { reason }),
  });
}

/** The object in an answer. @throws Trouble if it is not one */
export function objectIn({ status, header, text }: Answer, url: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // reported below
  }
  const type = plainText(header('content-type') ?? 'nothing', 60);
  throw new Trouble(
    'MF_NOT_MLFLOW',
    `the server at ${url} answers ${status} with ${text === '' ? 'nothing' : type} where MLflow answers with JSON: it is another server, or a login page. Check MLFLOW_TRACKING_URI`,
  );
}

/** No answer within so many seconds. */
export function noAnswer(url: string, seconds: number): Trouble {
  return new Trouble(
    'MF_UNREACHABLE',
    `the server at ${url} did not answer within ${seconds} s. Check that it is running`,
  );
}

/** The request did not reach the server. @param seconds its limit */
export function troubleOnTheWay(
  error: unknown,
  url: string,
  seconds: number,
  redact: (text: string) => string,
): Trouble {
  const { name, cause, message } = error as Error & { cause?: NodeJS.ErrnoException };
  if (name === 'TimeoutError') {
    return noAnswer(url, seconds);
  }
  const code = cause?.code ?? '';
  const what = REASONS[code] ?? redact(plainText(cause?.message ?? message, 200)) + (code && ` (${code})`);
  const advice = /CERT|SIGNATURE|TLS|SSL/.test(code)
    ? 'For your own certificate authority, set NODE_EXTRA_CA_CERTS to its file'
    : 'Check MLFLOW_TRACKING_URI, and that the server is running';
  return new Trouble('MF_UNREACHABLE', `the server at ${url} cannot be reached: ${what}. ${advice}`);
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'it closed the connection',
  UND_ERR_SOCKET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the host name cannot be resolved now',
  EHOSTUNREACH: 'the host is unreachable',
  ENETUNREACH: 'the network is unreachable',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
};

/** MLflow's errors are JSON: `{ error_code, message }`. */
function saidIn(text: string): { reason?: string; message?: string } {
  try {
    const { error_code: reason, message, detail } = JSON.parse(text) as Record<string, unknown>;
    const words = message ?? detail;
    return {
      ...(typeof reason === 'string' && { reason }),
      ...(typeof words === 'string' && words !== '' && { message: words }),
    };
  } catch {
    // A short text is a message, a page is not.
    const words = text.trim();
    return words === '' || words.length > 300 || words.startsWith('<') ? {} : { message: words };
  }
}

/** Origin and path alone: the rest may be a secret. */
function targetOf(location: string | null, base: string): string | undefined {
  try {
    const { origin, pathname } = new URL(location ?? '', `${base}/`);
    return location === null ? undefined : plainText(origin + pathname, 200);
  } catch {
    return undefined;
  }
}

/** `Retry-After`: seconds, or a date. */
function pauseOf(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, MOST_RETRY_AFTER_MS) : undefined;
}
