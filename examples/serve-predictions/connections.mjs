// What happens to a connection before there is a request: limits on how many, how slow and how long, and the answers that Node
// would give in words of its own.
import { createServer, STATUS_CODES } from 'node:http';

/** @typedef {import('./request-errors.mjs').Answer} Answer */

/** Whoever is slower has no part in this. All in milliseconds, but for the count. */
export const CONNECTION_LIMITS = {
  /** At once; more are closed without a word. */
  count: 128,
  /** For all headers to arrive, from the first moment of the connection. */
  headersMs: 10_000,
  /** For the whole request to arrive. */
  requestMs: 30_000,
  /** Between two requests on one connection. */
  idleMs: 5_000,
  /** Without a byte in either direction: an answer that nobody takes. Longer than any answer is waited for. */
  silenceMs: 60_000,
  /** Between two looks at the clock: how far the first two limits may be exceeded. */
  checkMs: 1_000,
};

/**
 * The server, for Fastify's `serverFactory`, which would leave Node's other time limits as they are: 60 s for headers, looked at
 * twice a minute.
 * @param {import('node:http').RequestListener} handler
 * @param {typeof CONNECTION_LIMITS} limits
 */
export function limitedServer(handler, limits) {
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: limits.checkMs,
      maxHeaderSize: 8 * 1024,
      requireHostHeader: false, // answered as any other host that is not known
    },
    handler,
  );
  server.maxConnections = limits.count;
  server.setTimeout(limits.silenceMs);
  server.on('checkExpectation', (_request, response) => {
    const body = bodyOf({ code: 'EXPECTATION', message: 'no Expect but 100-continue is met. Leave it out' });
    response.writeHead(417, { ...headersFor(body), connection: 'close' }).end(body);
  });
  return server;
}

/** By codes of Node's errors; any other is a request that cannot be read. @type {Record<string, Answer>} */
const TOLD = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'TOO_SLOW',
    message: 'the request did not arrive in time. Send it in one go',
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'HEADERS_TOO_LARGE',
    message: 'the headers are too large. Send fewer or shorter ones',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    code: 'BODY_TOO_LARGE',
    message: 'the extensions of a chunk are too large. Leave them out',
  },
};

/**
 * Answers what is no request, and closes the connection.
 * @param {Error & { code?: string }} error
 * @param {import('node:stream').Duplex} socket
 * @param {boolean} answered an answer is under way or done: another one would be read as part of it
 */
export function answerClientError({ code = '' }, socket, answered) {
  if (answered || !socket.writable || code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const answer = TOLD[code] ?? { status: 400, code: 'REQUEST_INVALID', message: 'this is no HTTP request. Send one' };
  const body = bodyOf(answer);
  const headers = Object.entries(headersFor(body)).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}\r\n${headers.join('')}connection: close\r\n\r\n`;
  socket.end(head + body, () => socket.destroy());
}

/** @param {string} body */
function headersFor(body) {
  return { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) };
}

/** @param {Pick<Answer, 'code' | 'message'>} answer */
function bodyOf({ code, message }) {
  return JSON.stringify({ code, message });
}
