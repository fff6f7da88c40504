import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { refusal } from './guard.js';
import { type Route, respondText } from './routes.js';

/** Answers requests: refuses those from elsewhere, finds the route, and outlives whatever goes wrong in it. */
export function answerer(
  routes: ReadonlyMap<string, Route>,
  onProblem: (error: unknown) => void,
): { answer: RequestListener; allow(hosts: ReadonlySet<string>): void } {
  // Which hosts are allowed depends on the port, known once the server listens; until then none is.
  let allowed: ReadonlySet<string> = new Set();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A connection that breaks is nobody's mistake; without a listener it could end the training.
    response.on('error', () => {});
    const refused = refusal(request, allowed);
    if (refused !== undefined) return respondText(response, 403, refused);
    const route = routes.get(request.url!);
    if (!route) return respondText(response, 404, 'There is nothing here.');
    if (!route.methods.includes(request.method!)) {
      return respondText(response, 405, 'This page can only be read.', { Allow: route.methods.join(', ') });
    }
    try {
      await route.answer(request, response);
    } catch (error) {
      onProblem(error);
      if (response.headersSent) response.destroy();
      else respondText(response, 500, 'The page cannot be made.');
    }
  }
  return {
    answer: (request, response) => void answer(request, response),
    allow(hosts) {
      allowed = hosts;
    },
  };
}
