import type { FastifyInstance, FastifyReply } from 'fastify';
import { bodySchema, checkUnits, EMPTY_BODY, lineCount, type PredictBody } from './body.js';
import { serveError } from './errors.js';
import type { Limits } from './limits.js';
import type { ServeMetrics } from './metrics.js';
import { Room } from './room.js';
import type { Runs } from './runs.js';
import type { RunFacts } from './served.js';

/** What the routes of runs use. */
export interface PredictParts {
  readonly runs: Runs;
  readonly metrics: ServeMetrics;
  readonly limits: Limits;
}

/** `true` and `false` in an address are text. */
const FLAG = { type: 'string', enum: ['true', 'false'] };

interface PredictRoute {
  readonly Params: { readonly run: string };
  readonly Querystring: { readonly last?: string; readonly reasons?: string };
  readonly Body: PredictBody | Buffer | undefined;
}

/** What there is to know of runs, and predictions by them. */
export function predictRoutes(app: FastifyInstance, { runs, metrics, limits }: PredictParts): void {
  app.get('/v1/runs', () => ({ runs: runs.names.map((name) => factsOf(name, runs.get(name).facts)) }));
  app.get<PredictRoute>('/v1/runs/:run', ({ params: { run } }) => factsOf(run, runs.get(run).facts));

  const room = new Room(limits.rowsAtOnce);
  app.addContentTypeParser('text/plain', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const schema = {
    querystring: { type: 'object', additionalProperties: false, properties: { last: FLAG, reasons: FLAG } },
    body: { content: { 'application/json': { schema: bodySchema(limits) } } },
  };
  app.post<PredictRoute>('/v1/runs/:run/predict', { schema }, async ({ params: { run }, query, body }, reply) => {
    if (!body) throw serveError('SV_BODY_INVALID', EMPTY_BODY);
    const rows = Buffer.isBuffer(body) ? { text: body } : body;
    const count = 'units' in rows ? checkUnits(rows, limits) : lineCount(rows.text);
    return room.take(count, () =>
      runs.use(run, async (served) => {
        const { facts } = served;
        if ('text' in rows && !facts.text) {
          const what = `text/plain has NASA's 26 columns, and '${run}' was trained on others`;
          throw serveError('SV_BODY_INVALID', `${what}. Send JSON`);
        }
        const reasons = query.reasons === 'true';
        if (reasons && !facts.reasons) {
          throw serveError('SV_NO_REASONS', `'${run}' gives no reasons. Leave the parameter 'reasons' out`);
        }
        const request = { rows, last: query.last !== 'false', reasons, limits, signal: whileAwaited(reply) };
        const { predictions, notices, rows: given, outOfRange } = await served.predict(request);
        metrics.rows.add({ run }, given);
        metrics.predictions.add({ run }, predictions.length);
        metrics.outOfRange.add({ run }, outOfRange);
        return { run, simulated: facts.simulated, notices, predictions };
      }),
    );
  });
}

function factsOf(run: string, facts: RunFacts) {
  return { run, ...facts };
}

/** Aborted when the client hangs up before its answer is sent. */
function whileAwaited({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
