import type { Recorded } from '@cpmp/ledger';
import { dayNumber, lastDayBefore, legalDay } from '@cpmp/law';
import type { AuthorityEvent, Stood } from '../domain/index.js';
import { isAbout, ownDecisions } from '../inspection/central-record.js';
import { actsOf, type Part, pathOf, periodsOf, within } from '../inspection/parts.js';
import { enteredBy, knowledgeOf, record as recordLines } from '../reading/as-of.js';
import { withoutDrafts } from '../reading/timeline.js';
import { type Asked, type Question, type Record, type Row, rowOf } from './question.js';

/** The London days that any of some periods touches, each once; a period that has no end yet counts up to `at`. */
const daysTouched = (periods: readonly { readonly from: string; readonly until: string | null }[], at: string): number => {
  const days = new Set<number>();
  for (const { from, until } of periods) for (let day = dayNumber(legalDay(from)); day <= dayNumber(lastDayBefore(until ?? at)); day += 1) days.add(day);
  return days.size;
};

const undercover = async ({ parts, unseal, at }: Record, asked: Asked) => {
  const mine = parts.filter((part) => part.asked.power === 'undercover' && isAbout(part, asked) && actsOf(part, 'AuthorityGranted').some(({ event }) => within(event.decidedAt, { to: asked.to })));
  const operatives = await unseal(mine.map((part) => part.asked.operative ?? ''));
  const groups = Map.groupBy(mine.map((part, index) => ({ part, operative: operatives[index] })), ({ part, operative }) => `${operative}/${part.about.operationId}`);
  return [...groups.values()].map((group): Row => {
    const own = group.map(({ part }) => part);
    const [first] = own as [Part];
    const grants = own.flatMap((part) => actsOf(part, 'AuthorityGranted'));
    const flags = own.flatMap((part) => actsOf(part, 'RegrantFlagged'));
    const says = {
      operative: first.asked.operative ?? null, operation: first.operation, references: own.map(({ about }) => about.reference), days: daysTouched(own.flatMap(periodsOf), at), grants: grants.length,
      renewals: own.flatMap((part) => actsOf(part, 'AuthorityRenewed')).length, flags: flags.map(({ event }) => ({ usedDays: event.usedDays, leftDays: event.leftDays, gapDays: event.gapDays })),
    };
    return { says, path: pathOf(first), events: [...grants, ...flags].map(({ meta }) => meta.id) };
  });
};

const decidedNear = (part: Part, asked: Asked): readonly Row[] => {
  const own = new Set(ownDecisions(part).map(({ meta }) => meta.id));
  const decisions = [...actsOf(part, 'AuthorityGranted'), ...actsOf(part, 'AuthorityRenewed'), ...actsOf(part, 'AuthorityCancelled')].filter(({ event }) => within(event.decidedAt, asked));
  return decisions.flatMap((one: Recorded<Extract<AuthorityEvent, { readonly decidedAt: string; readonly by: object; readonly basis: object }>>) => {
    const { by, decidedAt, type } = one.event;
    const { insteadOf = [], conflicts = [], conflictReason, actingRank, standingInFor } = one.event as Stood;
    const why = [...(own.has(one.meta.id) ? ['own-operation'] : []), ...conflicts, ...insteadOf.map(({ person }) => `instead of ${person}`), ...(actingRank ? [`acting ${actingRank.rank}`] : []), ...(standingInFor ? [`deputy of ${standingInFor.person}`] : [])];
    return why.length === 0 ? [] : [rowOf(part, { officer: by.person, rank: by.rank ?? null, act: type, at: decidedAt, why, reasons: [...(conflictReason === undefined ? [] : [conflictReason]), ...insteadOf.map(({ because }) => because)] }, [one])];
  });
};

const near = ({ parts }: Record, asked: Asked) => parts.filter((part) => isAbout(part, asked)).flatMap((part) => decidedNear(part, asked));

const KNEW = { all: 'could read all that follows', state: 'could see how the case stood, and none of its text', nothing: 'could not know that the case existed' } as const;

/** The record of a case as it stood, as one officer could see it: what they could know first, then each act that had been entered. */
const knew = async ({ parts, history, position, at }: Record, asked: Asked): Promise<readonly Row[]> => {
  const part = parts.find(({ about }) => about.reference === asked.reference);
  if (!part || asked.officer === undefined) return [];
  const then = asked.at ?? at;
  const known = withoutDrafts((await history(part.authorisation)).filter(({ meta }) => meta.position <= position));
  const { knew: what, rolesAt } = knowledgeOf(asked.officer, known, then);
  const path = `/api/authorisation/v1/authorisations/${part.authorisation}/events?at=${then}&officer=${asked.officer}`;
  const head: Row = { says: { at: then, what: `${asked.officer} ${KNEW[what]}.`, who: asked.officer, 'roles-as-at': rolesAt ?? 'never acted in it', text: null }, path, events: [] };
  const lines = what === 'all' ? recordLines(enteredBy(known, then), []) : [];
  return [head, ...lines.map(({ id, at: entered, summary, actor, text }): Row => ({ says: { at: entered, what: summary, who: actor?.person ?? 'the platform', 'roles-as-at': null, text: text ?? null }, path, events: [id] }))];
};

/** Questions about who did what, for how long, and what they knew. */
export const PEOPLE: readonly Question[] = [
  {
    number: 8, asks: 'Undercover: the days that each operative was authorised for in each operation, and grants near the threshold.', columns: ['operative', 'operation', 'references', 'days', 'grants', 'renewals', 'flags'], findings: ['P13'], rows: undercover,
    limits: 'London days that any period touches, each once, up to its end. The flags are those raised to the senior responsible officer at each grant, with the days of twelve months that the law then counted.',
  },
  {
    number: 16, asks: 'Officers who decided their own operations, were near to the matter, or decided for an absent colleague.', columns: ['reference', 'power', 'officer', 'rank', 'act', 'at', 'why', 'reasons'], findings: ['P15'], rows: near,
    limits: 'Nobody records the accreditation of officers: who decided outside theirs is not known here.',
  },
  { number: 19, asks: 'What an officer knew about a case at an instant.', columns: ['at', 'what', 'who', 'roles-as-at', 'text'], findings: ['P22'], needs: ['reference', 'officer'], takes: ['at'], rows: knew },
];
