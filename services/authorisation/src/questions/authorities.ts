import type { Instant } from '@cpmp/kernel';
import type { AuthorityEvent } from '../domain/index.js';
import { decisionsIn, isAbout } from '../inspection/central-record.js';
import { actsOf, decidedAt, lifeOf, type Part, permitsOf, within } from '../inspection/parts.js';
import { lateBy, owedOf, secondsBetween } from '../inspection/owed.js';
import { type Asked, type Question, type Record, rowOf } from './question.js';

const ENDED: Readonly<globalThis.Record<string, string>> = { expired: 'expired uncancelled', 'in-force': 'in force', 'awaiting-approval': 'awaits approval' };

const ACTS: Readonly<Partial<globalThis.Record<AuthorityEvent['type'], string>>> = {
  AuthorityGranted: 'granted', AuthorityRefused: 'refused', AuthorityRenewed: 'renewed', AuthorityApproved: 'approved', AuthorityDeclined: 'declined', AuthorityQuashed: 'quashed', AuthorityCancelled: 'cancelled', AuthorityExpired: 'expired', LinkedAuthorityEnded: 'ended with another',
};

const decided = ({ parts }: Record, asked: Asked) =>
  parts.filter((part) => isAbout(part, asked)).flatMap((part) => {
    const decisions = decisionsIn(part, asked);
    if (decisions.length === 0) return [];
    const [grant] = actsOf(part, 'AuthorityGranted');
    const by = grant?.event.by ?? actsOf(part, 'AuthorityRefused')[0]?.event.by;
    const { state, from, until } = lifeOf(part);
    const says = {
      acts: decisions.map((one) => ({ act: ACTS[one.event.type], at: decidedAt(one) })), officer: by?.person ?? null, rank: by?.rank ?? null, form: grant?.event.form ?? null,
      urgent: grant ? grant.event.urgent !== undefined || grant.event.urgentOnly : null, from, until, ended: ENDED[state] ?? state,
    };
    return [{ ...rowOf(part, says, decisions), stratum: `${part.about.unit ?? part.about.force} / ${by?.person ?? 'nobody'}` }];
  });

const COLUMNS = ['reference', 'power', 'acts', 'officer', 'rank', 'form', 'urgent', 'from', 'until', 'ended'];

/** The last activity under a part by an instant; undefined where there was none. What is out is active now. */
const lastActivity = (part: Part, at: Instant): Instant | undefined => {
  const paper = actsOf(part, 'DeploymentReported').map(({ event }) => event.until);
  const used = permitsOf(part).rows.flatMap(({ answer, closed }) => (answer?.startedAt === undefined ? [] : [closed ? (answer.closedAt ?? answer.startedAt) : at]));
  return [...paper, ...used].toSorted().at(-1);
};

/** After how many days without activity an authority is asked about, unless the inspector says otherwise. */
const UNUSED_DAYS = 28;
const SECONDS_A_DAY = 86_400;
const daysBetween = (from: Instant, to: Instant): number => Math.floor(secondsBetween(from, to) / SECONDS_A_DAY);

const unused = ({ parts, at }: Record, asked: Asked) =>
  parts.filter((part) => isAbout(part, asked)).flatMap((part) => {
    const { from, until } = lifeOf(part);
    if (from === null || until === null || from > at || !within(from, { to: asked.to }) || until <= (asked.from ?? '')) return [];
    const end = until < at ? until : at;
    const last = lastActivity(part, end);
    const idle = daysBetween(last ?? from, end);
    if (last !== undefined && idle < (asked.days ?? UNUSED_DAYS)) return [];
    const review = actsOf(part, 'AuthorityReviewed').at(-1);
    const says = { 'days-in-force': daysBetween(from, end), 'last-activity': last ?? 'never used', 'days-unused': idle, 'review-outcome': review?.event.decision ?? 'not reviewed' };
    return [rowOf(part, says, [...actsOf(part, 'AuthorityGranted'), ...(review ? [review] : [])])];
  });

