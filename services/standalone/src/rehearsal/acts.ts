import { setTimeout as wait } from 'node:timers/promises';
import type { Answer, authorisation, Client } from '@cpmp/client';
import { centralRecord, knewThen, proof, statistics } from './reads.js';
import type { Step, StepOf } from './read.js';
import { allOf, deploymentsOf, known, latest, NeverMade, type OfComponent, pathOf, riskAbout, streamOf, type World } from './world.js';

/** A "no" as a step got it, whether at once or at the end of a 202. */
export type No = { readonly code: string; readonly because?: string; readonly clause?: string };

/** What a step came to. `missing`: the platform has nothing yet to do it with. */
export type Outcome =
  | { readonly kind: 'done'; readonly read?: unknown }
  | { readonly kind: 'refused'; readonly no: No }
  | { readonly kind: 'missing'; readonly what: string };

type Does<D extends Step['do']> = Extract<Step, { readonly do: D }>;
type Act<D extends Step['do']> = (step: Does<D>, world: World) => Promise<Outcome>;
type Spoken = StepOf<'grant'> | StepOf<'renew'>;

/** How long a 202 may take to its end, in milliseconds of machine time. */
const ANSWER_WAIT_MS = 30_000;
const MS_A_SECOND = 1_000;

const missing = (what: string): Outcome => ({ kind: 'missing', what });

const refusedBy = ({ problem }: { readonly problem: No & { readonly errors?: readonly { readonly pointer: string; readonly rule: string }[] } }): Outcome => {
  const { code, because, clause, errors = [] } = problem;
  return { kind: 'refused', no: { code, because: because ?? errors.map(({ pointer, rule }) => `${pointer} ${rule}`).join(', '), ...(clause ? { clause } : {}) } };
};

const outcomeOf = <T>(answer: Answer<T>): Outcome => (answer.ok ? { kind: 'done', read: answer.value } : refusedBy(answer));

/** The version that a person decides on, as they saw it; where they may not look, the one there is, so that the act itself is what says no. */
const seen = async (step: { readonly by: string }, world: World, read: (client: Client) => Promise<Answer<unknown>>): Promise<number> => {
  const own = await read(world.as(step.by));
  return own.etag ?? (await read(world.observer)).etag ?? 0;
};

const decide = async (step: OfComponent & { readonly by: string }, world: World, act: (client: Client, asked: { params: { id: string; component: string }; ifMatch: number }) => Promise<Answer<unknown>>): Promise<Outcome> => {
  const params = pathOf(world, step);
  const ifMatch = await seen(step, world, (client) => client.authorisation.readComponent({ params }));
  return outcomeOf(await act(world.as(step.by), { params, ifMatch }));
};

type Settling = { readonly state: string; readonly refusal?: { readonly refused: string; readonly because: string; readonly clause?: string } };
const UNANSWERED = 'requested';
/** What a request came to when it came to nothing. */
const NOT_TAKEN: Readonly<Record<string, string>> = { lapsed: 'lapsed', 'not-taken': 'permit-not-taken' };

/** Follows a 202 to its end. Time stands still meanwhile. */
const settled = async <T>(client: Client, answer: Answer<T>, of: (value: T) => Settling | undefined): Promise<Outcome> => {
  if (answer.status !== 202 || answer.location === undefined) return outcomeOf(answer);
  for (const end = Date.now() + ANSWER_WAIT_MS; Date.now() < end; ) {
    await wait((answer.retryAfterSeconds ?? 1) * MS_A_SECOND);
    const later = await client.call<T>('GET', answer.location);
    if (!later.ok) return refusedBy(later);
    const { state = UNANSWERED, refusal } = of(later.value) ?? {};
    if (refusal) return { kind: 'refused', no: { code: refusal.refused, because: refusal.because, ...(refusal.clause ? { clause: refusal.clause } : {}) } };
    const nothing = NOT_TAKEN[state];
    if (nothing !== undefined) return { kind: 'refused', no: { code: nothing } };
    if (state !== UNANSWERED) return { kind: 'done' };
  }
  return { kind: 'refused', no: { code: 'unanswered', because: `no answer within ${ANSWER_WAIT_MS / MS_A_SECOND} s` } };
};

type Draft = Does<'apply'>['components'][number];

