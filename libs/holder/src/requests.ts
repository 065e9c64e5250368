import { code, componentId, id, instant, paged, reference, reply, text, window } from '@cpmp/shell';
import { z } from 'zod';

const NAME_MAX = 100;
const NOTE_MAX = 2000;

/** After how long a client may ask again what became of its request, in seconds. */
const RETRY_AFTER_SECONDS = 1;

/** What a person may call something: a kind, a serial, a skill, a site, a handle. */
export const name = text(NAME_MAX);
/** What a person may note of something. */
export const note = text(NOTE_MAX);

/** Parts of answers. */
export const spanAnswer = z.object({ from: z.string(), to: z.string() });
export const refusalAnswer = z.object({ refused: z.string(), because: z.string(), clause: z.string().optional(), confirmed: z.boolean().optional(), instead: z.string().optional() });
export const bookingsAnswer = z.array(z.object({ id: z.string(), tasking: z.string().optional(), window: spanAnswer }));

/** When a thing is taken, without saying for what, and from when on it will not do. `authorisation` stands where the caller may know of the deployment. */
export const CalendarAnswer = z.object({
  unfit: z.object({ from: z.string(), because: z.string() }).optional(),
  bookings: bookingsAnswer,
  deployments: z.array(
    z.object({ id: z.string(), window: spanAnswer, state: z.string(), startedAt: z.string().optional(), recalledAt: z.string().optional(), closedAt: z.string().optional(), authorisation: z.string().optional() }),
  ),
});

/** The longest window of which calendars are read at once, in days. */
const CALENDARS_DAYS_MAX = 92;
const DAY_MS = 24 * 3_600_000;

/** Whose calendars, and of which window. */
export const CalendarsQuery = z.strictObject({ from: instant, to: instant, kind: name.optional(), ...paged }).refine(
  ({ from, to }) => from < to && Date.parse(to) - Date.parse(from) <= CALENDARS_DAYS_MAX * DAY_MS,
  { error: `a window that ends after it begins, of at most ${CALENDARS_DAYS_MAX} days`, path: ['to'], params: { rule: 'window-order' } },
);

/** The calendars of things within a window. */
export const CalendarsAnswer = z.object({ items: z.array(CalendarAnswer.extend({ id: z.string(), kind: z.string(), label: z.string() })), next: z.string().optional() });

/** How a deployment ended. */
export const CloseBody = z.strictObject({ outcome: z.enum(['recovered', 'disabled', 'lost']), note });

/** How it was switched off. */
export const SwitchOffBody = z.strictObject({ note });

/** Bodies and answers of deployments, where a thing is an `asset` or a `resource`. */
export const deploymentSchemas = (thing: 'asset' | 'resource', recalled: 'recall-ordered' | 'withdrawing') => {
  const stateName = z.enum(['requested', 'deployed', recalled, 'recovered', 'disabled', 'lost', 'moved', 'refused', 'not-taken', 'lapsed']);
  const running = z.enum(['switched-on', 'switched-off', 'switch-off-ordered']);
  const stream = z.string().regex(new RegExp(`^${thing}-[a-z2-7]{16}$`), `${thing === 'asset' ? 'an' : 'a'} ${thing}’s stream`);
  const DeploymentAnswer = z.object({
    id: z.string(),
    thing: z.string(),
    [thing]: z.string().optional(),
    label: z.string(),
    kind: z.string(),
    authorisation: z.string(),
    component: z.string(),
    tactic: z.string(),
    target: z.record(z.string(), z.string()),
    window: spanAnswer,
    state: stateName,
    requestedAt: z.string(),
    answerBy: z.string(),
    requestedBy: z.string(),
    startedAt: z.string().optional(),
    until: z.string().optional(),
    recalledAt: z.string().optional(),
    recallBy: z.string().optional(),
    /** Whether it may run, where its tactic needs other powers (`needs`) beside its own; and by when it must be switched off. */
    running: running.optional(),
    needs: z.array(z.string()).optional(),
    switchOffBy: z.string().optional(),
    switchedOffAt: z.string().optional(),
    /** The deployment that it took over, and the one that took it over. */
    moves: z.string().optional(),
    movedTo: z.string().optional(),
    closedAt: z.string().optional(),
    outcome: z.string().optional(),
    note: z.string().optional(),
    refusal: refusalAnswer.optional(),
  });
  const asked = {
    /** The case by its id, or by the reference that people use: who deploys need not know more of it. */
    authorisation: z.union([id, reference]),
    component: componentId,
    tactic: code,
    target: z.union([z.strictObject({ subject: name }), z.strictObject({ vehicle: name }), z.strictObject({ place: name })]),
    window,
  };
  return {
    DeployBody: z.strictObject({ [thing]: id, ...asked }),
    MoveBody: z.strictObject(asked),
    DeploymentsQuery: z.strictObject({ authorisation: id.optional(), thing: stream.optional(), state: stateName.optional(), running: running.optional(), ...paged }),
    DeploymentAnswer,
    DeploymentsAnswer: z.object({ items: z.array(DeploymentAnswer), next: z.string().optional() }),
  };
};

/** The codes that a deployment may be refused with; `unfit`: the holder's own, for a thing that will not do. */
export const deployRefusals = (unfit: string): readonly string[] => [
  'not-in-force', 'tactic-not-authorised', 'target-not-authorised', 'window-outside-authority', 'already-committed', unfit, 'risk-not-accepted',
  'window-over', 'lapsed', 'permit-not-taken', 'open-permits-unknown', 'force-unknown',
];

/** The answer to whoever asked for a deployment at a path: it is there, or it still waits for its permit. */
export const askedReply = <D extends { readonly id: string; readonly state: string }>(path: string, deployment: D) => {
  const location = `${path}/${deployment.id}`;
  return deployment.state === 'requested' ? reply(deployment, { status: 202, location, retryAfterSeconds: RETRY_AFTER_SECONDS }) : reply(deployment, { status: 201, location });
};
