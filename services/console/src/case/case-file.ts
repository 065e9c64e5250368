import type { authorisation, Client } from '@cpmp/client';
import { type Deployment, deploymentsUnder, type Holder, pathTo, thingWords } from '../deploy/deployments.js';
import { daysWords } from '../source/looked-after.js';
import type { Mention, NameOf, Names } from '../web/names.js';
import type { Person } from '../web/session.js';
import { moment, until } from '../web/time.js';
import { got, under, type Visit } from '../web/visit.js';
import { capital, counted, listed, outWords, partNumber, plain, said, stateShown } from '../web/words.js';
import { approvedBefore } from './commissioner-acts.js';

export type Case = authorisation.ApplyAnswer;
export type Part = authorisation.GrantAnswer;
export type TimelineItem = authorisation.ReadTimelineAnswer['items'][number];

/** A part nobody has decided on. */
const UNDECIDED: readonly string[] = ['submitted', 'returned', 'awaiting-decision'];

/** What the API puts in the place of a text that the reader may not read. */
const WITHHELD = '⟨withheld⟩';

/** A case as its pages show it, with what is out under it and what people are called. `away`: of which holders nothing is known now. */
export type CaseFile = { readonly the: Case; readonly readable: boolean; readonly events: readonly TimelineItem[]; readonly deployments: readonly Deployment[]; readonly away: readonly Holder[]; readonly people: readonly Mention[]; readonly nameOf: NameOf };

/** What a case is read for, where that is more than reading it: the access log keeps it. */
export type Purpose = { readonly purpose?: 'print' };

/** Reads a case whole. Who may know only how it stands gets that. @throws ApiNo */
export const readCase = async ({ client }: Pick<Visit, 'client'>, names: Names, id: string, query: Purpose = {}): Promise<CaseFile> => {
  const the = got(await client.authorisation.readAuthorisation({ params: { id }, query }));
  const readable = the.operation !== WITHHELD;
  const [events, { deployments, away }] = await Promise.all([readable ? readEvents(client, id) : [], deploymentsUnder(client, id)]);
  const people = mentioned({ the, events, deployments });
  return { the, readable, events, deployments, away, people, nameOf: await names.of(client, people.map(({ person }) => person)) };
};

const readEvents = async (client: Client, id: string): Promise<readonly TimelineItem[]> => got(await client.authorisation.readTimeline({ params: { id } })).items;

/** What the live news of a case go by: the case itself, in every service that shows something of it. */
export const streamsOf = (id: string): readonly string[] => [`authority-${id}`];

/** Everybody whom a case names, each with the rank they last acted with. */
const mentioned = ({ the, events, deployments }: Pick<CaseFile, 'the' | 'events' | 'deployments'>): readonly Mention[] => {
  const actors = events.flatMap(({ actor: by }) => (by ? [mention(by)] : []));
  const ids = [the.applicant.person, the.check?.by ?? '', ...the.cleared, ...the.components.flatMap(peopleOf), ...deployments.map(({ requestedBy }) => requestedBy)];
  return [...new Map([...ids.filter((id) => id !== '').map((person) => ({ person })), mention(the.applicant), ...actors].map((one) => [one.person, one])).values()];
};

const mention = ({ person, rank }: { readonly person: string; readonly rank?: string }): Mention => ({ person, ...(rank ? { rank } : {}) });

/** Everybody who acted on a part. */
export const peopleOf = ({ granted, refused, reviews, renewals, cancelled, records }: Part): readonly string[] =>
  [granted, refused, cancelled, ...reviews, ...renewals, ...records].flatMap((act) => (act ? [act.by] : [])).concat(cancelled?.told ?? []);

/** Someone who acted, as a record keeps them. */
export const actor = ({ by, rank }: { readonly by: string; readonly rank?: string }): Mention => ({ person: by, ...(rank ? { rank } : {}) });

/** Whether a commissioner has said anything of it, or is waited for. */
const dealtWith = ({ state, approvals, declines, quashed, comments }: Part): boolean => state === 'awaiting-approval' || quashed !== undefined || approvals.length + declines.length + comments.length > 0;

