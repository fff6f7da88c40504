import { openAsBlob } from 'node:fs';
import type { Server } from './environment.js';
import { type Answer, objectIn, Trouble, troubleIn, troubleOnTheWay } from './trouble.js';

/** A file may take the time of a request, and as long as a slow line needs for it. */
const SLOWEST_BYTES_A_MS = 64;

/** Most bytes that are read of an answer; the usual ones have some kilobytes. */
const MAX_ANSWER_BYTES = 4 << 20;

type Fetch = typeof globalThis.fetch;

/**
 * MLflow's REST interface: JSON to `/api/2.0/mlflow/…`, files to the proxy at `/api/2.0/mlflow-artifacts/…`. A request ends within
 * the server's timeout, whatever the other side does; every failure is a {@link Trouble}.
 * @see https://mlflow.org/docs/latest/rest-api.html
 */
export class Client {
  readonly server: Server;
  readonly #fetch: Fetch;
  /** How many answers have arrived, errors included. */
  answers = 0;

  constructor(server: Server, fetch: Fetch = globalThis.fetch) {
    this.server = server;
    this.#fetch = fetch;
  }

  post(path: string, body: object, signal: AbortSignal): Promise<Record<string, unknown>> {
    const init = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return this.#json(`mlflow/${path}`, init, signal);
  }

  get(path: string, query: Record<string, string>, signal: AbortSignal): Promise<Record<string, unknown>> {
    return this.#json(`mlflow/${path}?${new URLSearchParams(query)}`, { method: 'GET' }, signal);
  }

  /** The server's version, e.g. `3.17.2`; undefined if it does not say. */
  async version(signal: AbortSignal): Promise<string | undefined> {
    const { status, text } = await this.#request(`${this.server.url}/version`, { method: 'GET' }, signal);
    return status === 200 ? /^"?(\d+\.\d+(?:\.\w+)*)"?$/.exec(text.trim())?.[1] : undefined;
  }

  /** Puts a file among the artefacts. @param path below `mlflow-artifacts/artifacts/`, with slashes */
  async upload(path: string, file: string, signal: AbortSignal): Promise<void> {
    const url = `mlflow-artifacts/artifacts/${path.split('/').map(encodeURIComponent).join('/')}`;
    const body = await openAsBlob(file);
    const answer = await this.#call(url, { method: 'PUT', body }, signal, body.size / SLOWEST_BYTES_A_MS);
    if (answer.text !== '') objectIn(answer, this.server.url); // the proxy answers with nothing, or {}
  }

  async #json(path: string, init: RequestInit, signal: AbortSignal): Promise<Record<string, unknown>> {
    return objectIn(await this.#call(path, init, signal), this.server.url);
  }

  async #call(path: string, init: RequestInit, signal: AbortSignal, extra = 0): Promise<Answer> {
    const { url, redact } = this.server;
    const answer = await this.#request(`${url}/api/2.0/${path}`, init, signal, extra);
    const shown = `${init.method} /api/2.0/${path.split('?')[0]!.slice(0, 200)}`;
    const trouble = troubleIn({ ...answer, text: redact(answer.text) }, url, shown, Date.now());
    if (trouble !== undefined) throw trouble;
    return answer;
  }

  async #request(url: string, init: RequestInit, signal: AbortSignal, extra = 0): Promise<Answer> {
    const { authorization, redact } = this.server;
    const timeout = Math.ceil(this.server.timeout + extra);
    const headers = { ...init.headers, ...(authorization !== undefined && { authorization }) };
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
    try {
      const response = await this.#fetch(url, { ...init, headers, redirect: 'manual', signal: limited });
      const text = await textOf(response);
      this.answers++;
      return { status: response.status, header: (name) => response.headers.get(name), text };
    } catch (error) {
      if (signal.aborted) throw new Trouble('MF_UNREACHABLE', 'the request was given up'); // no one is waiting
      throw troubleOnTheWay(error, this.server.url, timeout / 1000, redact);
    }
  }
}

/** The text of an answer, cut to what is useful. */
async function textOf(response: Response): Promise<string> {
  if (response.body === null) return '';
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body as AsyncIterable<Uint8Array>) {
    parts.push(part);
    length += part.length;
    if (length > MAX_ANSWER_BYTES) break; // which cancels the rest
  }
  return Buffer.concat(parts).toString('utf8');
}
