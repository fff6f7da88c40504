import type { IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { knownOptions } from '@amnl/core-loop/errors';
import { plainText } from '@amnl/core-loop/plain-text';
import { type FastifyError, type FastifyInstance, type FastifyReply, fastify } from 'fastify';
import { answer, send } from './answer.js';
import { Connections } from './connections.js';
import { serveError } from './errors.js';
import { refusal } from './guard.js';
import { answerClientError, limitedServer } from './http-server.js';
import { checkedLimits, type Limits } from './limits.js';
import { ServeMetrics } from './metrics.js';
import { operationRoutes } from './operation-routes.js';
import { otherMethods } from './other-methods.js';
import { predictRoutes } from './predict-routes.js';
import { answerTo } from './refused.js';
import { Runs } from './runs.js';
import type { Served } from './served.js';

/** On every answer: it is not kept, not guessed about, not framed, and not shown to other sites. */
const HEADERS = [
  ['cache-control', 'no-store'],
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
  ['cross-origin-resource-policy', 'same-origin'],
  ['x-content-type-options', 'nosniff'],
] as const;

/** Options of {@link createServer}. */
export interface ServeOptions {
  /** Names that the service is known by, other than localhost and its addresses. Default: none. */
  readonly hosts?: readonly string[];
  /** Default of each: `LIMITS`. */
  readonly limits?: Partial<Limits>;
  /** Gets what the service could not help, line by line. Default: `console.error`. */
  readonly log?: (line: string) => void;
}

/** Where to listen. */
export interface ListenOptions {
  /** Default 127.0.0.1, which only this machine reaches. */
  readonly host?: string;
  /** 0: any free one. */
  readonly port: number;
}

/** A service for predictions. */
export interface ServeServer {
  /** Starts to listen. @returns its address: `http://127.0.0.1:8080` @throws SV_LISTEN_FAILED */
  listen(where: ListenOptions): Promise<string>;
  /**
   * Serves another run under a name that there is. What is being answered is answered by the one before.
   * Resolves when that is done and it is closed. @throws SV_RUN_UNKNOWN
   */
  replace(name: string, served: Served): Promise<void>;
  /** Takes no new connection, answers what is under way, for `limits.closeMs` at most, and closes the runs. */
  close(): Promise<void>;
}

/**
 * A service for predictions of one or several runs, by name. It listens when {@link ServeServer.listen} is called.
 * @throws SV_NAME_INVALID, CL_OPTION_UNKNOWN, CL_OPTION_INVALID
 */
export function createServer(served: Readonly<Record<string, Served>>, options: ServeOptions = {}): ServeServer {
  knownOptions('createServer', options, ['hosts', 'limits', 'log']);
  const limits = checkedLimits(options.limits ?? {});
  const runs = new Runs(served);
  const metrics = new ServeMetrics();
  const connections = new Connections(limits);
  const app = createApp({ limits, connections, metrics, log: options.log ?? console.error });
  guard(app, options.hosts ?? []);
  app.addHook('onRequest', async ({ raw }) => connections.expect(raw.socket, announced(raw, limits.bodyBytes)));
  const refuseOthers = otherMethods(app);
  operationRoutes(app, { runs, metrics, connections, limits });
  predictRoutes(app, { runs, metrics, limits });
  refuseOthers();
  return {
    listen: (where) => listen(app, where),
    replace: (name, other) => runs.replace(name, other),
    async close() {
      const patience = setTimeout(() => app.server.closeAllConnections(), limits.closeMs);
      await app.close();
      clearTimeout(patience);
      await runs.close();
    },
  };
}

interface Parts {
  readonly limits: Limits;
  readonly connections: Connections;
  readonly metrics: ServeMetrics;
  readonly log: (line: string) => void;
}

/** Everything that holds for each route: limits, counts, and how failures are answered. */
function createApp({ limits, connections, metrics, log }: Parts): FastifyInstance {
  /** Connections on which an answer has begun before its request has come to its end. */
  const answered = new WeakSet<object>();
  const fail = (error: FastifyError, body: unknown, reply: FastifyReply) => {
    const refused = answerTo(error, body);
    // Line by line: what the message quotes of a request can neither steer a terminal nor pass for a line of the log.
    if (!refused) for (const line of (error.stack ?? String(error)).split('\n')) log(plainText(`  ${line}`));
    return send(reply, refused ?? answer(500, 'SV_INTERNAL', 'the service failed; its log says how'));
  };
  const app = fastify({
    serverFactory: (handler) => limitedServer(handler, limits),
    bodyLimit: limits.bodyBytes,
    return503OnClosing: false, // what comes on a connection that is still open is answered as ever
    clientErrorHandler: (error, socket) => answerClientError(error, socket, answered.has(socket)),
    frameworkErrors: (error, _request, reply) => void fail(error, undefined, reply),
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allowUnionTypes: true } }, // "1" is not 1, an unknown key is an error
  });
  app.server.on('connection', (socket: Socket) => connections.add(socket));
  app.addHook('preHandler', async ({ raw }) => connections.busy(raw.socket));
  app.addHook('onResponse', async ({ raw, routeOptions }, reply) => {
    if (raw.complete) answered.delete(raw.socket);
    connections.idle(raw.socket);
    const route = routeOptions.url ?? 'none';
    metrics.requests.add({ route, status: String(reply.statusCode) });
    metrics.times.add(route, reply.elapsedTime / 1000);
  });

  // A client that keeps its connection for the next request would keep a service alive that is asked to stop.
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', async ({ raw }, reply) => {
    answered.add(raw.socket);
    if (closing) reply.header('connection', 'close');
    for (const [name, value] of HEADERS) if (!reply.hasHeader(name)) reply.header(name, value);
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  app.setNotFoundHandler(({ method, url }, reply) =>
    send(
      reply,
      answer(404, 'SV_NOT_FOUND', `there is no ${method} ${plainText(url, 80)}. See /docs for what there is`),
    ),
  );
  app.setErrorHandler((error: FastifyError, { body }, reply) => fail(error, body, reply));
  return app;
}

function guard(app: FastifyInstance, hosts: readonly string[]): void {
  const names = hosts.map((name) => name.toLowerCase());
  app.addHook('onRequest', async ({ raw }, reply) => {
    const refused = refusal(raw, names);
    if (refused) await send(reply.header('connection', 'close'), refused); // its body is not waited for
  });
}

/** Bytes of a body that are to come; as many as it may have where that is not said. */
function announced({ headers }: IncomingMessage, most: number): number {
  if (headers['transfer-encoding'] !== undefined) return most;
  return Math.min(most, Number(headers['content-length'] ?? 0));
}

async function listen(app: FastifyInstance, { host = '127.0.0.1', port }: ListenOptions): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const advice = 'Give an address of this machine, and a port that is free';
    throw serveError(
      'SV_LISTEN_FAILED',
      `cannot listen on ${host}, port ${port}: ${code ?? message}. ${advice}`,
      cause,
    );
  }
  const { address, port: taken, family } = app.server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`;
}