type Action = { readonly text: string; readonly step: string };

/** The steps that a part is open to and one of the reader's roles may take. The API has the last word on each. */
const actionsFor = (part: Part, { roles }: Person): readonly Action[] => {
  const has = (...wanted: readonly string[]): boolean => roles.some((role) => wanted.includes(role));
  const officer = has('authorising-officer');
  const oral = [part.granted, ...part.renewals].filter((act) => act?.form === 'oral').length;
  return [
    ...(officer && UNDECIDED.includes(part.state) ? [{ text: 'Decide', step: 'decide' }] : []),
    ...(officer && part.state === 'in-force' ? [{ text: 'Review', step: 'review' }, { text: 'Renew', step: 'renew' }] : []),
    // What was decided orally before the end may be entered after it.
    ...(officer && part.state === 'expired' ? [{ text: 'Enter an oral renewal', step: 'renew' }] : []),
    ...(officer && part.granted && ['in-force', 'awaiting-approval', 'expired'].includes(part.state) ? [{ text: 'Cancel', step: 'cancel' }] : []),
    ...(has('authorising-officer', 'gatekeeper') && part.notices.some(({ sentAt }) => !sentAt) ? [{ text: 'Write the notice', step: 'notify' }] : []),
    // Of a grant or of a renewal.
    ...(has('gatekeeper', 'applicant') && [...UNDECIDED, 'in-force', 'expired'].includes(part.state) ? [{ text: 'Seal a note', step: 'note' }] : []),
    ...(has('authorising-officer', 'gatekeeper', 'applicant') && (oral > part.records.length || part.deadlines['written-record'] !== undefined) ? [{ text: 'Put it in writing', step: 'record' }] : []),
    ...(officer || has('gatekeeper', 'applicant') ? (part.granted ? [{ text: 'Report a deployment', step: 'report' }] : []) : []),
    ...(part.notices.length > 0 || dealtWith(part) || (has('judicial-commissioner') && approvedBefore(part)) ? [{ text: 'Commissioner', step: 'commissioner' }] : []),
    ...(part.power === 'open-source-research' ? [{ text: 'Research log', step: 'research' }] : []),
  ];
};

/** Whether a gatekeeper may still check the case. */
export const isCheckable = ({ components }: Case, { roles }: Person): boolean => roles.includes('gatekeeper') && components.every(({ state }) => UNDECIDED.includes(state));

/** Whether the case was returned to the reader, who may change it and send it again. */
export const isChangeable = ({ applicant, components }: Case, { id }: Person): boolean => applicant.person === id && components.some(({ state }) => state === 'returned');

/** What is out under a part, as a sentence says it. */
const outUnder = (part: Part, deployments: readonly Deployment[]) =>
  part.open.map(({ permit, thing, state, until }) => {
    const known = deployments.find(({ id }) => id === permit);
    const [holder = ''] = thing.split('-');
    // Who may know of the case may be one who reads no deployment of that register.
    return { path: known && pathTo(holder as Holder, permit), words: capital(known ? thingWords(known) : holder), states: known?.states ?? [state], until };
  });

type Gap = NonNullable<Part['arrangements']>['gaps'][number];

/** Who is missing of those who must look after a source or an operative, and which of them one person is who may not be both. */
export const gapWords = ({ missing, shared }: Pick<Gap, 'missing' | 'shared'>): string => {
  const nobody = missing.length === 0 ? [] : [`Nobody is ${listed(missing.map(plain))}`];
  const both = shared.length === 0 ? [] : [`One person is ${listed(shared.map(plain))}`];
  return [...nobody, ...both].join('. ');
};

const isOpen = ({ until: ended }: Gap): boolean => ended === undefined;

/** The gap that is open now, and since when. */
const lackingWords = ({ state, arrangements }: Part): string | undefined => {
  const gap = state === 'in-force' ? arrangements?.gaps.find(isOpen) : undefined;
  return gap && `${gapWords(gap)}, ${daysWords(gap)}. Name somebody, or cancel.`;
};

