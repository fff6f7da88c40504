// The HTTP side: two routes, a schema, limits, and errors that say what to do. It knows nothing of networks or windows.
import { fastify } from 'fastify';
import { answerTo } from './request-errors.mjs';

/** Most a request may bring. An answer takes the server's one thread for as long as its engines take. */
export const LIMITS = { bodyBytes: 4 * 1024 * 1024, rows: 20_000, engines: 300 };

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
 * @param {typeof LIMITS} [limits]
 */
export function createApp({ dataset, window, simulated, predict }, limits = LIMITS) {
  const app = fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: 30_000, // for the whole request to arrive
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } }, // "1" is not 1, an unknown key is an error
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
      const options = { name: 'body', maxRows: limits.rows, maxEngines: limits.engines };
      return { simulated, predictions: await predict(text, options) };
    },
  );

  // A client that keeps its connection for the next request would keep a server alive that is asked to stop.
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });

  app.setNotFoundHandler(({ method, url }, reply) =>
    reply.code(404).send({
      code: 'NOT_FOUND',
      message: `there is no ${method} ${url.slice(0, 80)}. Use POST /predict or GET /health`,
    }),
  );
  app.setErrorHandler((/** @type {import('fastify').FastifyError} */ error, { body }, reply) => {
    const answer = answerTo(error, body);
    if (!answer) console.error(error);
    const { status, ...told } = answer ?? {
      status: 500,
      code: 'INTERNAL',
      message: 'the server failed; its log says how',
    };
    return reply.code(status).send(told);
  });
  return app;
}
