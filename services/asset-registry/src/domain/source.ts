import { type Aggregate, type Decision, type Instant, later, never, refuse } from '@cpmp/kernel';
import { type Day, firstOfMonth, handedOver, holderOn, legalDay, plusDays, plusMonths, type RoleChange as Change, roleChanges, type RoleHeld as Held } from '@cpmp/law';

/** The ages, in years, at which the law begins to ask other things of a source. */
const AGES = [16, 18] as const;

const MONTHS_A_YEAR = 12;

/** The day on which somebody has lived so many years: born on 29 February, it is 1 March in a year that has none. */
const birthday = (born: Day, age: number): Day => plusMonths(born, age * MONTHS_A_YEAR) ?? firstOfMonth(born, age * MONTHS_A_YEAR + 1);

/** The roles that somebody must hold on every day on which a source is used. */
export const ROLES = ['handler', 'controller', 'record-maintainer'] as const;
export type Role = (typeof ROLES)[number];

/** Who holds or held a role, by London days; `until` is the first day no longer. */
export type RoleHeld = Held<Role>;

/** What authorisation is told of a source; the whole of it each time. `turns`: the day on which an age is reached, never later than the birth date would have it be told. */
export type Facts = { readonly vulnerable: boolean; readonly turns: Readonly<Record<string, string>>; readonly roles: readonly RoleHeld[] };

/** The particulars that the law wants on every source's record, by the letter of their paragraph. */
export const PARTICULARS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o'] as const;
export type Particular = (typeof PARTICULARS)[number];

/** Everything that happens to a source's record. Pseudonym, birth date and every entry are sealed; the identity is not here at all. */
export type SourceEvent =
  | { readonly type: 'SourceRegistered'; readonly by: string; readonly force: string; readonly pseudonym: string; readonly born: string; readonly facts: Facts }
  | { readonly type: 'SourceRoleChanged'; readonly by: string; readonly reason: string; readonly facts: Facts }
  | { readonly type: 'SourceVulnerabilityRecorded'; readonly by: string; readonly reason: string; readonly facts: Facts }
  | { readonly type: 'SourceRecordAdded'; readonly by: string; readonly addedAt: Instant; readonly particular: Particular; readonly text: string }
  | { readonly type: 'SourceMeetingRecorded'; readonly by: string; readonly recordedAt: Instant; readonly heldAt: Instant; readonly age: AgeThen; readonly adult?: string; readonly reason?: string };

/** How old a source was at a meeting, as far as the law asks. */
export type AgeThen = 'under-16' | 'under-18' | 'adult';

/** A source as its stream knows it. */
export type Source = { readonly born?: Day; readonly facts?: Facts; readonly recorded: readonly Particular[] };

const initial: Source = { recorded: [] };

const evolve = (source: Source, event: SourceEvent): Source => {
  switch (event.type) {
    case 'SourceRegistered':
      return { ...source, born: event.born, facts: event.facts };
    case 'SourceRoleChanged':
    case 'SourceVulnerabilityRecorded':
      return { ...source, facts: event.facts };
    case 'SourceRecordAdded':
      return { ...source, recorded: [...new Set([...source.recorded, event.particular])].toSorted() };
    case 'SourceMeetingRecorded':
      return source;
    default:
      return never(event);
  }
};

/** A source's stream: who looks after them since when, what the law asks of their age, and what is on their record. */
export const source: Aggregate<Source, SourceEvent> = {
  category: 'source',
  initial,
  evolve,
  personal: {
    SourceRegistered: ['pseudonym', 'born', 'facts.turns.*'], SourceRoleChanged: ['reason', 'facts.turns.*'], SourceVulnerabilityRecorded: ['reason', 'facts.turns.*'], SourceRecordAdded: ['text'],
    SourceMeetingRecorded: ['age', 'adult', 'reason'],
  },
};

/** Who acts, of which force, and when. */
export type By = { readonly person: string; readonly force: string; readonly now: Instant };

/** A source as they are entered. */
export type Registration = { readonly pseudonym: string; readonly born: Day; readonly vulnerable: boolean } & { readonly [R in Role]?: string };

/** Enters a source. An age that they have reached by then is told as reached on the day of entry, so that of an adult no birth date can be read from it. */
export const register = (state: Source, { pseudonym, born, vulnerable, ...named }: Registration, { person, force, now }: By): Decision<SourceEvent> => {
  if (state.facts) return [];
  const today = legalDay(now);
  if (born > today) return refuse('born-in-future', 'That day of birth has not come.', { instead: 'Give the day on which they were born.' });
  const turns = Object.fromEntries(AGES.map((age) => [String(age), later(birthday(born, age), today)]));
  const roles = ROLES.flatMap((role): readonly RoleHeld[] => (named[role] === undefined ? [] : [{ role, person: named[role], from: today }]));
  return [{ type: 'SourceRegistered', by: person, force, pseudonym, born, facts: { vulnerable, turns, roles } }];
};

