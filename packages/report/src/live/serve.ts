import { createServer, type Server } from 'node:http';
import { Feed } from './feed.js';
import { bracketed, hostsAllowed } from './guard.js';
import { answerer } from './handler.js';
import { isLoopback, listen, namesOf } from './listen.js';
import { checkedOptions, type ServeOptions } from './options.js';
import { repeat } from './repeat.js';
import { routesOf } from './routes.js';
import type { LiveSource } from './source.js';
import { eventMessage } from './sse.js';
import { Streams } from './streams.js';

/** A live page that is being served. */
export interface LiveServer {
  /** Where to open the page, e.g. `http://127.0.0.1:41207/`. */
  readonly url: string;
  readonly port: number;
  /** Other machines can reach it: its host is not a loopback address. */
  readonly exposed: boolean;
  /** Pages that are open. */
  clients(): number;
  /**
   * Reads the run now, and sends what has changed. Never throws: problems are reported to the pages and `onProblem`.
   */
  refresh(): Promise<void>;
  /**
   * Sends the last state, then `event: end`, and stops listening. Takes about a second
   * at most, also where a client or the source hangs.
   */
  close(): Promise<void>;
}

/** How long `close()` waits for the source, and then for the clients. */
const PATIENCE_MS = 500;

/** Who is slower than this in sending a request, or in taking an answer, is up to no good, or gone. */
const TIMES = {
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  keepAlive: true,
  keepAliveInitialDelay: 30_000,
};
const ANSWER_TIMEOUT_MS = 30_000;

/** Connections in addition to the event streams, e.g. those that are refused because there are too many streams. */
const SPARE_CONNECTIONS = 1024;

/**
 * Serves a page that follows a run, on this machine only unless another `host` is asked for. It can be read and not
 * written to, and no file is served by its path. The source is looked at only while a page is open.
 *
 * The open port keeps the process alive until `close()`; timers do not.
 * @throws `RP_PORT_BUSY`, `RP_LISTEN_FAILED`, `CL_OPTION_INVALID`
 * @example
 * const server = await serveRun({ version: () => String(run.steps.length), read: () => run }, { page: html });
 * console.log(server.url);
 */
export async function serveRun(source: LiveSource, options: ServeOptions): Promise<LiveServer> {
  const { host, port: wanted, fallbackPort, allowedHosts, pollMs, ...others } = checkedOptions(options);
  const onProblem = quietly(others.onProblem);
  const streams = new Streams(others, () => repeat(() => feed.look(), pollMs));
  const feed = new Feed(source, {
    changed: (message) => streams.send(message),
    failed(message, error) {
      streams.send(message);
      onProblem(error);
    },
  });

  const handler = answerer(routesOf(others, feed, streams), onProblem);
  // The missing header is answered by the guard, as any other that is not allowed.
  const server = createServer({ ...TIMES, maxHeaderSize: 8 * 1024, requireHostHeader: false }, handler.answer);
  server.timeout = ANSWER_TIMEOUT_MS;
  server.maxConnections = others.maxStreams + SPARE_CONNECTIONS;

  const { address, port } = await listen(server, { host, port: wanted, fallbackPort });
  handler.allow(hostsAllowed(port, namesOf(host), allowedHosts));
  // Such as too many open files: without a listener it would end the training.
  server.on('error', onProblem);

  let closed: Promise<void> | undefined;
  return {
    url: `http://${bracketed(namesOf(host)[0]!)}:${port}/`,
    port,
    exposed: !isLoopback(address),
    clients: () => streams.size,
    // Later clients trigger their own read.
    refresh: async () => (streams.size > 0 && !closed ? feed.refresh() : undefined),
    close: () => (closed ??= shut(server, streams, feed)),
  };
}

async function shut(server: Server, streams: Streams, feed: Feed): Promise<void> {
  const down = new Promise<void>((done) => server.close(() => done()));
  if (streams.size > 0) await atMost(feed.refresh());
  streams.end(eventMessage('The run is no longer served.', { event: 'end' }), feed.welcome());
  await atMost(down);
  server.closeAllConnections();
  await down;
}

/** This timer keeps the process alive: else a hanging source would end it before the rest is done. */
async function atMost(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((done) => (timer = setTimeout(done, PATIENCE_MS)))]);
  clearTimeout(timer);
}

/** The training comes first, whatever its listener does. */
function quietly(listener: (error: unknown) => void): (error: unknown) => void {
  return (error) => {
    try {
      listener(error);
    } catch {}
  };
}