type Written = ReturnType<typeof actsOf<'OralActRecorded'>>[number];

/** The written record of each oral act, by the act's event: the one that discharged its deadline; where the law sets none, the records that discharged nothing, in the order of the acts. */
const recordsOf = (part: Part): ReadonlyMap<string, Written> => {
  const records = actsOf(part, 'OralActRecorded');
  const owed = owedOf(part, 'written-record');
  const loose = records.filter(({ event }) => (event.deadlines.discharged ?? []).length === 0);
  const oral = [...actsOf(part, 'AuthorityGranted'), ...actsOf(part, 'AuthorityRenewed')].filter(({ event }) => event.form === 'oral');
  return new Map(oral.flatMap((act) => {
    const deadline = owed.find(({ by }) => by === act.meta.id);
    const next = loose.findIndex(({ event }) => event.recordedAt >= act.event.decidedAt);
    const record = deadline ? records.find(({ meta }) => meta.id === deadline.done?.by) : next < 0 ? undefined : loose.splice(next, 1)[0];
    return record ? [[act.meta.id, record] as const] : [];
  }));
};

const spoken = ({ parts, at }: Record, asked: Asked) =>
  parts.filter((part) => isAbout(part, asked)).flatMap((part) => {
    const records = recordsOf(part);
    return [...actsOf(part, 'AuthorityGranted'), ...actsOf(part, 'AuthorityRenewed')].filter(({ event }) => (event.form === 'oral' || event.urgent !== undefined) && within(event.decidedAt, asked)).map((one) => {
      const { event, meta } = one;
      const noteBy = (who: 'applicant' | 'officer') => event.notes?.find(({ by }) => by === who)?.madeAt ?? 'none';
      const written = records.get(meta.id);
      const owed = owedOf(part, 'written-record').find(({ by }) => by === meta.id);
      const says = {
        act: event.type === 'AuthorityGranted' ? 'grant' : 'renewal', decided: event.decidedAt, form: event.form, ground: event.urgent ?? 'none', 'applicant-note': noteBy('applicant'), 'officer-note': noteBy('officer'), entered: meta.at,
        written: event.form === 'written' ? event.decidedAt : (written?.event.recordedAt ?? 'not yet'), due: owed?.due ?? null, 'delay-seconds': event.form === 'written' ? 0 : written ? secondsBetween(event.decidedAt, written.event.recordedAt) : null,
        late: owed ? lateBy(owed, at) !== undefined : false,
      };
      return rowOf(part, says, [one, ...(written ? [written] : [])]);
    });
  });

/** Questions about authorities as such. */
export const AUTHORITIES: readonly Question[] = [
  { number: 1, asks: 'Every authority that was granted, renewed, refused or cancelled, or that expired uncancelled, between two dates.', columns: COLUMNS, findings: ['P25'], rows: decided },
  {
    number: 2, asks: 'A sample of those, spread over units and officers, from a seed.', columns: COLUMNS, findings: ['P17', 'P25'], rows: decided,
    limits: 'Without a seed the position of the log is the seed; without a size ten are drawn.',
  },
  {
    number: 5, asks: 'Authorities that were never used, or not for a number of days while they were in force.', columns: ['reference', 'power', 'days-in-force', 'last-activity', 'days-unused', 'review-outcome'], findings: ['P3'], takes: ['days'], rows: unused,
    limits: `Unused means ${UNUSED_DAYS} days without a deployment, unless another number is asked for. Activity that nobody deploys for (a source that talks) is not seen here.`,
  },
  {
    number: 6, asks: 'Oral and urgent decisions: both notes, the ground of urgency, the written record and its delay.', findings: ['P10'], rows: spoken,
    columns: ['reference', 'power', 'act', 'decided', 'form', 'ground', 'applicant-note', 'officer-note', 'entered', 'written', 'due', 'delay-seconds', 'late'],
  },
];
