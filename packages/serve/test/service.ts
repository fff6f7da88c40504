import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import {
  createServer,
  type Limits,
  type Predicted,
  type PredictRequest,
  type RunFacts,
  type Served,
  type ServeOptions,
  type ServeServer,
} from '../src/index.js';

const servers: ServeServer[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await server.close();
});

const FACTS: RunFacts = {
  data: 'pumps',
  noun: 'pump',
  timeUnit: 'hours',
  time: { column: 'hour', format: 'number' },
  channels: ['flow', 'heat'],
  gaps: true,
  window: 30,
  rulCap: 100,
  coverage: null,
  simulated: false,
  reasons: false,
  text: true,
};

/** A run without a network: it answers with what it was asked. */
export class Echo implements Served {
  readonly facts: RunFacts;
  readonly predictionSchema = { type: 'object' };
  readonly asked: PredictRequest[] = [];
  closed = 0;

  constructor(facts: Partial<RunFacts> = {}) {
    this.facts = { ...FACTS, ...facts };
  }

  async predict(request: PredictRequest): Promise<Predicted> {
    this.asked.push(request);
    const { rows } = request;
    const units = 'units' in rows ? rows.units : [{ unit: Buffer.from(rows.text).toString(), columns: {} }];
    return {
      predictions: units.map(({ unit }) => ({ unit, data: this.facts.data })),
      outOfRange: 1,
      rows: 3,
      notices: ['said'],
    };
  }

  async close(): Promise<void> {
    this.closed++;
  }
}

/** A service that listens on a free port; it is closed after the test. */
export async function serve(
  served: Readonly<Record<string, Served>> = { pumps: new Echo() },
  { limits = {}, ...options }: Omit<ServeOptions, 'limits'> & { limits?: Partial<Limits> } = {},
) {
  const logged: string[] = [];
  const server = createServer(served, { log: (line) => logged.push(line), ...options, limits });
  servers.push(server);
  const url = await server.listen({ port: 0 });
  return { server, url, port: Number(new URL(url).port), logged };
}

export function open(port: AddressInfo['port'], first = ''): Socket {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => {}); // a server that hangs up is what is waited for
  socket.write(first);
  return socket;
}

/** Everything the service says until it hangs up. */
export async function said(socket: Socket) {
  let all = '';
  socket.on('data', (chunk) => void (all += chunk));
  // Not `once`, which an error would reject: a server may hang up on somebody who is still sending.
  await new Promise((done) => socket.on('close', done));
  const [head = '', body = ''] = all.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), answers: all.split('HTTP/1.1 ').length - 1, body };
}

export const PREDICT = '/v1/runs/pumps/predict';

export const post = (headers: string, body = 'x') =>
  `POST ${PREDICT} HTTP/1.1\r\ncontent-type: text/plain\r\ncontent-length: ${body.length}\r\n${headers}\r\n${body}`;

export const get = (path: string, headers = 'connection: close\r\n') =>
  `GET ${path} HTTP/1.1\r\nhost: localhost\r\n${headers}\r\n`;

/** Sends JSON, or what is given with its type. */
export async function ask(url: string, body: unknown, type = 'application/json', query = '') {
  const sent =
    type.startsWith('application/json') && typeof body !== 'string' ? JSON.stringify(body) : (body as string);
  const answer = await fetch(`${url}${PREDICT}${query}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: sent,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
