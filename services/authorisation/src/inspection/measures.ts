import type { ComponentFacts } from '@cpmp/law';
import { legalDay } from '@cpmp/law';
import type { Recorded } from '@cpmp/ledger';
import type { AuthorityEvent, Basis, ComponentDraft } from '../domain/index.js';

type On<T extends AuthorityEvent['type']> = Extract<AuthorityEvent, { type: T }>;

/** One number of the annual return: acts of one type, or those of them that it counts. It looks at one event and at what was asked, so that it can be counted in the record and in the log alike. */
export type Measure = { readonly name: string; readonly type: AuthorityEvent['type']; readonly powers?: readonly string[]; readonly counts?: (event: AuthorityEvent, asked: ComponentDraft) => boolean };

const of = <T extends AuthorityEvent['type']>(name: string, type: T, counts?: (event: On<T>, asked: ComponentDraft) => boolean, powers?: readonly string[]): Measure => ({
  name, type, ...(powers ? { powers } : {}), ...(counts ? { counts: (event, asked) => counts(event as On<T>, asked) } : {}),
});

/** What the law was told of a part when it was decided on: facts without covert text. */
export const factsOf = ({ facts }: Basis): ComponentFacts | undefined => (facts as { readonly component?: ComponentFacts }).component;

/** The special rule that a decision stands on: `s97`, `long-term`, `juvenile` … */
export const ruleOf = ({ rule }: Basis): string => rule.split('/').at(-1) ?? '';

/** A source's age as the law saw it on the day of a decision; undefined where they were of age, or nobody said when they turn it. */
export const juvenileOf = (basis: Basis, at: string): 'under-16' | '16-to-17' | undefined => {
  const turns = factsOf(basis)?.source?.turns;
  const day = legalDay(at);
  if (turns?.['16'] !== undefined && day < turns['16']) return 'under-16';
  return turns?.['18'] !== undefined && day < turns['18'] ? '16-to-17' : undefined;
};

const isUrgent = ({ urgent, urgentOnly, form }: On<'AuthorityGranted'>): boolean => urgent !== undefined || urgentOnly || form === 'oral';
const own = ({ by, about }: On<'AuthorityGranted' | 'AuthorityRenewed'>): boolean => by.person === about.applicant;
const likely = (kind: string) => (_event: unknown, { confidential = 'none' }: ComponentDraft): boolean => confidential === kind;

const APPROVED = ['intrusive-surveillance', 'property-interference', 'undercover'];
const SOURCES = ['chis', 'criminal-conduct'];

/** What the annual return counts, in the order in which it says it. The kinds of confidential material are those that an application may name. */
export const MEASURES: readonly Measure[] = [
  of('applications', 'AuthorityApplied'),
  of('granted', 'AuthorityGranted'),
  of('refused', 'AuthorityRefused'),
  of('granted-in-urgency', 'AuthorityGranted', isUrgent),
  of('granted-orally', 'AuthorityGranted', ({ form }) => form === 'oral'),
  of('renewed', 'AuthorityRenewed'),
  of('cancelled', 'AuthorityCancelled'),
  of('expired', 'AuthorityExpired'),
  of('self-authorised', 'AuthorityGranted', own),
  of('granted-without-check', 'AuthorityGranted', ({ checked }) => !checked),
  ...['privilege', 'personal', 'journalistic', 'parliamentary'].map((kind) => of(`granted-confidential-${kind}-likely`, 'AuthorityGranted', likely(kind))),
  of('privilege-sought', 'AuthorityGranted', (_event, { seeksPrivilege }) => seeksPrivilege === true),
  of('errors-suspected', 'ErrorSuspected'),
  of('notices-sent', 'CommissionerNotified'),
  of('approved', 'AuthorityApproved', undefined, APPROVED),
  of('not-approved', 'AuthorityDeclined', undefined, APPROVED),
  of('quashed', 'AuthorityQuashed', undefined, APPROVED),
  of('commented', 'CommissionerCommented'),
  of('section-97', 'AuthorityGranted', ({ basis }) => ruleOf(basis) === 's97', ['property-interference']),
  of('notify-only', 'AuthorityGranted', ({ basis }) => ruleOf(basis) !== 's97', ['property-interference']),
  of('juvenile-16-to-17', 'AuthorityGranted', ({ basis, decidedAt }) => juvenileOf(basis, decidedAt) === '16-to-17', SOURCES),
  of('juvenile-under-16', 'AuthorityGranted', ({ basis, decidedAt }) => juvenileOf(basis, decidedAt) === 'under-16', SOURCES),
  of('vulnerable', 'AuthorityGranted', ({ basis }) => factsOf(basis)?.source?.vulnerable === true, SOURCES),
  of('long-term-granted', 'AuthorityGranted', ({ basis }) => ruleOf(basis) === 'long-term', ['undercover']),
];

/** What a return asks for that this record does not hold, and who does. */
export const NOT_HELD: readonly { readonly what: string; readonly where: string }[] = [
  { what: 'offence categories', where: 'Nobody records them: the ground stands in their place.' },
  { what: 'directed surveillance online alone', where: 'No tactic says so.' },
  { what: 'operatives by grade (online, foundation, advanced)', where: 'resource-allocation, resources by kind' },
  { what: 'sources used overseas', where: 'Nobody records it.' },
];

/** The measures of one power. */
export const measuresOf = (power: string): readonly Measure[] => MEASURES.filter(({ powers }) => powers === undefined || powers.includes(power));

/** True where an event is one of what a measure counts; applications are counted by their parts. */
export const isCounted = ({ type, counts }: Measure, { event }: Recorded<AuthorityEvent>, asked: ComponentDraft): boolean => event.type === type && (counts?.(event, asked) ?? true);
