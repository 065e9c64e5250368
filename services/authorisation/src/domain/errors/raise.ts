import { type Decision, type Instant, type Refusal, refuse } from '@cpmp/kernel';
import { legalDay, startOfDay } from '@cpmp/law';
import type { Officer } from '../component.js';
import { forceUnknown, lettersOf } from '../decisions/apply.js';
import { notYet } from '../decisions/entry.js';
import type { Answer } from '../legal.js';
import { listWords, londonYear, nameWords } from '../words.js';
import type { Suspicion } from './detect.js';
import { type ErrorState, settingOf } from './error.js';
import type { ErrorEvent, ErrorRef, Found } from './events.js';

type Kind = { readonly kind: string; readonly words: string; readonly clause: string; readonly confirmed: boolean };
type ReportItem = { readonly item: string; readonly clause: string; readonly confirmed: boolean };

/** What this service asks the law of errors: what may be one and what its report says on a day, and what follows when one is established. Pure. */
export type ErrorLaw = {
  readonly on: (at: Instant) => { readonly kinds: readonly Kind[]; readonly report: readonly ReportItem[] };
  readonly establish: (at: Instant) => { readonly ask: object; readonly answer: Answer & { readonly set?: string } };
};

/** By the end of which London day after it was raised the senior responsible officer judges it, in days: force policy, no law sets it. */
export const TRIAGED_DAYS = 7;

const SERIAL_DIGITS = 4;

/** How many errors there have been under a force's letters, by year of two digits. */
export type ErrorsByYear = Readonly<Record<string, number>>;

/** Where an error belongs. */
export type Belongs = Omit<ErrorRef, 'reference'>;

type Raise = { readonly about: Belongs; readonly kind: Kind; readonly found: Found; readonly discoveredAt: Instant; readonly from?: Instant | undefined; readonly until?: Instant | undefined; readonly text?: string | undefined };

/** The deadline of the triage: told at once to the two roles that judge it. */
export const triageBy = (state: ErrorState, now: Instant) => settingOf(state, [{ what: 'error-triage', due: startOfDay(legalDay(now), TRIAGED_DAYS + 1), statutory: false, persons: [] }]);

const raised = (state: ErrorState, { about, kind: { kind, clause, confirmed }, found, discoveredAt, from, until, text }: Raise, now: Instant, errors: ErrorsByYear): readonly ErrorEvent[] => {
  const year = londonYear(now).slice(-2);
  const reference = `${lettersOf(about.force)}-${year}-E${String((errors[year] ?? 0) + 1).padStart(SERIAL_DIGITS, '0')}`;
  return [{
    type: 'ErrorRaised', about: { reference, ...about }, kind, clause, confirmed, found, discoveredAt, ...(from ? { from } : {}), ...(until ? { until } : {}), ...(text ? { text } : {}),
    deadlines: { set: triageBy(state, now) },
  }];
};

/** Opens what the record shows, once: `[]` where it is open already, or where the law of that day looks for no such thing. */
export const raiseFromRecord = (state: ErrorState, { about, sign, suspicion }: { readonly about: Belongs; readonly sign: string; readonly suspicion: Suspicion }, now: Instant, { law, errors }: { readonly law: ErrorLaw; readonly errors: ErrorsByYear }): Decision<ErrorEvent> => {
  const { kind, trace, permit, deadline, from, until } = suspicion;
  const known = law.on(now).kinds.find((one) => one.kind === kind);
  if (state.raised || !known) return [];
  const found: Found = { how: 'record', sign, trace, ...(permit ? { permit } : {}), ...(deadline ? { deadline } : {}) };
  return raised(state, { about, kind: known, found, discoveredAt: now, from, until }, now, errors);
};

/** What a person suspects. What is about a case belongs to the case's force, which may not be theirs. */
export type RaiseError = { readonly by: Officer; readonly about: Omit<Belongs, 'force'> & Partial<Pick<Belongs, 'force'>>; readonly kind: string; readonly discoveredAt?: Instant; readonly from?: Instant; readonly until?: Instant; readonly text: string };

const unknownKind = (kinds: readonly Kind[]): Refusal =>
  refuse('unknown-kind', 'The law of today names no such kind of error.', {
    ...(kinds[0] ? { clause: kinds[0].clause, confirmed: kinds[0].confirmed } : {}), instead: `Name one of: ${listWords(kinds.map(({ kind }) => nameWords(kind)))}.`,
  });

/** Raises what a person suspects. */
export const raiseError = (state: ErrorState, { by, about, kind, discoveredAt, from, until, text }: RaiseError, now: Instant, { law, errors }: { readonly law: ErrorLaw; readonly errors: ErrorsByYear }): Decision<ErrorEvent> => {
  const force = about.force ?? by.force;
  if (!force) return forceUnknown();
  const { kinds } = law.on(now);
  const known = kinds.find((one) => one.kind === kind);
  if (!known) return unknownKind(kinds);
  const early = notYet(now, discoveredAt, from, until);
  if (early) return early;
  if (from !== undefined && until !== undefined && until < from) return refuse('window-order', 'It ends before it begins.', { instead: 'Give when it began and when it ended.' });
  return raised(state, { about: { ...about, force }, kind: known, found: { how: 'person', by }, discoveredAt: discoveredAt ?? now, from, until, text }, now, errors);
};
