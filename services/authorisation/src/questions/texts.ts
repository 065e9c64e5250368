import { ERASED } from '@cpmp/kernel';
import { runsOf } from '../domain/index.js';
import { isAbout } from '../inspection/central-record.js';
import { actsOf, nameOf, type Part, within } from '../inspection/parts.js';
import { lateBy, type Owed, owedOf, secondsBetween } from '../inspection/owed.js';
import { type Asked, type Question, type Record, type Row, rowOf } from './question.js';

/** From which share of a text on, in percent, it is shown as repeating another: advice, never a finding. */
const REPEATS_PERCENT = 60;
const WHOLE_PERCENT = 100;

const reviewFaults = (part: Part, at: string, asked: Asked): readonly Row[] => {
  const reviews = new Map(actsOf(part, 'AuthorityReviewed').map((one) => [one.meta.id, one]));
  const seen = new Set<string>();
  const rowFor = (owed: Owed | undefined, id: string | undefined): readonly Row[] => {
    const review = id === undefined ? undefined : reviews.get(id);
    if (id !== undefined) seen.add(id);
    const seconds = owed && lateBy(owed, at);
    const { similarity, changed = '' } = review?.event ?? {};
    const repeats = (similarity?.percent ?? 0) >= REPEATS_PERCENT;
    const faults = [...(seconds === undefined ? [] : [review ? 'late' : 'not done']), ...(review && changed === '' ? ['no change stated'] : []), ...(repeats ? ['repeats an earlier text'] : [])];
    if (faults.length === 0) return [];
    const says = { due: owed?.due ?? null, done: review?.event.reviewedAt ?? 'not done', 'late-seconds': seconds ?? null, faults, 'similarity-percent': similarity?.percent ?? null, 'similar-to': similarity?.to ?? null };
    return [rowOf(part, says, [...(owed ? [owed.by] : []), ...(review ? [review] : [])])];
  };
  const owed = owedOf(part, 'review').filter(({ due }) => within(due, asked)).flatMap((one) => rowFor(one, one.done?.by !== undefined && reviews.has(one.done.by) ? one.done.by : undefined));
  const others = [...reviews.values()].filter(({ meta, event }) => !seen.has(meta.id) && within(event.reviewedAt, asked)).flatMap(({ meta }) => rowFor(undefined, meta.id));
  return [...owed, ...others];
};

const reviews = ({ parts, at }: Record, asked: Asked) => parts.filter((part) => isAbout(part, asked)).flatMap((part) => reviewFaults(part, at, asked));

/** For each reason the earlier one of another applicant that has most of its runs of words. Runs are found by themselves, so that a record of thousands is looked through once. */
const repeated = async ({ parts, unseal }: Record, asked: Asked) => {
  const known = new Map<string, number[]>();
  const written: { readonly part: Part; readonly tactic: string }[] = [];
  const rows: Row[] = [];
  const open = await unseal(parts.map(({ asked: { tactics } }) => tactics));
  for (const [index, part] of parts.entries()) {
    for (const { tactic, because } of open[index] ?? []) {
      const runs = because === ERASED ? [] : [...new Set(runsOf(because))];
      const shared = new Map<number, number>();
      for (const run of runs) for (const other of known.get(run) ?? []) if (written[other]?.part.about.applicant !== part.about.applicant) shared.set(other, (shared.get(other) ?? 0) + 1);
      const [nearest, count = 0] = [...shared].toSorted(([a, one], [b, other]) => other - one || a - b)[0] ?? [];
      const share = runs.length === 0 ? 0 : Math.round((WHOLE_PERCENT * count) / runs.length);
      const like = nearest === undefined ? undefined : written[nearest];
      if (like && share >= REPEATS_PERCENT && isAbout(part, asked) && within(part.appliedAt, asked)) rows.push(rowOf(part, { tactic, applicant: part.about.applicant, nearest: `${nameOf(like.part)}, ${like.tactic}`, 'nearest-applicant': like.part.about.applicant, 'share-percent': share }, [part.applied, like.part.applied]));
      for (const run of runs) known.set(run, [...(known.get(run) ?? []), written.length]);
      written.push({ part, tactic });
    }
  }
  return rows;
};

const cancellations = ({ parts, at }: Record, asked: Asked) =>
  parts.filter((part) => isAbout(part, asked)).flatMap((part) =>
    actsOf(part, 'AuthorityCancelled').filter(({ event }) => within(event.decidedAt, asked)).flatMap((one) => {
      const { event, meta } = one;
      const told = event.basis.facts as { readonly 'product-direction'?: string | null; readonly 'ceased-at'?: string | null };
      const spoken = event.decidedAt < meta.at;
      const owed = owedOf(part, 'written-record').find(({ by }) => by === meta.id);
      const written = !spoken ? event.decidedAt : owed?.done?.how === 'done' ? owed.done.at : undefined;
      const late = owed && lateBy(owed, at);
      const faults = [...(told['product-direction'] ? [] : ['no product direction']), ...(told['ceased-at'] ? [] : ['no cease time']), ...(late === undefined ? [] : ['late in writing'])];
      if (faults.length === 0) return [];
      const says = { faults, spoken: event.decidedAt, entered: meta.at, written: written ?? 'not yet', 'delay-seconds': written === undefined ? null : secondsBetween(event.decidedAt, written), ceased: told['ceased-at'] ?? null, direction: event.productDirection === '' ? null : event.productDirection };
      return [rowOf(part, says, [one, ...(owed?.done ? [owed.done.by] : [])])];
    }),
  );

/** Questions about what was written, and when. */
export const TEXTS: readonly Question[] = [
  {
    number: 9, asks: 'Reviews that were late, that state no change, or that repeat an earlier text.', columns: ['reference', 'power', 'due', 'done', 'late-seconds', 'faults', 'similarity-percent', 'similar-to'], findings: ['P5', 'P6'], rows: reviews,
    limits: `Repeats: ${REPEATS_PERCENT} percent or more of its runs of three words stand in one earlier text. Good text reuses the words of the statute.`,
  },
  {
    number: 10, asks: 'Reasons for tactics that repeat the words of other applicants.', columns: ['reference', 'power', 'tactic', 'applicant', 'nearest', 'nearest-applicant', 'share-percent'], findings: ['P4'], rows: repeated,
    limits: `Advice, never a finding: ${REPEATS_PERCENT} percent or more of its runs of three words stand in one earlier reason. The words themselves are in the cases.`,
  },
  { number: 11, asks: 'Cancellations without a direction on product, without a time of ceasing, or late in writing.', columns: ['reference', 'power', 'faults', 'spoken', 'entered', 'written', 'delay-seconds', 'ceased', 'direction'], findings: ['P7', 'P8'], rows: cancellations },
];