const draftOf = (draft: Draft, { things, sources }: World): authorisation.ApplyBody['components'][number] => {
  const { id, places, 'other-means': otherMeans, 'seeks-privilege': seeksPrivilege, operative, safeguards, source, ...same } = draft;
  const { 'risk-assessment': riskAssessment, 'appropriate-adult': appropriateAdult, ...explained } = safeguards ?? {};
  return {
    ...same, handle: id, otherMeans, seeksPrivilege,
    ...(operative === undefined ? {} : { operative: known(things, operative).id }),
    ...(source === undefined ? {} : { source: known(sources, source).id }),
    ...(places ? { places: places.map(({ id: place, kind, 'in-area': inArea }) => ({ handle: place, kind, inArea })) } : {}),
    ...(safeguards ? { safeguards: { riskAssessment, appropriateAdult, ...explained } } : {}),
  };
};

const apply: Act<'apply'> = async ({ by, as: handle, operation, agreement, components }, world) => {
  const { as, made } = world;
  const answer = await as(by).authorisation.apply({ body: { operation, agreement, components: components.map((draft) => draftOf(draft, world)) } });
  if (answer.ok && handle !== undefined) {
    made.cases.set(handle, answer.value.id);
    for (const { handle: component, id } of answer.value.components) made.components.set(`${handle}/${component}`, id);
  }
  return outcomeOf(answer);
};

const check: Act<'check'> = async (step, world) => {
  const params = { id: known(world.made.cases, step.authorisation) };
  const ifMatch = await seen(step, world, (client) => client.authorisation.readAuthorisation({ params }));
  return outcomeOf(await world.as(step.by).authorisation.checkAuthorisation({ params, ifMatch, body: { outcome: step.outcome, comment: step.comment } }));
};

/** Each author seals their own note: the applicant's before the officer enters the decision, the officer's with it. One that is sealed already stays. */
const spokenOf = async (step: Spoken, world: World) => {
  const { form, urgent, notes, statement, 'decided-at': decidedAt, by: officer } = step;
  if (notes?.includes('applicant')) {
    const params = pathOf(world, step);
    const read = await world.observer.authorisation.readAuthorisation({ params: { id: params.id } });
    if (read.ok) await world.as(read.value.applicant.person).authorisation.sealNote({ params, body: { officer, text: statement } });
  }
  const own = notes?.filter((by) => by === 'officer').map((by) => ({ by }));
  return { form, urgent, ...(own ? { notes: own } : {}), statement, decidedAt };
};

/** What the platform's packs of law do not cover cannot be decided on it at all. */
const lawful = (step: Spoken, outcome: Outcome): Outcome =>
  outcome.kind === 'refused' && outcome.no.code === 'unknown-law' && step.expect?.refused !== 'unknown-law' ? missing(outcome.no.clause ?? outcome.no.code) : outcome;

const windowOf = ([from, to]: readonly [string, string]) => ({ from, to });

const deploy: Act<'deploy'> = async (step, world) => {
  const { id: authorisation, component } = pathOf(world, step.under);
  const { id, holder } = known(world.things, step.asset ?? step.resource ?? '');
  const client = world.as(step.by);
  const body = { authorisation, component, tactic: step.tactic, target: step.target as { readonly subject: string }, window: windowOf(step.window) };
  if (holder === 'assetRegistry') return settled(client, await client.assetRegistry.deployAsset({ body: { asset: id, ...body } }), (deployment) => deployment);
  return settled(client, await client.resourceAllocation.deployResource({ body: { resource: id, ...body } }), (deployment) => deployment);
};

/** Moves an asset that stays where it is under another permit. */
const move: Act<'move'> = async (step, world) => {
  const { id: authorisation, component } = pathOf(world, step.under);
  const client = world.as(step.by);
  const body = { authorisation, component, tactic: step.tactic, target: step.target as { readonly subject: string }, window: windowOf(step.window) };
  return settled(client, await client.assetRegistry.moveAsset({ params: { id: await lastOf(step, world, step.asset) }, body }), (deployment) => deployment);
};

/** The deployment that a thing's closing closes: the one that is out, else the last there was, so that the platform says that it is not. */
const lastOf = async (step: { readonly by: string }, world: World, handle: string): Promise<string> => {
  const thing = known(world.things, handle);
  const own = await deploymentsOf(world.as(step.by), { thing });
  const { items } = (own.ok ? own : await deploymentsOf(world.observer, { thing })).value ?? { items: [] };
  const last = latest(items);
  if (!last) throw new NeverMade(`${handle} was never deployed`);
  return last.id;
};

/** The assets' calendars over all days that open taskings ask for. */
const calendarsFor = async (client: Client) => {
  const listed = await allOf((after) => client.resourceAllocation.listTaskings({ query: { after } }));
  const windows = (listed.value?.items ?? []).map(({ window }) => window);
  const [from = '', to = ''] = [windows.map((window) => window.from).toSorted()[0], windows.map((window) => window.to).toSorted().at(-1)];
  return allOf((after) => client.assetRegistry.listAssetCalendars({ query: { from, to, after } }));
};

