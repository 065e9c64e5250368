import { type Aggregate, type Decision, type Instant, later, never, refuse } from '@cpmp/kernel';
import { type Day, firstOfMonth, handedOver, legalDay, plusMonths, type RoleChange as Change, type RoleHeld as Held } from '@cpmp/law';

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
  | { readonly type: 'SourceRecordAdded'; readonly by: string; readonly addedAt: Instant; readonly particular: Particular; readonly text: string };

/** A source as its stream knows it. */
export type Source = { readonly facts?: Facts; readonly recorded: readonly Particular[] };

const initial: Source = { recorded: [] };

const evolve = (source: Source, event: SourceEvent): Source => {
  switch (event.type) {
    case 'SourceRegistered':
    case 'SourceRoleChanged':
    case 'SourceVulnerabilityRecorded':
      return { ...source, facts: event.facts };
    case 'SourceRecordAdded':
      return { ...source, recorded: [...new Set([...source.recorded, event.particular])].toSorted() };
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

/** Who holds each role on a London day. */
export const holdersOn = ({ roles }: Facts, day: Day): Readonly<Partial<Record<Role, string>>> =>
  Object.fromEntries(roles.filter(({ from, until }) => from <= day && (until === undefined || day < until)).map(({ role, person }) => [role, person]));
