import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withinRate } from './limits.js';
import type { Bearer } from './tokens.js';
import type { Input, Principal, RateLimit } from './types.js';

/** A request as the edge enriches it on its way in. */
export type EdgeRequest = FastifyRequest & { principal?: Principal; /** When the token expires, in milliseconds since 1970. */ tokenUntilMs?: number; input?: Input<unknown, unknown, unknown>; code?: string };

/** What letting a call in needs. `isOpen` tells by its template whether a route asks for no token. */
export type Gatekeeping = { readonly identify: (header: string | undefined) => Promise<Bearer>; readonly rate: RateLimit; readonly isOpen: (route: string) => boolean };

/** Before a body is read: is this address within its rate, who calls, are they within theirs? What is not declared open asks for a token, even to be told that it does not exist. */
export const admit = (fastify: FastifyInstance, { identify, rate, isOpen }: Gatekeeping): void => {
  fastify.addHook('onRequest', async (request: EdgeRequest) => {
    await withinRate(rate, 'address', request.ip);
    if (isOpen(request.routeOptions.url ?? '')) return;
    const { principal, expiresAtMs } = await identify(request.headers.authorization);
    request.principal = principal;
    request.tokenUntilMs = expiresAtMs;
    await withinRate(rate, 'person', request.principal.person);
  });
};