const allocate: Act<'allocate'> = async (step, world) => {
  const client = world.as(step.by);
  const params = { id: known(world.made.taskings, step.tasking) };
  if (step.window === undefined || step.resource === undefined) {
    const assets = await calendarsFor(client);
    return outcomeOf(assets.ok ? await client.resourceAllocation.planTaskings({ body: { assets: assets.value.items } }) : assets);
  }
  const { id, holder } = known(world.things, step.resource);
  const window = windowOf(step.window);
  const answer = await client.resourceAllocation.allocate({ params, body: holder === 'assetRegistry' ? { asset: id, window } : { resource: id, window } });
  if (answer.status !== 202) return outcomeOf(answer);
  const asked = answer.value?.id;
  type Tasking = { readonly allocations?: readonly (Settling & { readonly id: string })[] };
  return settled<Tasking>(client, answer as Answer<Tasking>, ({ allocations }) => allocations?.find((allocation) => allocation.id === asked));
};

const assess: Act<'assess'> = async (step, world) => {
  const about = streamOf(world, step.about);
  if (about === undefined) throw new NeverMade(`${step.about} was never made`);
  const { threat, likelihood, impact, controls, residual } = step;
  return outcomeOf(await world.as(step.by).riskAssessment.assessRisk({ body: { about, threat, likelihood, impact, controls, residual } }));
};

const accept: Act<'accept'> = async (step, world) => {
  const about = streamOf(world, step.about);
  if (about === undefined) throw new NeverMade(`${step.about} was never made`);
  const risk = (await riskAbout(world.as(step.by), about)) ?? (await riskAbout(world.observer, about));
  if (!risk) throw new NeverMade(`no risk about ${step.about} was ever assessed`);
  const params = { id: risk.id };
  const ifMatch = await seen(step, world, (client) => client.riskAssessment.readRisk({ params }));
  return outcomeOf(await world.as(step.by).riskAssessment.acceptRisk({ params, ifMatch, body: { until: step.until } }));
};

/** The person's own newest notice about it that waits for an answer. */
const acknowledge: Act<'acknowledge'> = async (step, { as }) => {
  const client = as(step.by);
  const listed = await allOf((after) => client.notification.listNotices({ query: { acknowledged: 'false', after } }));
  if (!listed.ok) return outcomeOf(listed);
  const notice = listed.value.items.find(({ about }) => about === step.notice);
  if (!notice) throw new NeverMade(`${step.by} has no notice about ${step.notice} that waits`);
  return outcomeOf(await client.notification.acknowledgeNotice({ params: { id: notice.id }, body: {} }));
};

const see: Act<'see'> = async (step, world) => {
  const client = world.as(step.by);
  if ('authorisation' in step) {
    if (step.knew) return outcomeOf(await knewThen(client, partOf(step, world), step.knew));
    if (step.component !== undefined) return outcomeOf(await client.authorisation.readComponent({ params: pathOf(world, { authorisation: step.authorisation, component: step.component }) }));
    return outcomeOf(await client.authorisation.readAuthorisation({ params: { id: known(world.made.cases, step.authorisation) } }));
  }
  if ('deployments' in step) return outcomeOf(await deploymentsOf(client, { authorisation: known(world.made.cases, step.deployments) }));
  if ('deadlines' in step) {
    const about = `authority-${known(world.made.cases, step.deadlines)}`;
    return outcomeOf(await allOf((after) => client.notification.listDeadlines({ query: { about, after } })));
  }
  if ('notices' in step) return outcomeOf(await allOf((after) => client.notification.listNotices({ query: { to: step.notices, after } })));
  if ('central-record' in step) return outcomeOf(await centralRecord(client, partOf({ authorisation: step['central-record'], component: step.component }, world)));
  if ('proof' in step) return outcomeOf(await proof(client, known(world.made.cases, step.proof)));
  return outcomeOf(await statistics(client, step.statistics));
};

/** A case, or a part of it where one is named. */
const partOf = ({ authorisation, component }: { readonly authorisation: string; readonly component?: string | undefined }, world: World) =>
  component === undefined ? { id: known(world.made.cases, authorisation), component } : pathOf(world, { authorisation, component });

type Reported = Does<'report-error'> | Does<'establish-error'>;

