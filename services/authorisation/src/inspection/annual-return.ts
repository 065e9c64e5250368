import type { Instant } from '@cpmp/kernel';
import { startOfDay } from '@cpmp/law';
import type { Recorded } from '@cpmp/ledger';
import type { AuthorityEvent, ComponentDraft } from '../domain/index.js';
import { errorCounts } from './errors.js';
import { isCounted, type Measure, MEASURES, measuresOf, NOT_HELD } from './measures.js';
import { owedOf, lateBy } from './owed.js';
import { actsOf, decidedAt, lifeOf, type LogRead, type Part, ranAt, type Span, within } from './parts.js';

/** A calendar year of London's. */
export const yearSpan = (year: number): { readonly from: Instant; readonly to: Instant } => ({ from: startOfDay(`${year}-01-01`), to: startOfDay(`${year + 1}-01-01`) });

/** Whose return it is. */
export type Returned = { readonly year: number; readonly force?: string | undefined };

type Counts = Map<string, number>;

const add = (counts: Counts, key: string, by = 1): void => void counts.set(key, (counts.get(key) ?? 0) + by);

/** The events that any number counts, but for applications, which are counted by their parts. */
const MEASURED: ReadonlySet<string> = new Set(MEASURES.map(({ type }) => type));

/** Counts the return straight from the log, event by event: it puts no part together, so that it can be held against what does. */
export const countingLog = ({ year, force }: Returned) => {
  const span = yearSpan(year);
  const asked = new Map<string, { readonly draft: ComponentDraft; readonly force: string; readonly case: string; readonly at: Instant }>();
  // By what a part was asked for last: it may be sent again for another power after something was said of it.
  const acts: { readonly part: string; readonly recorded: Recorded<AuthorityEvent> }[] = [];
  const see = (recorded: Recorded<AuthorityEvent>): void => {
    const { event, meta: { streamId } } = recorded;
    if (event.type === 'AuthorityApplied' || event.type === 'AuthorityResubmitted') {
      const at = event.type === 'AuthorityApplied' ? event.appliedAt : event.resubmittedAt;
      for (const draft of event.components) asked.set(`${streamId}/${draft.id}`, { draft, force: event.about.force, case: streamId, at: asked.get(`${streamId}/${draft.id}`)?.at ?? at });
    } else if ('component' in event && MEASURED.has(event.type) && within(decidedAt(recorded), span)) acts.push({ part: `${streamId}/${event.component}`, recorded });
  };
  const counts = (may: (authorisation: string) => boolean): ReadonlyMap<string, number> => {
    const sums: Counts = new Map();
    for (const { draft, force: of, case: id, at } of asked.values()) if (may(id) && (force === undefined || of === force) && within(at, span)) add(sums, `${draft.power}/applications`);
    for (const { part, recorded } of acts) {
      const known = asked.get(part);
      if (!known || !may(known.case) || (force !== undefined && known.force !== force)) continue;
      for (const measure of measuresOf(known.draft.power)) if (isCounted(measure, recorded, known.draft)) add(sums, `${known.draft.power}/${measure.name}`);
    }
    return sums;
  };
  return { see, counts };
};

const inRecord = (part: Part, measure: Measure, span: Span): number =>
  measure.name === 'applications' ? Number(within(part.appliedAt, span)) : actsOf(part, measure.type).filter((one) => within(decidedAt(one), span) && isCounted(measure, one, part.asked)).length;

/** What only the record can count: it takes a part's whole life. */
const LIVES: Readonly<Record<string, (part: Part, span: { readonly from: Instant; readonly to: Instant }, at: Instant) => number>> = {
  'in-force-at-the-end': (part, { to }, at) => Number(ranAt(part, to <= at ? new Date(Date.parse(to) - 1).toISOString() : at)),
  'ended-uncancelled': (part, span) => Number(lifeOf(part).state === 'expired' && within(lifeOf(part).until ?? '', span)),
  'notices-late': (part, span, at) => owedOf(part, 'commissioner-notice').filter((owed) => within(owed.due, span) && lateBy(owed, at) !== undefined).length,
};

const summed = (parts: readonly Part[], of: (part: Part) => number): number => parts.reduce((sum, part) => sum + of(part), 0);

const byGround = (parts: readonly Part[], span: Span): Readonly<Record<string, number>> => {
  const counts: Counts = new Map();
  for (const part of parts) for (const one of actsOf(part, 'AuthorityGranted')) if (within(decidedAt(one), span)) add(counts, part.asked.ground);
  return Object.fromEntries([...counts].toSorted(([one], [other]) => one.localeCompare(other)));
};

/** A number of the return, as the central record has it, and as the log has it where that can be counted without it. */
export type Count = { readonly measure: string; readonly count: number; readonly log?: number };

/**
 * The annual return of a calendar year: what the central record counts of each power, each number held against the same number counted straight from the log.
 * An act belongs to the year in which it was decided, whenever it was entered. Errors are counted over all powers: one may be about no case.
 */
export const annualReturn = ({ parts, errors, at }: Pick<LogRead, 'parts' | 'errors' | 'at'>, { year, force }: Returned, log: ReadonlyMap<string, number>) => {
  const span = yearSpan(year);
  const mine = force === undefined ? parts : parts.filter(({ about }) => about.force === force);
  const powers = [...new Set([...mine.map(({ asked }) => asked.power), ...[...log.keys()].map((key) => key.split('/')[0] as string)])].toSorted();
  const answers = powers.map((power) => {
    const ofPower = mine.filter(({ asked }) => asked.power === power);
    const acts = measuresOf(power).map((measure): Count => ({ measure: measure.name, count: summed(ofPower, (part) => inRecord(part, measure, span)), log: log.get(`${power}/${measure.name}`) ?? 0 }));
    const lives = Object.entries(LIVES).map(([measure, of]): Count => ({ measure, count: summed(ofPower, (part) => of(part, span, at)) }));
    return { power, counts: [...acts, ...lives], grounds: byGround(ofPower, span) };
  });
  const differences = answers.flatMap(({ power, counts }) => counts.flatMap(({ measure, count, log: other }) => (other === undefined || other === count ? [] : [{ where: power, what: measure, record: count, other, against: 'log' as const }])));
  return { year, ...(force === undefined ? {} : { force }), powers: answers, errors: errorCounts(errors.filter(({ about }) => force === undefined || about.force === force), span), notHeld: NOT_HELD, differences };
};

export type AnnualReturn = ReturnType<typeof annualReturn>;
