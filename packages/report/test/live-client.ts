// biome-ignore-all lint/nursery/noJsRestrictedProperties: the clock ends a wait, it measures nothing
import { type ClientRequest, type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { applyUpdate, type LiveUpdate } from '../src/live/update.js';
import type { RunData } from '../src/run-data.js';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request on a connection of its own, with any headers. */
export function ask(url: string, path: string, options: { method?: string; headers?: object } = {}): Promise<Answer> {
  return new Promise((done, failed) => {
    const { hostname, port } = new URL(url);
    const host = hostname.replace(/[[\]]/g, '');
    request({ host, port, path, agent: false, ...(options as object) }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => done({ status: response.statusCode!, headers: response.headers, body }));
    })
      .on('error', failed)
      .end();
  });
}

/** Sends bytes as they are, and gives all that comes back until the server closes, or `ms` are over. */
export function sendRaw(port: number, bytes: string, ms = 2000): Promise<string> {
  return new Promise((done) => {
    let answer = '';
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(bytes, 'latin1'));
    const timer = setTimeout(() => socket.destroy(), ms);
    socket.setEncoding('latin1').on('data', (text) => (answer += text));
    // The server may cut a connection off at which it has seen enough.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      done(answer);
    });
  });
}

/** Milliseconds after which nobody hopes any more: an end, not a measure. */
const HOPE = 240_000;

export interface Message {
  readonly event: string;
  readonly data: string;
  readonly id?: string;
}

/** A page without a face: takes in an event stream as a browser does. */
export class Page {
  readonly messages: Message[] = [];
  readonly comments: string[] = [];
  retry: string | undefined;
  run: RunData | undefined;
  status: number | undefined;
  closed = false;
  #request: ClientRequest;
  #wake = () => {};

  constructor(url: string) {
    let rest = '';
    this.#request = request(new URL('/events', url), { agent: false }, (response) => {
      this.status = response.statusCode;
      this.#wake();
      response.setEncoding('utf8').on('data', (text: string) => {
        const blocks = (rest + text).split('\n\n');
        rest = blocks.pop()!;
        for (const block of blocks) this.#take(block);
        this.#wake();
      });
      response.on('error', () => {});
    });
    this.#request.on('error', () => {});
    this.#request.on('close', () => {
      this.closed = true;
      this.#wake();
    });
    this.#request.end();
  }

  #take(block: string): void {
    const fields = block.split('\n').map((line) => /^([^:]*): ?(.*)$/.exec(line)!);
    const all = (name: string) => fields.filter((field) => field[1] === name).map((field) => field[2]!);
    this.comments.push(...all(''));
    this.retry = all('retry')[0] ?? this.retry;
    if (all('data').length === 0) return;
    const [id] = all('id');
    const message = { event: all('event')[0] ?? 'message', data: all('data').join('\n'), ...(id && { id }) };
    this.messages.push(message);
    if (message.event === 'message') this.run = applyUpdate(this.run, JSON.parse(message.data) as LiveUpdate);
  }

  events(event: string): Message[] {
    return this.messages.filter((message) => message.event === event);
  }

  /** Resolves once `ok` holds; looks at each piece that comes in. */
  async until(ok: (page: this) => boolean): Promise<void> {
    const late = Date.now() + HOPE;
    while (!ok(this)) {
      if (Date.now() > late) throw new Error(`waited in vain: ${ok}`);
      await new Promise<void>((done) => {
        const timer = setTimeout(done, 200);
        this.#wake = () => {
          clearTimeout(timer);
          done();
        };
      });
    }
  }

  leave(): void {
    this.#request.destroy();
  }
}

/** Resolves once `ok` holds. */
export async function eventually(ok: () => boolean): Promise<void> {
  const late = Date.now() + HOPE;
  while (!ok()) {
    if (Date.now() > late) throw new Error(`waited in vain: ${ok}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}

export const runData = (epochs: number, others: Partial<RunData> = {}): RunData => ({
  name: 'run-1',
  title: 'FD001 · quick · seed 42',
  state: 'training',
  epochs: 500,
  history: Array.from({ length: epochs }, (_, epoch) => ({
    epoch,
    metrics: { loss: 1 / (epoch + 1), val_rmse: null },
    seconds: 2,
    samplesPerSecond: 1000,
  })),
  steps: [],
  monitor: { metric: 'val_rmse', mode: 'min' },
  group: 'g',
  seed: 42,
  facts: [{ title: 'Data', rows: [['set', 'FD001']] }],
  ...others,
});

/** A source in memory whose state can be set, and which counts how often it is asked. */
export class TestSource {
  asked = 0;
  reads = 0;
  failure: unknown;
  #run: RunData;
  #version = 0;

  constructor(run: RunData) {
    this.#run = run;
  }

  get run(): RunData {
    return this.#run;
  }

  set run(run: RunData) {
    this.#run = run;
    this.#version++;
  }

  version(): string {
    this.asked++;
    return String(this.#version);
  }

  async read(): Promise<RunData> {
    this.reads++;
    if (this.failure) throw this.failure;
    return JSON.parse(JSON.stringify(this.#run));
  }
}