/** Raises what may be an error, about a case where it is about one. */
const raise = async ({ by, as: handle, about, kind, discovered }: Reported, { as, made }: World) => {
  const authorisation = made.cases.get(about);
  const answer = await as(by).authorisation.raiseError({ body: { kind, discoveredAt: discovered, text: 'Raised by hand.', ...(authorisation === undefined ? {} : { authorisation }) } });
  if (answer.ok && handle !== undefined) made.errors.set(handle, answer.value.id);
  return answer;
};

/** Establishes one that was reported before, or reports and establishes it. */
const establish: Act<'establish-error'> = async (step, world) => {
  const raised = world.made.errors.has(step.about) ? undefined : await raise(step, world);
  if (raised && !raised.ok) return outcomeOf(raised);
  const params = { id: raised?.value.id ?? known(world.made.errors, step.about) };
  const ifMatch = await seen(step, world, (client) => client.authorisation.readError({ params }));
  return outcomeOf(await world.as(step.by).authorisation.establishError({ params, ifMatch, body: { relevant: true, ground: 'Nothing covered it.' } }));
};

/** What each step does, through the public APIs alone, as the person it names. */
const ACTS: { readonly [D in Step['do']]: Act<D> } = {
  apply, check, deploy, move, allocate, assess, accept, acknowledge, see,
  grant: async (step, world) =>
    lawful(step, await decide(step, world, async (client, asked) => client.authorisation.grant({ ...asked, body: { ...(await spokenOf(step, world)), reviewBy: step['review-by'] } }))),
  renew: async (step, world) => lawful(step, await decide(step, world, async (client, asked) => client.authorisation.renew({ ...asked, body: { ...(await spokenOf(step, world)), value: step.value } }))),
  refuse: (step, world) => decide(step, world, (client, asked) => client.authorisation.refuse({ ...asked, body: { reason: step.reason } })),
  notify: (step, world) => decide(step, world, (client, asked) => client.authorisation.notify({ ...asked, body: { act: step.act } })),
  review: (step, world) => {
    const { changed, decision, 'next-review': nextReview, use, tasks, information } = step;
    return decide(step, world, (client, asked) => client.authorisation.review({ ...asked, body: { changed, decision, nextReview, use, tasks, information } }));
  },
  cancel: (step, world) => {
    const { 'ceased-at': ceasedAt, told, reason, value, 'product-direction': productDirection, 'decided-at': decidedAt } = step;
    return decide(step, world, (client, asked) => client.authorisation.cancel({ ...asked, body: { ceasedAt, told, reason, value, productDirection, decidedAt } }));
  },
  request: async (step, { as, made }) => {
    const { operation, needs, window, priority } = step;
    const answer = await as(step.by).resourceAllocation.requestTasking({ body: { operation, needs, window: windowOf(window), priority } });
    if (answer.ok && step.as !== undefined) made.taskings.set(step.as, answer.value.id);
    return outcomeOf(answer);
  },
  recover: async (step, world) => {
    const { outcome, note } = step;
    return outcomeOf(await world.as(step.by).assetRegistry.recoverAsset({ params: { id: await lastOf(step, world, step.asset) }, body: { outcome, note } }));
  },
  'switch-off': async (step, world) => outcomeOf(await world.as(step.by).assetRegistry.switchOffAsset({ params: { id: await lastOf(step, world, step.asset) }, body: { note: step.note } })),
  withdraw: async (step, world) => {
    const { outcome, note } = step;
    return outcomeOf(await world.as(step.by).resourceAllocation.withdrawResource({ params: { id: await lastOf(step, world, step.resource) }, body: { outcome, note } }));
  },
  approve: (step, world) => decide(step, world, (client, asked) => client.authorisation.approve({ ...asked, body: { act: step.act, reason: step.reason } })),
  decline: (step, world) => decide(step, world, (client, asked) => client.authorisation.decline({ ...asked, body: { act: step.act, reason: step.reason } })),
  quash: (step, world) => {
    const { act: of, reason, destroy = false, retrieve = false } = step;
    return decide(step, world, (client, asked) => client.authorisation.quash({ ...asked, body: { act: of, reason, destroy, retrieve } }));
  },
  comment: async (step, world) => outcomeOf(await world.as(step.by).authorisation.comment({ params: pathOf(world, step), body: { act: step.act, text: step.reason } })),
  'report-error': async (step, world) => outcomeOf(await raise(step, world)),
  'establish-error': establish,
  pass: async () => ({ kind: 'done' }),
};

/** Does a step, and says what it came to. @throws NeverMade, CannotPlay */
export const perform = (step: Step, world: World): Promise<Outcome> => (ACTS[step.do] as Act<Step['do']>)(step, world);
