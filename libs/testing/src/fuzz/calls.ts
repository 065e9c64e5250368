import fc, { type Arbitrary } from 'fast-check';
import { kindOfParameter, type Operation } from './document.js';
import { filled, type Moment } from './later.js';
import { oddities, type Oddity } from './oddities.js';
import { spoiled, spoilings, type Spoiling } from './spoil.js';
import type { Sent } from './transport.js';
import { type Hints, valueOf } from './values.js';

/** One call as it is planned: everything but what came back before it. */
export type Plan = {
  readonly operation: Operation;
  /** Whoever calls: the nth of those who are likely to, or of all. */
  readonly who: { readonly likely: boolean; readonly pick: number };
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** At most one thing is wrong with a call, so that each is looked at. */
  readonly wrong: { readonly spoiling?: Spoiling; readonly oddity?: Oddity; readonly stale?: true };
  /** The same again, after it or at the same time: with the same key it is one act. */
  readonly again: 'no' | 'after' | 'at once' | 'other body';
};

const sound = fc.constant<Plan['wrong']>({});

/** Calls of some operations, the ones that matter most often. `weights`: by operation, 4 by default. */
export const calls = (operations: readonly Operation[], hints: Hints, weights: Readonly<Record<string, number>> = {}): Arbitrary<Plan> =>
  fc.oneof(...operations.map((operation) => ({ weight: weights[operation.id] ?? 4, arbitrary: callOf(operation, hints) })));

/** Mostly one call after the other; now and then a few at the same time. */
export const together = (plan: Arbitrary<Plan>): Arbitrary<readonly Plan[]> => fc.oneof({ weight: 5, arbitrary: fc.tuple(plan) }, { weight: 1, arbitrary: fc.array(plan, { minLength: 2, maxLength: 4 }) });

const callOf = (operation: Operation, hints: Hints): Arbitrary<Plan> => {
  const place = { operation: operation.id, schemas: operation.schemas, hints };
  const of = (where: string): Arbitrary<Record<string, unknown>> => {
    const listed = operation.parameters.filter((parameter) => parameter.in === where);
    const model = Object.fromEntries(listed.map((parameter) => [parameter.name, valueOf(parameter.schema, { ...place, name: where === 'path' ? kindOfParameter(operation, parameter) : parameter.name })]));
    return fc.record(model, { requiredKeys: listed.filter(({ required }) => required).map(({ name }) => name) });
  };
  const wrong: Arbitrary<Plan['wrong']> = fc.oneof(
    { weight: 20, arbitrary: sound },
    { weight: 6, arbitrary: spoilings.map((spoiling) => ({ spoiling })) },
    { weight: 6, arbitrary: fc.constantFrom(...oddities).chain((sort) => fc.constantFrom(...sort)).map((oddity) => ({ oddity })) },
    { weight: 1, arbitrary: fc.constant({ stale: true as const }) },
  );
  return fc.record({
    operation: fc.constant(operation),
    who: fc.record({ likely: fc.nat(3).map((one) => one > 0), pick: fc.nat(999) }),
    path: of('path'),
    query: of('query'),
    body: operation.body ? valueOf(operation.body, { ...place, name: '' }) : fc.constant(undefined),
    wrong,
    again: operation.method === 'GET' ? fc.constant('no' as const) : fc.constantFrom('no', 'no', 'no', 'no', 'no', 'after', 'at once', 'other body'),
  }) as Arbitrary<Plan>;
};

/** A planned call made ready: what goes over the wire, the values of its path, and what is wrong with it in words. */
export type Ready = { readonly sent: Sent; readonly about: readonly string[]; readonly wrong?: string };

/** What making a call ready needs: its moment, the caller's token, the key of the act, the ETag last seen. */
export type Given = { readonly moment: Moment; readonly token: string; readonly key: string; readonly etagOf: (about: readonly string[]) => string | undefined };

/** Makes a planned call ready to be sent. */
export const ready = ({ operation, path, query, body, wrong }: Plan, { moment, token, key, etagOf }: Given): Ready => {
  const named = filled(path, moment) as Record<string, string>;
  const about = Object.values(named);
  const { spoiling, oddity, stale } = wrong;
  const asked = filled(operation.method === 'GET' ? query : (body ?? (spoiling ? {} : undefined)), moment);
  const { value, where } = spoiling && (operation.method !== 'GET' || Object.keys(query).length > 0) ? spoiled(asked, spoiling) : { value: asked, where: undefined };
  const headers = headersOf(operation, { token, key, etag: stale ? '"1"' : (etagOf(about) ?? '"1"') });
  const text = operation.method === 'GET' || value === undefined ? undefined : JSON.stringify(value);
  const at = operation.path.replaceAll(/{(\w+)}/g, (_, name: string) => encodeURIComponent(named[name] ?? ''));
  const whole: Sent = {
    method: operation.method,
    path: at + (operation.method === 'GET' ? queryOf(value) : ''),
    headers: { ...headers, ...(text === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(text === undefined ? {} : { body: Buffer.from(text) }),
  };
  const odd = oddity && (oddity.when?.(whole) ?? true) ? oddity : undefined;
  const said = where ?? odd?.name ?? (stale ? 'an old ETag' : undefined);
  return { sent: odd ? odd.of(whole) : whole, about, ...(said === undefined ? {} : { wrong: said }) };
};

const headersOf = (operation: Operation, { token, key, etag }: { readonly token: string; readonly key: string; readonly etag: string }): Record<string, string> => {
  const asks = (name: string): boolean => operation.parameters.some((parameter) => parameter.in === 'header' && parameter.name === name);
  return {
    ...(operation.open ? {} : { authorization: `Bearer ${token}` }),
    ...(asks('Idempotency-Key') ? { 'idempotency-key': key } : {}),
    ...(asks('If-Match') ? { 'if-match': etag } : {}),
  };
};

/** A query as it is sent; what is no text goes as JSON. */
const queryOf = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return '';
  const pairs = Object.entries(value).filter(([, said]) => said !== undefined).map(([name, said]) => `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent((typeof said === 'string' ? said : JSON.stringify(said) ?? '').toWellFormed())}`);
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
};