/** The gaps that are over, the latest first. */
const pastGaps = ({ arrangements }: Part): readonly string[] => (arrangements?.gaps ?? []).filter((gap) => !isOpen(gap)).map((gap) => `${gapWords(gap)}, ${daysWords(gap)}.`).toReversed();

/** How much research was logged, and what the log has shown it to need. */
const researchWords = ({ research, amountsTo }: Part): string | undefined =>
  research && `Research logged: ${counted(research.length, 'session')}.${amountsTo === undefined ? '' : ` It comes to ${said(amountsTo)}.`}`;

/** The part that another stands on, by its number: the words by which an application calls its parts are shown nowhere else. */
const standsOn = ({ components }: Case, { linked }: Pick<Part, 'linked'>): string | undefined => {
  const found = components.find(({ handle }) => handle === linked);
  return found ? `Part ${partNumber(found.id)}` : linked;
};

/** A part as its card shows it. Deadlines of the part's own end are its clock already. */
export const partShown = (part: Part, { the, deployments, nameOf }: CaseFile, person: Person) => ({
  ...part,
  standsOn: standsOn(the, part),
  number: partNumber(part.id),
  actions: actionsFor(part, person),
  out: outUnder(part, deployments),
  lacking: lackingWords(part),
  gaps: pastGaps(part),
  researched: researchWords(part),
  owed: Object.entries(part.deadlines).filter(([what]) => what !== 'expiry').map(([what, due]) => ({ words: DEADLINES[what] ?? capital(plain(what)), due })).toSorted((a, b) => a.due.localeCompare(b.due)),
  by: part.granted && nameOf(actor(part.granted)),
  endedBy: part.cancelled ? nameOf(actor(part.cancelled)) : part.refused && nameOf(actor(part.refused)),
});

const DEADLINES: Readonly<Record<string, string>> = {
  review: 'Review',
  'commissioner-notice': 'Notice to the commissioner',
  'commissioner-notice-urgent': 'Urgent notice to the commissioner',
  'written-record': 'Written record of the oral decision',
  'arrangements-gap': 'Somebody to be named who looks after them',
};

/** `MET-26-0001, part 1 of 2`: the line above a part's heading. */
export const captionOf = ({ reference, components }: Pick<Case, 'reference' | 'components'>, component: string): string => `${reference}, part ${partNumber(component)} of ${components.length}`;

/** Words of the record with people and things by their names instead of their ids. */
export const named = (text: string, { deployments, people, nameOf }: Pick<CaseFile, 'deployments' | 'people' | 'nameOf'>): string => {
  const things = deployments.reduce((words, one) => words.replaceAll(one.thing, thingWords(one)).replaceAll(capital(one.thing), capital(thingWords(one))), text);
  return people.reduce((words, one) => {
    const name = nameOf(one);
    return words.replaceAll(`${plain(one.rank ?? '')} ${one.person}`.trim(), name).replaceAll(new RegExp(`(?<![\\w.@-])${one.person.replaceAll('.', '\\.')}(?![\\w@-])`, 'g'), name);
  }, things);
};

/** What every page of a step on a part shows. `version`: the one that is decided on. */
export const partStep = ({ the, nameOf }: CaseFile, { id, power, etag, state, until }: Part) => ({
  id: the.id, component: id, number: partNumber(id), power, standing: state, until, version: etag,
  reference: the.reference, operation: the.operation, caption: captionOf(the, id), streams: streamsOf(the.id),
  asked: nameOf(the.applicant), unit: the.unit,
});

/** The brief on a part, as the officer reads it. */
export const briefOf = (file: CaseFile, read: authorisation.ReadComponentAnswer) => ({
  ...partStep(file, read), agreement: file.the.agreement, part: { ...read, standsOn: standsOn(file.the, read) }, brief: read.brief, check: read.brief.check && { ...read.brief.check, by: file.nameOf(read.brief.check.by) },
});

/** Where it is told why a part stands as it stands. */
export const whyOf = (id: string, { id: component, state }: Pick<Part, 'id' | 'state'>) => ({ text: `Why is part ${partNumber(component)} ${stateShown(state).label.toLowerCase()}?`, href: `/cases/${id}/components/${component}/why` });

