import { dayNumber, lastDayBefore, legalDay, plusDays, plusMonthsOrLast, requirements } from '@cpmp/law';
import { isAbout } from '../inspection/central-record.js';
import { factsOf, juvenileOf } from '../inspection/measures.js';
import { actsOf, type Part, periodsOf, within } from '../inspection/parts.js';
import { type Asked, type Question, type Record, type Row, rowOf } from './question.js';

const ofSources = ({ parts }: Record, asked: Asked) => parts.filter((part) => ['chis', 'criminal-conduct', 'undercover'].includes(part.asked.power) && isAbout(part, asked) && periodsOf(part).length > 0);

const confidential = ({ parts }: Record, asked: Asked) =>
  parts.filter((part) => isAbout(part, asked) && ((part.asked.confidential ?? 'none') !== 'none' || part.asked.seeksPrivilege === true)).flatMap((part) => {
    const [grant] = actsOf(part, 'AuthorityGranted');
    const at = grant?.event.decidedAt ?? part.appliedAt;
    if (!within(at, asked)) return [];
    const reviews = actsOf(part, 'AuthorityReviewed');
    const says = {
      kind: part.asked.confidential ?? 'none', 'privilege-sought': part.asked.seeksPrivilege === true, applied: part.appliedAt, officer: grant?.event.by.person ?? null, rank: grant?.event.by.rank ?? null, granted: grant?.event.decidedAt ?? null,
      reviews: reviews.map(({ event }) => ({ at: event.reviewedAt, comment: event.confidentialComment ?? 'no comment' })),
    };
    return [rowOf(part, says, [part.applied, ...[...(grant ? [grant] : []), ...reviews].map(({ meta }) => meta.id)])];
  });

/** The stretches between a grant, its reviews and the end that are longer than the code of the day of the grant has them. */
const reviewGaps = (part: Part, { book, at }: Record) => {
  const [grant] = actsOf(part, 'AuthorityGranted');
  const facts = grant && factsOf(grant.event.basis);
  if (!grant || !facts) return [];
  const every = requirements(book, facts, { at: grant.event.decidedAt, force: part.about.force }).asks?.reviewWithin;
  if (!every || !('months' in every)) return [];
  const end = [at, periodsOf(part).at(-1)?.until ?? at].toSorted()[0] as string;
  const marks = [grant.event.decidedAt, ...actsOf(part, 'AuthorityReviewed').map(({ event }) => event.reviewedAt), end];
  return marks.slice(1).flatMap((to, index) => {
    const from = marks[index] as string;
    return legalDay(to) > plusMonthsOrLast(legalDay(from), every.months) ? [{ from, to, clause: every.clause }] : [];
  });
};

const young = (record: Record, asked: Asked) =>
  ofSources(record, asked).flatMap((part) => {
    const grants = actsOf(part, 'AuthorityGranted').filter(({ event }) => within(event.decidedAt, asked));
    return grants.flatMap((one) => {
      const { basis, decidedAt } = one.event;
      const source = factsOf(basis)?.source;
      const age = juvenileOf(basis, decidedAt);
      if (age === undefined && source?.vulnerable !== true) return [];
      const reviews = actsOf(part, 'AuthorityReviewed');
      const says = { source: part.asked.source ?? null, kind: [...(age ? [age] : []), ...(source?.vulnerable === true ? ['vulnerable'] : [])], granted: decidedAt, safeguards: source?.safeguards ?? [], reviews: reviews.map(({ event }) => event.reviewedAt), gaps: reviewGaps(part, record) };
      return [rowOf(part, says, [one, ...reviews])];
    });
  });

const ROLES = ['handler', 'controller', 'record-maintainer'] as const;

/** The London days of a part's periods, as far as the record goes. */
const daysOf = (part: Part, at: string, asked: Asked): readonly string[] => {
  const days = periodsOf(part).flatMap(({ from, until }) => {
    const end = until === null || until > at ? at : until;
    if (end <= from) return [];
    const first = legalDay(from);
    return Array.from({ length: dayNumber(lastDayBefore(end)) - dayNumber(first) + 1 }, (_, index) => plusDays(first, index));
  });
  return [...new Set(days)].filter((day) => day >= (asked.from ? legalDay(asked.from) : '') && (asked.to === undefined || day < legalDay(asked.to)));
};

const runs = (days: readonly string[]): readonly { readonly from: string; readonly to: string; readonly days: number }[] => {
  const found: { from: string; to: string; days: number }[] = [];
  for (const day of days) {
    const last = found.at(-1);
    if (last && plusDays(last.to, 1) === day) Object.assign(last, { to: day, days: last.days + 1 });
    else found.push({ from: day, to: day, days: 1 });
  }
  return found;
};

const unheld = async (record: Record, asked: Asked) => {
  const parts = ofSources(record, asked);
  const ids = await record.unseal(parts.map(({ asked: { source, operative } }) => ({ source, operative })));
  const rows = await Promise.all(parts.map(async (part, index): Promise<readonly Row[]> => {
    const { source, operative } = ids[index] ?? {};
    const id = source ?? operative;
    if (id === undefined) return [];
    const known = await record.person(source === undefined ? 'operative' : 'source', id);
    const days = daysOf(part, record.at, asked);
    return ROLES.flatMap((role) => {
      const held = known?.roles.filter((one) => one.role === role) ?? [];
      const without = runs(days.filter((day) => !held.some(({ from, until }) => from <= day && (until === undefined || day < until))));
      return without.length === 0 ? [] : [rowOf(part, { person: part.asked.source ?? part.asked.operative ?? null, role, days: without, heard: known !== undefined }, actsOf(part, 'AuthorityGranted'))];
    });
  }));
  return rows.flat();
};

/** Questions about sources, and about what is confidential. */
export const SOURCES: readonly Question[] = [
  { number: 13, asks: 'Confidential or privileged material: likelihood, the officer’s level, and the comment at each review.', columns: ['reference', 'power', 'kind', 'privilege-sought', 'applied', 'granted', 'officer', 'rank', 'reviews'], findings: ['P12'], rows: confidential },
  {
    number: 14, asks: 'Juvenile and vulnerable sources: safeguards, monthly reviews, and the days between them.', columns: ['source', 'reference', 'power', 'kind', 'granted', 'safeguards', 'reviews', 'gaps'], findings: ['P20'], rows: young,
    elsewhere: [{
      service: 'asset-registry', what: 'each meeting, how old the source was, and who was there as an appropriate adult', path: '/api/asset-registry/v1/sources/meetings',
      columns: ['pseudonym', 'heldAt', 'by', 'age', 'adult', 'reason'], timed: true,
    }],
    limits: 'Age and vulnerability as the law was told them at each grant; safeguards by name, as they were recorded then.',
  },
  {
    number: 15, asks: 'Days on which a source or an operative had no handler, controller or record maintainer.', columns: ['person', 'reference', 'power', 'role', 'days', 'heard'], findings: ['P20'], rows: unheld,
    elsewhere: [{ service: 'asset-registry', what: 'the days on which a role was held by nobody, used or not', path: '/api/asset-registry/v1/sources/unheld', columns: ['pseudonym', 'role', 'from', 'to'], timed: true }],
    limits: 'By what the registers last said of each person, not as it was known at the position; “heard” says whether they said anything.',
  },
];
