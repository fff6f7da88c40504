import type { FastifyReply } from 'fastify';
import type { ServeErrorCode } from './errors.js';

/** What a client gets that is refused. */
export interface Answer {
  readonly status: number;
  /** Of this package, or of the one that refused the rows. */
  readonly code: string;
  readonly message: string;
}

/** An answer with a code of this package. */
export function answer(status: number, code: ServeErrorCode, message: string): Answer {
  return { status, code, message };
}

/** Answers a request so. */
export function send(reply: FastifyReply, { status, code, message }: Answer): FastifyReply {
  return reply.code(status).send({ code, message });
}
