import { type Decision, type Instant, type Refusal, refuse } from '@cpmp/kernel';
import type { AuthorityState } from '../authority.js';
import type { ComponentDraft, Officer } from '../component.js';
import type { AuthorityEvent } from '../events.js';
import { londonYear } from '../words.js';

/** An application: one case of several components. */
export type Apply = {
  readonly operation: string;
  readonly operationId: string;
  readonly applicant: Officer & { readonly unit?: string };
  readonly agreement?: string;
  /** When it was made on paper, if it is entered later. */
  readonly madeAt?: Instant;
  readonly cleared: readonly string[];
  readonly components: readonly ComponentDraft[];
};

/** How many cases there have been under a force's letters, by year of two digits: a fact, so that references run without a gap. */
export type CasesByYear = Readonly<Record<string, number>>;

const SERIAL_DIGITS = 4;

/** A force's letters in its references; forces that share them share the count. */
export const lettersOf = (force: string): string => force.replaceAll(/[^a-z]/gi, '').slice(0, 3).toUpperCase();

/** What people call the next case: `MET-26-0001`. */
const nextReference = (force: string, now: Instant, cases: CasesByYear): string => {
  const year = londonYear(now).slice(-2);
  return `${lettersOf(force)}-${year}-${String((cases[year] ?? 0) + 1).padStart(SERIAL_DIGITS, '0')}`;
};

/** A case belongs to a force. */
export const forceUnknown = (): Refusal => refuse('force-unknown', 'Your account names no force.', { instead: 'Ask an administrator to name your force.' });

/** Makes an application. Its components get the ids `c1`, `c2` …; the applicant's own words for them are covert text. */
export const apply = (state: AuthorityState, { applicant, components, operation, operationId, agreement, madeAt, cleared }: Apply, now: Instant, cases: CasesByYear): Decision<AuthorityEvent> => {
  if (state.application) return refuse('already-applied', 'This case has been applied for.', { instead: 'Apply anew for another case.' });
  if (madeAt !== undefined && madeAt > now) return refuse('instant-in-future', 'It would have been made at an instant that has not come.', { instead: 'Leave it out, or give the instant it was made on paper.' });
  const { person, rank, force, unit } = applicant;
  if (!force) return forceUnknown();
  return [
    {
      type: 'AuthorityApplied',
      about: { reference: nextReference(force, now, cases), operationId, force, ...(unit ? { unit } : {}), applicant: person },
      operation,
      ...(rank ? { applicantRank: rank } : {}),
      appliedAt: now,
      ...(madeAt ? { madeAt } : {}),
      ...(agreement ? { agreement } : {}),
      cleared,
      components: components.map((draft, index) => ({ ...draft, id: `c${index + 1}` })),
    },
  ];
};
