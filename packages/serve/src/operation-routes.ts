import type { FastifyInstance } from 'fastify';
import type { Connections } from './connections.js';
import { docsPage, PAGE_POLICY } from './docs-page.js';
import { openApi } from './open-api.js';
import type { PredictParts } from './predict-routes.js';

/** For people who run the service: whether it is well, what it counts, and what it offers. */
export function operationRoutes(
  app: FastifyInstance,
  { runs, metrics, connections, limits }: PredictParts & { readonly connections: Connections },
): void {
  const served = () => new Map(runs.names.map((name) => [name, runs.get(name)]));
  app.get('/healthz', () => ({ status: 'ok', runs: runs.names }));
  app.get('/metrics', (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(metrics.text(connections.count)),
  );
  app.get('/openapi.json', () => openApi(served(), limits));
  app.get('/docs', (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', PAGE_POLICY)
      .send(docsPage(openApi(served(), limits))),
  );
}
