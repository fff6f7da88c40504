// The HTTP side: two routes, a schema, limits, and errors that say what to do. It knows nothing of networks or windows.
import { plainText } from '@amnl/core-loop/plain-text';
import { fastify } from 'fastify';
import { answerClientError, CONNECTION_LIMITS, limitedServer } from './connections.mjs';
import { refusal } from './guard.mjs';
import { answerTo } from './request-errors.mjs';

/** Most a request may bring. An answer takes the server's one thread for as long as its units take. */
export const LIMITS = { bodyBytes: 4 * 1024 * 1024, rows: 20_000, units: 300, connections: CONNECTION_LIMITS };

const bodySchema = (/** @type {number} */ maxRows) => ({
  type: 'object',
  additionalProperties: false,
  required: ['rows'],
  properties: {
    rows: {
      type: 'array',
      minItems: 1,
      maxItems: maxRows,
      items: { type: 'array', minItems: 26, maxItems: 26, items: { type: 'number' } },
    },
  },
});

/**
 * @param {Pick<import('./predictor.mjs').Predictor, 'dataset' | 'window' | 'simulated' | 'predict'>} predictor
 * @param {{ limits?: typeof LIMITS, hosts?: readonly string[] }} [options] `hosts`: names that the server is known by, besides
 *   localhost and its addresses
 */
export function createApp({ dataset, window, simulated, predict }, { limits = LIMITS, hosts = [] } = {}) {
  /** Connections on which an answer has begun before its request has come to its end. @type {WeakSet<object>} */
  const answered = new WeakSet();
  const app = fastify({
    serverFactory: (handler) => limitedServer(handler, limits.connections),
    bodyLimit: limits.bodyBytes,
    return503OnClosing: false, // what comes on a connection that is still open is answered as ever
    clientErrorHandler: (error, socket) => answerClientError(error, socket, answered.has(socket)),
    frameworkErrors: (error, _request, reply) => void fail(error, undefined, reply),
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } }, // "1" is not 1, an unknown key is an error
  });
  app.addHook('onRequest', async ({ raw }, reply) => {
    const refused = refusal(raw, hosts);
    if (refused) await send(reply.header('connection', 'close'), refused); // its body is not waited for
  });
  app.addHook('onResponse', async ({ raw }) => {
    if (raw.complete) answered.delete(raw.socket);
  });
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('text/plain', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.get('/health', () => ({ status: 'ok', dataset, window, simulated }));

  app.post(
    '/predict',
    { schema: { body: { content: { 'application/json': { schema: bodySchema(limits.rows) } } } } },
    async ({ body }) => {
      // JSON rows become the text that they would be in a file: one parser, one set of checks and messages.
      const text = Buffer.isBuffer(body)
        ? body
        : Buffer.from(/** @type {{ rows: number[][] }} */ (body).rows.map((row) => row.join(' ')).join('\n'));
      const options = { name: 'body', maxRows: limits.rows, maxUnits: limits.units };
      return { simulated, predictions: await predict(text, options) };
    },
  );

  // A client that keeps its connection for the next request would keep a server alive that is asked to stop.
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', async ({ raw }, reply) => {
    answered.add(raw.socket);
    if (closing) reply.header('connection', 'close');
  });

  app.setNotFoundHandler(({ method, url }, reply) =>
    send(reply, {
      status: 404,
      code: 'NOT_FOUND',
      message: `there is no ${method} ${url.slice(0, 80)}. Use POST /predict or GET /health`,
    }),
  );
  app.setErrorHandler((/** @type {import('fastify').FastifyError} */ error, { body }, reply) =>
    fail(error, body, reply),
  );
  return app;
}

/**
 * @param {import('fastify').FastifyError} error
 * @param {unknown} body
 * @param {import('fastify').FastifyReply} reply
 */
function fail(error, body, reply) {
  const answer = answerTo(error, body);
  // Line by line: what the message quotes of a request can neither steer a terminal nor pass for a line of the log.
  if (!answer) for (const line of (error.stack ?? String(error)).split('\n')) console.error(plainText(`  ${line}`));
  return send(reply, answer ?? { status: 500, code: 'INTERNAL', message: 'the server failed; its log says how' });
}

/**
 * @param {import('fastify').FastifyReply} reply
 * @param {import('./request-errors.mjs').Answer} answer
 */
function send(reply, { status, ...told }) {
  return reply.code(status).send(told);
}
