import type { Answer, assetRegistry, Client } from '@cpmp/client';
import type { Instant } from '@cpmp/kernel';
import { knownCases } from '../case/known-cases.js';
import type { Holder } from '../deploy/deployments.js';
import { stateShown } from '../web/words.js';
import type { Bar } from '../web/picture.js';
import { day, moment, span, worded } from '../web/time.js';
import { got } from '../web/visit.js';

type Answered = assetRegistry.ListAssetCalendarsAnswer;
type Span = { readonly from: Instant; readonly to: Instant };

/** A team or an item, what it is taken for within a window, and where its page is. */
export type Thing = Answered['items'][number] & { readonly holder: Holder; readonly path: string };

/** Where a thing's page is. */
export const thingPath = (holder: Holder, id: string): string => `/${holder}s/${id}`;

const LIMIT = 200;
/** So many things of one register are read for a board, and no more. */
const THINGS_MAX = 2000;

type Ask = (query: { readonly from: string; readonly to: string; readonly limit: number; readonly after?: string }) => Promise<Answer<Answered>>;

/** What one register answers, page after page. */
const everything = async (holder: Holder, { from, to }: Span, ask: Ask) => {
  const things: Thing[] = [];
  let after: string | undefined;
  do {
    const answer = await ask({ from, to, limit: LIMIT, ...(after === undefined ? {} : { after }) });
    if (answer.status === 403) return { things, whole: true, refused: answer };
    const { items, next } = got(answer);
    things.push(...items.map((one) => ({ ...one, holder, path: thingPath(holder, one.id) })));
    after = next;
  } while (after !== undefined && things.length < THINGS_MAX);
  return { things, whole: after === undefined };
};

/** Everything that the reader may see, teams first; `whole` is false where there is more. @throws ApiNo for a reader who may see neither register */
export const readCalendars = async (client: Client, window: Span): Promise<{ readonly things: readonly Thing[]; readonly whole: boolean }> => {
  const [resources, assets] = await Promise.all([
    everything('resource', window, (query) => client.resourceAllocation.listResourceCalendars({ query })),
    everything('asset', window, (query) => client.assetRegistry.listAssetCalendars({ query })),
  ]);
  if (resources.refused && assets.refused) got(resources.refused);
  return { things: [...byKind(resources.things), ...byKind(assets.things)], whole: resources.whole && assets.whole };
};

const byKind = (things: readonly Thing[]): readonly Thing[] => things.toSorted((a, b) => a.kind.localeCompare(b.kind) || a.label.localeCompare(b.label));


/** The references of the cases that things are out for, as far as the reader may know of them. */
export const referencesOf = (client: Client, things: readonly Pick<Thing, 'deployments'>[]): Promise<ReadonlyMap<string, string>> =>
  knownCases(client, things.flatMap(({ deployments }) => deployments.flatMap(({ authorisation }) => authorisation ?? [])));

/** Something that a thing is taken for, or why it will not do: its state then, how it is drawn, and whose case it is, if the reader may know. `since`: it has no end yet. */
export type Commitment = Span & { readonly state: string; readonly kind: Bar['kind']; readonly id?: string; readonly tasking?: string; readonly reference?: string; readonly because?: string; readonly since?: true };

/** The states of a thing, the gravest first; free is what has none. */
export const STATES = ['recall-ordered', 'withdrawing', 'deployed', 'requested', 'out-of-service', 'not-fit', 'booked', 'free'] as const;

/** After every week that can be asked for. */
const NEVER: Instant = '9999-12-31T00:00:00.000Z';

const latest = (...instants: readonly Instant[]): Instant => instants.reduce((a, b) => (a >= b ? a : b));

/** Until when what is out keeps its thing from others, as the registers have it: for its window, though it was recalled; once that is over a team is free, and an item only when it is back, which nobody can name. */
const keptUntil = (holder: Holder, { to }: Span, now: Instant): Instant => (holder === 'asset' && to <= now ? NEVER : to);

/** What a thing is taken for within a window, in the order of time. What is out is shown until now, if its window is over or it was recalled; in a time still to come, for as long as it keeps its thing. */
export const commitmentsOf = ({ holder, unfit, bookings, deployments }: Thing, window: Span, { now, references }: { readonly now: Instant; readonly references: ReadonlyMap<string, string> }): readonly Commitment[] => {
  const isAhead = window.from > now;
  const out = deployments.flatMap(({ id, window: { from, to }, state, startedAt, recalledAt, closedAt, authorisation }): readonly Commitment[] => {
    const reference = references.get(authorisation ?? '');
    const known = { id, ...(reference === undefined ? {} : { reference }) };
    if (startedAt === undefined) return [{ ...known, from, to, state, kind: 'asked' }];
    const recalled = holder === 'asset' ? 'recall-ordered' : 'withdrawing';
    const kept = isAhead ? keptUntil(holder, { from, to }, now) : undefined;
    return [
      { ...known, from: startedAt, to: recalledAt ?? closedAt ?? kept ?? latest(to, now), state: 'deployed', kind: 'live', ...(kept === NEVER ? { since: true } : {}) },
      ...(recalledAt ? [{ ...known, from: recalledAt, to: closedAt ?? kept ?? now, state: recalled, kind: 'withdraw' as const, ...(closedAt ? {} : { since: true as const }) }] : []),
    ];
  });
  const promised = bookings.map(({ id, tasking, window: { from, to } }): Commitment => ({ id, tasking, from, to, state: 'booked', kind: 'booked' }));
  const not = unfit ? [{ from: unfit.from, to: window.to, because: unfit.because, state: holder === 'asset' ? 'out-of-service' : 'not-fit', kind: 'unfit' as const }] : [];
  return [...not, ...out, ...promised].filter(({ from, to }) => from < window.to && to > window.from).toSorted((a, b) => a.from.localeCompare(b.from));
};

/** How a thing stands: now, where the window holds now, else in the whole of it. */
export const standingOf = (commitments: readonly Commitment[], window: Span, now: Instant): string => {
  const isNow = now >= window.from && now < window.to;
  const held = commitments.filter(({ from, to }) => !isNow || (from <= now && to >= now)).map(({ state }) => state);
  return STATES.find((state) => held.includes(state)) ?? 'free';
};

/** A commitment as it is drawn: what will not do lies under what is out. */
export const barsOf = (commitments: readonly Commitment[]): readonly Bar[] =>
  commitments.toSorted((a, b) => Number(b.kind === 'unfit') - Number(a.kind === 'unfit')).map(({ from, to, kind, state, reference }) => ({ from, to, kind, label: `${stateShown(state).label}${reference ? `, ${reference}` : ''}` }));

/** A commitment as it is said. */
export const commitmentWords = (one: Commitment, now: Instant): string => {
  const { state, reference, because, from, since } = one;
  const { label } = stateShown(state);
  if (because) return `${label}${from > now ? ` from ${day(from)}` : ''}. ${worded(because)}`;
  return `${label}${reference ? ` under ${reference}` : ''}${since ? ` since ${moment(from)}` : `, ${span(one)}`}`;
};
