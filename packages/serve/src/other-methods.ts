import type { FastifyInstance } from 'fastify';
import { answer, send } from './answer.js';

/**
 * An address that there is, asked with another method, is refused so rather than that there is none.
 * @returns to be called when all routes have been added
 */
export function otherMethods(app: FastifyInstance): () => void {
  const methods = new Map<string, Set<string>>();
  let listening = true;
  app.addHook('onRoute', ({ url, method }) => {
    if (!listening) return;
    const known = methods.get(url) ?? new Set();
    methods.set(url, known);
    for (const one of [method].flat()) known.add(one);
  });
  return () => {
    listening = false;
    for (const [url, known] of methods) {
      const allow = [...known].join(', ');
      app.route({
        method: app.supportedMethods.filter((method) => !known.has(method)),
        url,
        // Before anything of a body is looked at.
        onRequest: async ({ method }, reply) =>
          send(reply.header('allow', allow), answer(405, 'SV_METHOD', `${method} means nothing here. Use ${allow}`)),
        handler: async () => {},
      });
    }
  };
}
