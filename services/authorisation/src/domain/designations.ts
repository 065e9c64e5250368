import { type Aggregate, type Decision, type Instant, type Refusal, refuse } from '@cpmp/kernel';
import { type Day, legalDay, type Officer as AskedOfficer } from '@cpmp/law';
import type { Officer } from './component.js';
import { forceUnknown } from './decisions/apply.js';
import type { InsteadOf } from './separation.js';
import { listWords } from './words.js';

/** Who acts in a higher rank, who is designated as whose deputy, and who is away, on which London days. `until`: the first day no longer. */
export type Designated =
  | { readonly what: 'acting-rank'; readonly person: string; readonly rank: string; readonly from: Day; readonly until?: Day }
  | { readonly what: 'deputy'; readonly person: string; readonly principal: string; readonly principalRank: string; readonly from: Day; readonly until?: Day }
  | { readonly what: 'absence'; readonly person: string; readonly from: Day; readonly until?: Day };

/** One of them as it stands on the record. */
export type Designation = Designated & { readonly id: string; readonly force: string; readonly by: Officer; readonly at: Instant };

export type DesignationMade = { readonly type: 'DesignationMade'; readonly designation: Designation };

/** It ends on a day, earlier than it would have; that it ran until then stays so. */
export type DesignationEnded = { readonly type: 'DesignationEnded'; readonly id: string; readonly until: Day; readonly by: Officer; readonly endedAt: Instant };

export type DesignationEvent = DesignationMade | DesignationEnded;

/** All of them, in the order in which they were made. */
export type DesignationsState = { readonly made: readonly Designation[] };

/** The one stream of a log that says who stands where by day: decisions follow it, as they follow the law. */
export const designations: Aggregate<DesignationsState, DesignationEvent> & { readonly id: string } = {
  category: 'designations',
  id: 'all',
  initial: { made: [] },
  evolve: ({ made }, event) =>
    event.type === 'DesignationMade' ? { made: [...made, event.designation] } : { made: made.map((one) => (one.id === event.id ? { ...one, until: event.until } : one)) },
  personal: { DesignationMade: [], DesignationEnded: [] },
};

/** True on the days that it covers. */
export const coversDay = ({ from, until }: Pick<Designated, 'from' | 'until'>, day: Day): boolean => from <= day && (until === undefined || day < until);

const overlap = (a: Pick<Designated, 'from' | 'until'>, b: Pick<Designated, 'from' | 'until'>): boolean => (b.until === undefined || a.from < b.until) && (a.until === undefined || b.from < a.until);

const sameMatter = (a: Designated, b: Designated): boolean => a.what === b.what && a.person === b.person && (a.what !== 'deputy' || b.what !== 'deputy' || a.principal === b.principal);

/** What somebody enters. `ranks`: the ladder of their force. */
export type Designate = { readonly by: Officer; readonly designated: Designated; readonly ranks: readonly string[] };

const backdated = (): Refusal => refuse('designation-backdated', 'It would change a day that has passed, and what was decided on it.', { instead: 'Enter it from today.' });

/** Whose own power to decide would grow by it: whoever acts or stands in, and the deputies of whoever is away. */
const gains = ({ made }: DesignationsState, designated: Designated): readonly string[] =>
  designated.what === 'absence' ? made.flatMap((one) => (one.what === 'deputy' && one.principal === designated.person && overlap(one, designated) ? [one.person] : [])) : [designated.person];