/** A confirmation: what is so now, and what is next. */
export type Done = { readonly text: string; readonly next?: { readonly text: string; readonly href: string } };

type Words = (part: Part, the: Case) => Done;

const stepOf = (the: Case, part: Part, step: string): string => `/cases/${the.id}/components/${part.id}/${step}`;
const name = ({ id }: Part): string => `Part ${partNumber(id)}`;

const owedNotice = (part: Part, the: Case): Pick<Done, 'next'> =>
  part.notices.some(({ sentAt }) => !sentAt) ? { next: { text: 'The commissioner must be told. Write the notice', href: stepOf(the, part, 'notify') } } : {};

const standing = (part: Part): string => {
  if (part.state === 'in-force' && part.until) return `${name(part)} is in force, ${until(part.until)}.`;
  return part.state === 'awaiting-approval' ? `${name(part)} is granted. It is not in force until the commissioner approves it.` : `${name(part)} is ${part.state}.`;
};

/** What is said of each act once it is done: from how the part stands now, as the API says. */
const OF_PART: Readonly<Record<string, Words>> = {
  grant: (part, the) => ({ text: standing(part), ...owedNotice(part, the) }),
  refuse: (part) => ({ text: `${name(part)} is refused.` }),
  review: (part) => ({ text: `${name(part)} is reviewed.${part.deadlines['review'] ? ` Review it again ${until(part.deadlines['review'])}.` : ''}` }),
  renew: (part, the) => ({ text: standing(part), ...owedNotice(part, the) }),
  cancel: (part, the) => ({ text: `${name(part)} is cancelled.${part.open.length > 0 ? ` ${capital(outWords(part.open.length))} under it and must come back.` : ' Nothing is out under it.'}`, ...owedNotice(part, the) }),
  notify: (part) => ({ text: `The notice of ${name(part).toLowerCase()} is recorded as sent.` }),
  note: (part) => ({ text: `Your note of the oral decision on ${name(part).toLowerCase()} is sealed. It is read once the officer has entered the decision.` }),
  report: (part) => ({ text: part.reported.at(-1)?.covered ? 'The deployment is on record. It was covered.' : `The deployment is on record. It was not covered: ${part.reported.at(-1)?.why ?? 'nothing was in force'}` }),
  approve: (part) => ({ text: standing(part) }),
  decline: (part) => ({ text: `${name(part)} is not approved.` }),
  quash: (part) => ({ text: `${name(part)} is ended by you.` }),
  comment: () => ({ text: 'The comment is sent. It stays open until it is acknowledged.' }),
  comments: () => ({ text: 'The comment is acknowledged.' }),
  appeal: () => ({ text: 'The appeal is on record.' }),
  'decide-appeal': () => ({ text: 'The appeal is decided.' }),
  record: (part) => ({ text: `The oral decision on ${name(part).toLowerCase()} is in writing.` }),
};

const OF_CASE: Readonly<Record<string, (the: Case) => Done>> = {
  apply: (the) => ({ text: `The application was sent to the gatekeepers. Its reference is ${the.reference}.` }),
  resubmit: (the) => ({ text: `The application was sent to the gatekeepers again. Its reference is still ${the.reference}.` }),
  check: ({ check }) => ({ text: check?.outcome === 'return' ? 'The application is returned to its applicant.' : `The application went to the officers at ${check ? moment(check.at) : ''}.` }),
};

/** Where to go when an act is done: the address says which act, in ids. */
export const doneAt = (id: string, act: string, component?: string): string => `/cases/${id}?done=${act}${component ? `&part=${component}` : ''}`;

/** The confirmation that an address asks for; undefined when it asks for none. */
export const doneWords = ({ done = '', part: component }: Readonly<Record<string, string | undefined>>, the: Case): Done | undefined => {
  const part = the.components.find(({ id }) => id === component);
  return part ? under(OF_PART, done)?.(part, the) : under(OF_CASE, done)?.(the);
};
