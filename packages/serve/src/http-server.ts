import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Answer, answer } from './answer.js';
import type { Limits } from './limits.js';

// What happens to a connection before there is a request: how slow it may be, and the answers that Node would give in words of its
// own.

/**
 * The server, for Fastify's `serverFactory`, which would leave Node's other time limits as they are: 60 s for headers, looked at
 * twice a minute.
 */
export function limitedServer(handler: RequestListener, limits: Limits): Server {
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
  server.setTimeout(limits.silenceMs);
  server.on('checkExpectation', (_request, response) => {
    const refused = answer(417, 'SV_EXPECTATION', 'no Expect but 100-continue is met. Leave it out');
    const body = bodyOf(refused);
    response.writeHead(refused.status, { ...headersFor(body), connection: 'close' }).end(body);
  });
  return server;
}

/** By codes of Node's errors; any other is a request that cannot be read. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  ERR_HTTP_REQUEST_TIMEOUT: answer(408, 'SV_TOO_SLOW', 'the request did not arrive in time. Send it in one go'),
  HPE_HEADER_OVERFLOW: answer(431, 'SV_HEADERS_TOO_LARGE', 'the headers are too large. Send fewer or shorter ones'),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: answer(
    413,
    'SV_BODY_TOO_LARGE',
    'the extensions of a chunk are too large. Leave them out',
  ),
};

/**
 * Answers what is not a request, and closes the connection.
 * @param answered an answer is under way or done: another one would be read as part of it
 */
export function answerClientError({ code = '' }: NodeJS.ErrnoException, socket: Duplex, answered: boolean): void {
  if (answered || !socket.writable || code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const refused = ANSWERS[code] ?? answer(400, 'SV_REQUEST_INVALID', 'this is not an HTTP request. Send one');
  const body = bodyOf(refused);
  const headers = Object.entries(headersFor(body)).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${refused.status} ${STATUS_CODES[refused.status]}\r\n${headers.join('')}connection: close\r\n\r\n`;
  socket.end(head + body, () => socket.destroy());
}

function headersFor(body: string) {
  return { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) };
}

function bodyOf({ code, message }: Answer): string {
  return JSON.stringify({ code, message });
}
