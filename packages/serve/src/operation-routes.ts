import type { FastifyInstance } from 'fastify';
import type { Connections } from './connections.js';
import type { PredictParts } from './predict-routes.js';

/** For people who run the service: whether it is well, what it counts, and what it offers. */
export function operationRoutes(
  app: FastifyInstance,
  { runs, metrics, connections }: PredictParts & { readonly connections: Connections },
): void {
  app.get('/healthz', () => ({ status: 'ok', runs: runs.names }));
  app.get('/metrics', (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(metrics.text(connections.count)),
  );
}
