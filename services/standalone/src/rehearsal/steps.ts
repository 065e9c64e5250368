import { z } from 'zod';
import { code, ComponentDraft, Contains, Expect, expectOf, handle, mark, notice, ref, time, window, words } from './format.js';

/** What every step has: when, who, what, a name for what it made, and what must come of it. */
const step = <D extends string, A extends z.ZodRawShape, E extends z.ZodType>(name: D, takes: A, expect: E) =>
  z.strictObject({ at: time, by: ref('person'), do: z.literal(name), as: handle.optional(), ...takes, expect: expect.optional() });

const act = <D extends string, A extends z.ZodRawShape>(name: D, takes: A) => step(name, takes, Expect);

const component = { authorisation: ref('authorisation'), component: ref('component') };
const noticeable = z.enum(['grant', 'renewal', 'cancellation']);
/** A decision that may have been spoken before it is entered. */
const spoken = {
  form: z.enum(['written', 'oral']), urgent: words.optional(), notes: z.array(z.enum(['applicant', 'officer'])).optional(), statement: words, 'decided-at': time.optional(),
};
const commissioner = { ...component, act: z.enum(['grant', 'renewal']), reason: words, destroy: z.boolean().optional(), retrieve: z.boolean().optional() };
const outcome = { outcome: z.enum(['recovered', 'disabled', 'lost']), note: words };
const assessed = ref('source', 'asset', 'resource', 'authorisation');
const error = { about: ref('authorisation', 'asset', 'resource', 'source', 'error'), kind: words, discovered: time };
const target = z
  .strictObject({ subject: words.optional(), place: words.optional(), vehicle: words.optional() })
  .refine((aims) => Object.keys(aims).length === 1, 'exactly one of subject, place, vehicle');
const thing = { asset: ref('asset').optional(), resource: ref('resource').optional() };

const Deploy = act('deploy', { ...thing, under: z.strictObject(component), tactic: code, target, window }).refine(
  ({ asset, resource }) => (asset === undefined) !== (resource === undefined),
  'exactly one of asset, resource',
);
const Allocate = act('allocate', { tasking: ref('tasking'), resource: ref('asset', 'resource').optional(), plan: z.literal(true).optional(), window: window.optional() }).refine(
  ({ resource, window: booked, plan }) => (plan === true ? resource === undefined && booked === undefined : resource !== undefined && booked !== undefined),
  'a resource and its window, or plan: true',
);

/** Every step but `see`, by what it does. */
export const STEPS = {
  apply: act('apply', { operation: words, agreement: words.optional(), components: z.array(ComponentDraft).min(1) }),
  check: act('check', { authorisation: ref('authorisation'), outcome: z.enum(['pass', 'return']), comment: words }),
  grant: act('grant', { ...component, ...spoken, 'review-by': time }),
  refuse: act('refuse', { ...component, reason: words }),
  notify: act('notify', { ...component, act: noticeable }),
  approve: act('approve', commissioner),
  decline: act('decline', commissioner),
  quash: act('quash', commissioner),
  comment: act('comment', commissioner),
  review: act('review', {
    ...component, changed: words, decision: z.enum(['continue', 'narrow', 'cancel']), 'next-review': time.optional(), use: words.optional(), tasks: words.optional(), information: words.optional(),
  }),
  renew: act('renew', { ...component, ...spoken, value: words }),
  cancel: act('cancel', {
    ...component, 'ceased-at': time.optional(), told: z.array(ref('person')).optional(), reason: words, value: words, 'product-direction': words.optional(), 'decided-at': time.optional(),
  }),
  request: act('request', {
    operation: words,
    needs: z.array(z.strictObject({ skill: words.optional(), kind: words.optional(), count: z.int().min(1) }).refine(({ skill, kind }) => skill !== undefined || kind !== undefined, 'a skill or a kind')).min(1),
    window,
    priority: z.int().min(1),
  }),
  allocate: Allocate,
  deploy: Deploy,
  move: act('move', { asset: ref('asset'), under: z.strictObject(component), tactic: code, target, window }),
  'switch-off': act('switch-off', { asset: ref('asset'), note: words }),
  recover: act('recover', { asset: ref('asset'), ...outcome }),
  withdraw: act('withdraw', { resource: ref('resource'), ...outcome }),
  assess: act('assess', { about: assessed, threat: words, likelihood: mark, impact: mark, controls: words, residual: z.tuple([mark, mark]) }),
  accept: act('accept', { about: assessed, until: time }),
  acknowledge: act('acknowledge', { notice }),
  'report-error': act('report-error', error),
  'establish-error': act('establish-error', error),
  pass: z.strictObject({ at: time, by: z.literal('clock'), do: z.literal('pass'), expect: Expect.optional() }),
} as const;

/** Every read, by the key that says what is read. */
export const READS = {
  authorisation: step('see', { authorisation: ref('authorisation'), component: ref('component').optional(), knew: z.strictObject({ by: ref('person').optional(), at: time }).optional() }, expectOf(Contains.component)),
  deployments: step('see', { deployments: ref('authorisation') }, expectOf(Contains.item)),
  deadlines: step('see', { deadlines: ref('authorisation') }, expectOf(Contains.item)),
  'central-record': step('see', { 'central-record': ref('authorisation'), component: ref('component').optional() }, expectOf(Contains.record)),
  proof: step('see', { proof: ref('authorisation') }, expectOf(Contains.proof)),
  statistics: step('see', { statistics: z.int() }, expectOf(Contains.statistics)),
  notices: step('see', { notices: ref('person') }, expectOf(Contains.item)),
} as const;
