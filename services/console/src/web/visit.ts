import { randomUUID } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Answer, Client, Problem } from '@cpmp/client';
import type { Instant } from '@cpmp/kernel';
import type { Person, Session } from './session.js';

/** What a form sent, by field; text as it was typed, with line ends as everywhere else. */
export type Typed = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One request by somebody who is signed in: as whom, with which client, when, and what they sent. */
export type Visit = {
  readonly person: Person;
  /** Calls the public APIs with the person's own token. */
  readonly client: Client;
  readonly now: Instant;
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly typed: Typed;
  /** What was typed comes back to be changed, not to be acted on: unless the page's button says `go`. */
  readonly again: boolean;
};

/** What the hooks know of a request before its page is found. */
export type Arrival = {
  readonly nonce: string;
  readonly session?: Session;
  /** Whose session it is, or was, if it has ended. */
  readonly whose?: string;
  readonly client: Client;
  /** The place of each service's log that the page has passed so far, by service. */
  readonly places: ReadonlyMap<string, string>;
  readonly now: Instant;
  /** Opens what this person kept of a form, if it is not too old. */
  readonly kept: (sealed: string | undefined, person: string) => Typed | undefined;
};

export type PageRequest = FastifyRequest & { arrival: Arrival };

/** There is no such page, part, step or entry: the address names what is not there. */
export class NoSuchPage extends Error {
  readonly statusCode = 404;
}

/** Nobody is signed in, or not any more. */
export class SignedOut extends Error {}

/** The first of a field's values. */
export const one = (typed: Typed, field: string): string => {
  const value = typed[field];
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim();
};

const KEY = /^[\x21-\x7e]{8,200}$/;

/** The key of the act, as its form was shown with it; empty when it is none that a form of ours or an API could take. */
export const keyOf = (typed: Typed): string => (KEY.test(one(typed, 'key')) ? one(typed, 'key') : '');

/** A key for a form that is shown to somebody. It begins with who that is: two people may use one browser, each in a tab. */
export const keyFor = (person: string): string => `${person}/${randomUUID()}`;

const isAnothers = (key: string, person: string): boolean => key.includes('/') && !key.startsWith(`${person}/`);

/** A form was shown to somebody else than who is signed in now: an act stands in the name of whoever the page named. */
export class AnothersForm extends Error {}

/** All of a field's values. */
export const many = (typed: Typed, field: string): readonly string[] => {
  const value = typed[field];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
};

/** A field's lines that say something. */
export const linesOf = (typed: Typed, field: string): readonly string[] => one(typed, field).split('\n').map((line) => line.trim()).filter((line) => line !== '');

/** What a table has under a name that an address brought: names that every object has are none of its own. */
export const under = <T>(table: Readonly<Record<string, T>>, name: string | undefined): T | undefined => (Object.hasOwn(table, name ?? '') ? table[name ?? ''] : undefined);

/** What the button of a check page sends: act on what was kept. */
export const GO = 'go';

const text = (value: unknown): string => String(value).replaceAll('\r\n', '\n');

/** A form's body as text, whatever was sent. */
export const typedOf = (body: unknown): Typed =>
  typeof body === 'object' && body !== null ? Object.fromEntries(Object.entries(body).map(([field, value]) => [field, Array.isArray(value) ? value.map(text) : text(value)])) : {};

/** The path alone: what is asked of it stands nowhere else. */
export const pathOf = ({ url }: { readonly url: string }): string => url.split('?')[0] ?? '/';

const visitOf = (request: PageRequest): Visit => {
  const { session, client, now, kept } = request.arrival;
  if (!session) throw new SignedOut();
  const sent = typedOf(request.body);
  const brought = one(sent, 'kept');
  const restored = brought === '' ? undefined : kept(brought, session.person.id);
  const typed = restored ? { ...restored, do: sent['do'] } : sent;
  if (isAnothers(keyOf(typed), session.person.id)) throw new AnothersForm();
  return { person: session.person, client, now, path: pathOf(request), query: request.query as Visit['query'], typed, again: brought !== '' && one(sent, 'do') !== GO };
};

/** The visit that a page answers. @throws SignedOut */
export const Visiting = createParamDecorator((_: unknown, context: ExecutionContext) => visitOf(context.switchToHttp().getRequest<PageRequest>()));

/** An API said no, and the page has nothing of its own to say to it. */
export class ApiNo extends Error {
  constructor(readonly answer: Answer<unknown> & { readonly ok: false }) {
    super(answer.problem.code);
  }
}

/** What was asked for. @throws ApiNo */
export const got = <T>(answer: Answer<T>): T => {
  if (answer.ok) return answer.value;
  throw new ApiNo(answer);
};

/** What was asked for; `otherwise` where the caller may not have it. A page leaves out what its reader may not read. */
export const gotOr = <T, O>(answer: Answer<T>, otherwise: O): T | O => (answer.status === 403 || answer.status === 404 ? otherwise : got(answer));

/** True where a service does not answer now: a page may go on without what comes from it, and says so. */
export const isAway = ({ status }: Answer<unknown>): boolean => status === 0 || status === 503;

/** True for what a refusal page answers: a lawful no, or one of role or compartment. */
export const isRefused = ({ status }: Pick<Problem, 'status'>): boolean => status === 409 || status === 403;