const unknown = () => refuse('not-registered', 'There is no such source.', { instead: 'Enter the source first.' });

/** A change of who holds a role, from a London day on; nobody, where no person is named. */
export type RoleChange = Change<Role>;

/** Hands a role over from a day on. What was so before that day stays. */
export const changeRole = ({ facts }: Source, change: RoleChange, { person: by }: By): Decision<SourceEvent> =>
  facts ? [{ type: 'SourceRoleChanged', by, reason: change.reason, facts: { ...facts, roles: handedOver(facts.roles, change) } }] : unknown();

/** Records whether the source is vulnerable, and why that is said. */
export const recordVulnerability = ({ facts }: Source, { vulnerable, reason }: { readonly vulnerable: boolean; readonly reason: string }, { person: by }: By): Decision<SourceEvent> => {
  if (!facts) return unknown();
  return facts.vulnerable === vulnerable ? [] : [{ type: 'SourceVulnerabilityRecorded', by, reason, facts: { ...facts, vulnerable } }];
};

/** Adds an entry to the source's record, under the particular that it is of. */
export const addRecord = ({ facts }: Source, { particular, text }: { readonly particular: Particular; readonly text: string }, { person: by, now }: By): Decision<SourceEvent> =>
  facts ? [{ type: 'SourceRecordAdded', by, addedAt: now, particular, text }] : unknown();

/** A meeting with a source as it is recorded: who was there as an appropriate adult, and in what standing; or why nobody was. */
export type Meeting = { readonly heldAt: Instant; readonly adult?: string | undefined; readonly reason?: string | undefined };

const ageAt = (born: Day, at: Instant): AgeThen => {
  const day = legalDay(at);
  if (day < birthday(born, AGES[0])) return 'under-16';
  return day < birthday(born, AGES[1]) ? 'under-18' : 'adult';
};

/**
 * Records a meeting. That nobody was there for a juvenile is recorded too, with its reason: what was done is not undone by keeping it off the record.
 * Below 16 an appropriate adult is at every meeting (SI 2000/2793 art.4); from 16 to 18 an absence is justified in writing.
 */
export const recordMeeting = ({ born, facts }: Source, { heldAt, adult, reason }: Meeting, { person: by, now }: By): Decision<SourceEvent> => {
  if (!facts || born === undefined) return unknown();
  if (heldAt > now) return refuse('not-yet', 'That moment has not come.', { instead: 'Record a meeting once it was held.' });
  const age = ageAt(born, heldAt);
  if (age !== 'adult' && adult === undefined && reason === undefined) {
    return refuse('adult-missing', 'The source was a juvenile, and it does not say who was there as an appropriate adult.', { clause: 'SI 2000/2793 art.4', instead: 'Say who was there and in what standing, or why nobody was.' });
  }
  return [{ type: 'SourceMeetingRecorded', by, recordedAt: now, heldAt, age, ...(adult === undefined ? {} : { adult }), ...(reason === undefined ? {} : { reason }) }];
};

/** Days in a row on which nobody held a role; `to`: the last of them. */
export type Unheld = { readonly role: Role; readonly from: Day; readonly to: Day };

/** The days on which nobody held a role, from one London day to another, both included. */
export const unheldIn = ({ roles }: Facts, first: Day, last: Day): readonly Unheld[] =>
  ROLES.flatMap((role) => {
    const starts = [first, ...roleChanges(roles).filter((day) => first < day && day <= last)];
    const runs: { role: Role; from: Day; to: Day }[] = [];
    starts.forEach((from, index) => {
      if (holderOn(roles, role, from) !== undefined) return;
      const to = starts[index + 1] === undefined ? last : plusDays(starts[index + 1] as Day, -1);
      const before = runs.at(-1);
      if (before && plusDays(before.to, 1) === from) before.to = to;
      else runs.push({ role, from, to });
    });
    return first > last ? [] : runs;
  });

/** Who holds each role on a London day. */
export const holdersOn = ({ roles }: Facts, day: Day): Readonly<Partial<Record<Role, string>>> =>
  Object.fromEntries(roles.filter(({ from, until }) => from <= day && (until === undefined || day < until)).map(({ role, person }) => [role, person]));