const objection = (state: DesignationsState, { by, designated, ranks }: Designate & { readonly by: { readonly force: string } }, now: Instant): Refusal | undefined => {
  const { from, until, person } = designated;
  const rank = designated.what === 'acting-rank' ? designated.rank : designated.what === 'deputy' ? designated.principalRank : undefined;
  if (from < legalDay(now)) return backdated();
  if (until !== undefined && until <= from) return refuse('window-order', 'It ends before it begins.', { instead: 'Give its first day, and the first day on which it is over.' });
  if (rank !== undefined && !ranks.includes(rank)) return refuse('unknown-rank', 'The ladder of your force has no such rank.', { instead: `Name one of: ${listWords(ranks)}.` });
  if (designated.what === 'deputy' && designated.principal === person) return refuse('own-deputy', 'Nobody is their own deputy.', { instead: 'Name another officer.' });
  if (gains(state, designated).includes(by.person)) return refuse('own-designation', 'You could decide more by it yourself.', { instead: 'Let another person enter it.' });
  const known = state.made.find((one) => one.force === by.force && sameMatter(one, designated) && overlap(one, designated));
  return known && refuse('already-designated', 'The same stands for some of those days.', { instead: `End ${known.id} first.` });
};

/** Enters an acting rank, a deputy or an absence, from today or a later day on. */
export const designate = (state: DesignationsState, command: Designate, now: Instant): Decision<DesignationEvent> => {
  const { by, designated } = command;
  const { force } = by;
  if (!force) return forceUnknown();
  const no = objection(state, { ...command, by: { ...by, force } }, now);
  return no ?? [{ type: 'DesignationMade', designation: { ...designated, id: `d${state.made.length + 1}`, force, by, at: now } }];
};

/** Ends one on a day: today at the earliest, since what was decided stays lawful. */
export const endDesignation = (state: DesignationsState, { id, until, by }: { readonly id: string; readonly until: Day; readonly by: Officer }, now: Instant): Decision<DesignationEvent> => {
  const found = state.made.find((one) => one.id === id && one.force === by.force);
  if (!found) return refuse('unknown-designation', 'Your force has no such entry.', { instead: 'Read the list, and name one of it.' });
  if (found.until === until) return [];
  if (until < legalDay(now)) return backdated();
  if (found.until !== undefined && found.until < until) return refuse('already-ended', 'It is over before that day.', { instead: 'Enter it anew.' });
  return [{ type: 'DesignationEnded', id, until, by, endedAt: now }];
};

/** What a decision keeps of the rank and the place in which it was made, with the entries that it stands on. */
export type Held = {
  readonly actingRank?: { readonly rank: string; readonly substantive?: string; readonly designation: string } | undefined;
  readonly standingInFor?: { readonly person: string; readonly rank: string; readonly designation: string; /** That they are away. */ readonly absence: string } | undefined;
};

/** Whoever decides: with the rank that they hold on the day of the decision, and the law's question of them. */
export type Deciding = { readonly by: Officer; readonly asked: AskedOfficer; readonly held: Held };

/** An officer on the day of an instant: in the rank in which they act then, and as the deputy of the first of those whom they name whose deputy they are. */
export const decidingAs = ({ made }: DesignationsState = designations.initial, officer: Officer, at: Instant, insteadOf: InsteadOf = []): Deciding => {
  const day = legalDay(at);
  const standing = made.filter((one) => one.force === officer.force && coversDay(one, day));
  const acting = standing.find((one): one is Extract<Designation, { what: 'acting-rank' }> => one.what === 'acting-rank' && one.person === officer.person);
  const by: Officer = acting ? { ...officer, rank: acting.rank } : officer;
  const actingRank = acting ? { actingRank: { rank: acting.rank, ...(officer.rank ? { substantive: officer.rank } : {}), designation: acting.id } } : {};
  const deputy = insteadOf.flatMap(({ person }) => standing.filter((one): one is Extract<Designation, { what: 'deputy' }> => one.what === 'deputy' && one.person === officer.person && one.principal === person))[0];
  if (!deputy) return { by, asked: by, held: actingRank };
  const { principal, principalRank: rank, id } = deputy;
  const absence = standing.find((one) => one.what === 'absence' && one.person === principal)?.id;
  return {
    by, asked: { ...by, 'stands-in-for': { rank, absent: absence !== undefined } },
    held: { ...actingRank, ...(absence === undefined ? {} : { standingInFor: { person: principal, rank, designation: id, absence } }) },
  };
};
