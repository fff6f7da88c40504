import { bodySchema } from './body.js';
import { SERVE_ERRORS } from './errors.js';
import type { Limits } from './limits.js';
import type { RunFacts, Served } from './served.js';

/** The description of the service, as OpenAPI 3.1. */
export type OpenApi = ReturnType<typeof openApi>;

const text = (description: string) => ({ type: 'string', description });
const json = (schema: object) => ({ 'application/json': { schema } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** Describes the service with the runs that it has now. */
export function openApi(runs: ReadonlyMap<string, Served>, limits: Limits) {
  const names = [...runs.keys()];
  const run = { name: 'run', in: 'path', required: true, schema: { type: 'string', enum: names } };
  return {
    openapi: '3.1.0',
    info: {
      title: 'AMNL: predictions of remaining useful life',
      version: '1',
      description: `Runs: ${names.join(', ')}. A request has at most ${limits.rows} rows, ${limits.units} units and ${limits.bodyBytes} bytes.`,
    },
    paths: {
      '/v1/runs/{run}/predict': {
        post: {
          summary: 'Predicts the remaining useful life of units from their histories.',
          operationId: 'predict',
          parameters: [
            run,
            flag('last', true, "Only each unit's last row, or every one."),
            flag('reasons', false, `Which channels and rows moved each prediction; for at most ${limits.reasons}.`),
          ],
          requestBody: { required: true, content: bodies(runs, limits) },
          responses: responses('Predictions, in the order of units and their times.', ref('Predicted'), [
            ...[400, 403, 404, 408, 413, 415, 417, 421, 422, 431, 500, 503],
          ]),
        },
      },
      '/v1/runs': {
        get: reading('Lists the runs.', 'listRuns', {
          type: 'object',
          required: ['runs'],
          properties: { runs: { type: 'array', items: ref('Run') } },
        }),
      },
      '/v1/runs/{run}': {
        get: { ...reading('What there is to know of a run.', 'getRun', ref('Run'), 404), parameters: [run] },
      },
      '/healthz': {
        get: reading('Whether the service answers.', 'health', {
          type: 'object',
          required: ['status', 'runs'],
          properties: { status: { const: 'ok' }, runs: { type: 'array', items: { type: 'string' } } },
        }),
      },
      '/metrics': {
        get: {
          summary: 'Numbers for Prometheus, in its text form.',
          operationId: 'metrics',
          responses: {
            200: { description: 'One number a line.', content: { 'text/plain': { schema: { type: 'string' } } } },
            ...refusals([400, 403, 421]),
          },
        },
      },
    },
    components: { schemas: schemas(runs) },
  };
}

function flag(name: string, byDefault: boolean, description: string) {
  return { name, in: 'query', description, schema: { type: 'boolean', default: byDefault } };
}

function bodies(runs: ReadonlyMap<string, Served>, limits: Limits) {
  const all = [...runs.values()];
  const each = all.map(({ facts }) => bodySchema(limits, facts));
  const lines = text("Lines of NASA's 26 columns: unit, cycle, settings 1–3, sensors 1–21.");
  return {
    ...json(each.length === 1 ? each[0]! : { anyOf: each }),
    ...(all.some(({ facts }) => facts.text) && { 'text/plain': { schema: lines } }),
  };
}

function reading(summary: string, operationId: string, schema: object, ...more: number[]) {
  return { summary, operationId, responses: responses(summary, schema, [400, 403, 421, ...more]) };
}

function responses(description: string, schema: object, refused: readonly number[]) {
  return { 200: { description, content: json(schema) }, ...refusals(refused) };
}

/** By status, what the codes of this package with it mean. */
function refusals(statuses: readonly number[]) {
  const meaning = (status: number) =>
    Object.values(SERVE_ERRORS)
      .filter((words) => words.startsWith(`HTTP ${status}. `))
      .map((words) => words.slice(10));
  const each = statuses.map((status) => {
    const description = meaning(status).join(' ') || 'The rows are refused.';
    return [status, { description, content: json(ref('Refusal')) }] as const;
  });
  return Object.fromEntries(each);
}

function schemas(runs: ReadonlyMap<string, Served>) {
  const [prediction = {}] = [...runs.values()].map(({ predictionSchema }) => predictionSchema);
  const { $schema, ...one } = prediction as Record<string, unknown>;
  const facts: Record<keyof RunFacts | 'run', object> = {
    run: text('Name that it is served under.'),
    data: text('Of the data that it was trained on.'),
    noun: text('What a unit is.'),
    timeUnit: text('What life and times are counted in.'),
    time: {
      type: 'object',
      required: ['column', 'format'],
      properties: { column: text('Name of the column of time.'), format: text('How its cells are written.') },
    },
    channels: { type: 'array', items: { type: 'string' } },
    gaps: { type: 'boolean', description: 'Whether a cell of a channel may be null, if nothing was measured.' },
    window: { type: 'integer', description: 'Rows that a prediction is made from.' },
    rulCap: { type: ['number', 'null'], description: 'No life is predicted beyond it.' },
    coverage: { type: ['number', 'null'], description: 'Nominal coverage of the intervals; null: there are none.' },
    simulated: { type: 'boolean', description: 'Whether the network has only ever seen a simulated fleet.' },
    reasons: { type: 'boolean', description: 'Whether it can say why.' },
    text: { type: 'boolean', description: "Whether rows are also taken as text, as NASA's." },
  };
  return {
    Run: { type: 'object', required: Object.keys(facts), properties: facts },
    Prediction: one,
    Predicted: {
      type: 'object',
      required: ['run', 'simulated', 'notices', 'predictions'],
      properties: {
        run: facts.run,
        simulated: facts.simulated,
        notices: { type: 'array', items: { type: 'string' }, description: 'What there is to say about the rows.' },
        predictions: { type: 'array', items: ref('Prediction') },
      },
    },
    Refusal: {
      type: 'object',
      required: ['code', 'message'],
      properties: { code: text('Stays the same.'), message: text('What is wrong, where, what to send.') },
    },
  };
}
