import { type Answer, type Client, createClient } from '@cpmp/client';
import type { Instant } from '@cpmp/kernel';

/** Where the story begins: a Monday morning in London. */
export const STARTS: Instant = '2026-03-02T09:00:00.000Z';
/** The end of what was granted on that day: three months, exclusive, at a London midnight in summer. */
export const UNTIL: Instant = '2026-06-01T23:00:00.000Z';
/** Words that must stay where they were written. */
export const COVERT = { operation: 'Copper Weir', vehicle: 'AB12CDE', subject: 'subject-a', reason: 'Handovers are made on foot.' } as const;

const AUTHORITIES = '/api/authorisation/v1/authorisations';
const ASSETS = '/api/asset-registry/v1';
const RESOURCES = '/api/resource-allocation/v1';
const RISKS = '/api/risk-assessment/v1/risks';

/** Ids by the story's own names. */
export type Ids = Readonly<Record<string, string>>;

/** One request of the story, as a person makes it. */
export type Act = {
  /** Also its Idempotency-Key. */
  readonly name: string;
  /** Time is moved there first. */
  readonly at?: Instant;
  readonly by: string;
  readonly post: (ids: Ids) => string;
  readonly body: (ids: Ids) => object;
  /** What is read first, for the version that is decided on. */
  readonly sees?: (ids: Ids) => string;
  /** What becomes of it: a status, or a refusal's code. */
  readonly expect: number | string;
  /** What the answer holds. */
  readonly answers?: object;
  /** The name that the answer's id goes by from now on. */
  readonly as?: string;
};

const component = (handle: string, id: string, act: string) => ({ post: (ids: Ids) => `${AUTHORITIES}/${ids['weir']}/components/${id}/${act}`, sees: (ids: Ids) => `${AUTHORITIES}/${ids['weir']}/components/${id}`, handle });
const on = (id: 'c1' | 'c2', act: string) => ({ post: component('', id, act).post, sees: component('', id, act).sees });

export const STORY: readonly Act[] = [];
