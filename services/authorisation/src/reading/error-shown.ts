import { type Instant, never } from '@cpmp/kernel';
import type { Recorded } from '@cpmp/ledger';
import { dueByWhat, type ErrorEvent, type ErrorLaw, type ErrorState, type Found, type Officer } from '../domain/index.js';
import { capital, countWords, moment, nameWords, partWords, untilWords } from '../domain/words.js';
import type { ErrorDoc } from '../views/errors.view.js';

/** What is said of an error beside its own record. */
export type AboutError = { readonly law: ReturnType<ErrorLaw['on']>; readonly now: Instant; readonly caseReference?: string };

type Raised = NonNullable<ErrorState['raised']>;

const TRACES: Readonly<Record<Extract<Found, { how: 'record' }>['trace'], (raised: Raised) => string>> = {
  'start-after-end': ({ from = '' }) => `The record shows a deployment that began at ${moment(from)}, after its authority had ended.`,
  'active-after-end': ({ from = '' }) => `The record shows a deployment that was still out when its authority ended at ${moment(from)}.`,
  'running-after-end': ({ from = '' }) => `The record shows a deployment that may have run on after an authority that it needs beside its own had ended, from ${moment(from)}.`,
  'end-unanswered': ({ from = '' }) => `The end of a permit at ${moment(from)} was not answered in time: what was out may have gone on.`,
  'message-poisoned': () => 'A message on the way of a permit could not be read: what was out may have gone on.',
  'permit-lost': () => 'Something was out under a permit that the record has lost: what was decided must be entered again.',
  'end-lost': ({ from = '' }) => `A holder had read an end of its permit, at ${moment(from)}, that the record has lost: what was decided must be entered again.`,
  'deployment-not-covered': ({ from = '', until = '' }) => `A deployment on paper was entered that no authority covered, from ${moment(from)} to ${untilWords(until)}.`,
  'product-not-covered': ({ from = '', until = '' }) => `Product was registered that was obtained while nothing was in force, from ${moment(from)} to ${untilWords(until)}.`,
  'deadline-passed': ({ from = '', found }) => `${capital(nameWords(found.how === 'record' ? found.deadline ?? 'deadline' : 'deadline'))}: nothing was done by ${untilWords(from)}.`,
  'months-overrun': () => 'An operative was authorised anew in the same operation when nothing was left of the time that may be had without a longer authority.',
  'arrangements-gap': ({ from = '', until }) => `Nobody held a role in looking after the source or the operative, or one person held two who may not, from ${moment(from)}${until ? ` to ${untilWords(until)}` : ' on'}.`,
};

/** What brought an error to light, in words without covert text. */
const showsOf = (raised: Raised): string => (raised.found.how === 'person' ? `Raised by ${raised.found.by.person}.` : TRACES[raised.found.trace](raised));

const doneBy = <T extends { readonly by: Officer }>({ by: { person, rank }, ...rest }: T) => ({ by: person, ...(rank ? { rank } : {}), ...rest });

const headOf = ({ id, reference, kind, stage, state }: ErrorDoc, raised: Raised, { law, caseReference }: AboutError) => {
  const { about: { authorisation, component }, clause, confirmed, discoveredAt, from, until } = raised;
  const { established, reports, outcome } = state;
  return {
    id, reference, etag: String(state.edition), stage: stage as ErrorState['stage'], kind, words: law.kinds.find((one) => one.kind === kind)?.words ?? capital(nameWords(kind)), clause, confirmed, shows: showsOf(raised),
    ...(authorisation ? { authorisation } : {}), ...(caseReference ? { caseReference } : {}), ...(component ? { component } : {}), discoveredAt, ...(from ? { from } : {}), ...(until ? { until } : {}),
    ...(established ? { establishedAt: established.at, relevant: established.relevant } : {}), ...(reports[0] ? { reportedAt: reports[0].at } : {}), ...(outcome ? { closedAt: outcome.at } : {}), deadlines: dueByWhat(state),
  };
};

const raisedOf = ({ state: { raised } }: ErrorDoc): Raised => {
  if (!raised) throw new Error('the register has an error that nobody raised');
  return raised;
};

/** An error as a list shows it. */
export const summaryOfError = (doc: ErrorDoc, about: AboutError) => headOf(doc, raisedOf(doc), about);

const itemWords = (item: string): string => capital(nameWords(item));

/** An error as its page answers it; texts still closed. */
export const shownError = (doc: ErrorDoc, about: AboutError) => {
  const raised = raisedOf(doc);
  const { dismissed, joined, established, earlyNotices, reports, answers, submissions, outcome, measures, quarantines, reopenings } = doc.state;
  const { found, text, about: { force, unit } } = raised;
  const { basis, ...judged } = established ?? {};
  return {
    ...headOf(doc, raised, about), force, ...(unit ? { unit } : {}),
    found: found.how === 'person' ? { how: found.how, by: found.by.person } : { how: found.how, trace: found.trace, permit: found.permit, deadline: found.deadline },
    ...(text ? { text } : {}),
    ...(dismissed ? { dismissed: doneBy(dismissed) } : {}), ...(joined ? { joined: doneBy(joined) } : {}),
    ...(established ? { established: { ...doneBy(judged as Omit<NonNullable<typeof established>, 'basis'>), ...(basis ? { clause: basis.clause, pack: basis.pack, unconfirmed: basis.unconfirmed } : {}) } } : {}),
    earlyNotices: earlyNotices.map(doneBy), answers: answers.map(doneBy), submissions: submissions.map(doneBy), reopenings: reopenings.map(doneBy),
    reports: reports.map(({ by, at, says }) => ({ ...doneBy({ by, at }), items: saidItems(says, about).map((item) => ({ item, words: itemWords(item), says: says[item] ?? null })) })),
    ...(outcome ? { outcome: doneBy(outcome) } : {}),
    measures: measures.map(({ deadline: _deadline, done, ...measure }) => ({ ...measure, ...(done ? { done: doneBy(done) } : {}) })),
    quarantines: quarantines.map(({ lifted, ...one }) => ({ ...doneBy(one), ...(lifted ? { lifted: doneBy(lifted) } : {}) })),
    reportItems: reportItems(about),
  };
};

/** What a report says in words; whoever makes it signs it off by that. */
const reportItems = ({ law }: AboutError) => law.report.filter(({ item }) => item !== 'sign-off').map((one) => ({ ...one, words: itemWords(one.item) }));

/** What a report says, in the order in which the law asks for it. */
const saidItems = (says: Readonly<Record<string, string>>, { law }: AboutError): readonly string[] => {
  const place = (item: string): number => law.report.findIndex((one) => one.item === item);
  return Object.keys(says).toSorted((a, b) => place(a) - place(b));
};

/** The report to the Commissioner: what the record says, then what the law wants said, as it was said last; texts still closed. */
export const errorReport = (doc: ErrorDoc, about: AboutError) => {
  const head = summaryOfError(doc, about);
  const { force, unit } = raisedOf(doc).about;
  const made = doc.state.reports.at(-1);
  const { clause, confirmed } = made ?? about.law.report[0] ?? { clause: '', confirmed: false };
  const says = made?.says ?? {};
  const happened = head.from ? { from: moment(head.from), ...(head.until ? { to: untilWords(head.until) } : {}) } : 'Not known yet.';
  return {
    heading: `Report of an error: ${head.words.charAt(0).toLowerCase()}${head.words.slice(1)}`, reference: head.reference, force, ...(unit ? { unit } : {}),
    ...(head.caseReference ? { caseReference: head.caseReference } : {}), ...(head.component ? { component: head.component } : {}), ...(made ? { officer: made.by.person, at: made.at } : {}), clause, confirmed,
    items: [
      { item: 'kind', words: 'What it is', says: { kind: head.words, described: head.clause, shown: head.shows } },
      { item: 'happened', words: 'When it happened', says: happened },
      { item: 'clocks', words: 'When it was discovered and established', says: { discovered: moment(head.discoveredAt), ...(head.establishedAt ? { established: moment(head.establishedAt) } : {}), ...(head.deadlines['error-report'] ? { 'report due': untilWords(head.deadlines['error-report']) } : {}) } },
      { item: 'quarantine', words: 'Product that was set apart', says: doc.state.quarantines.map(({ from, until, lifted }) => `From ${moment(from)} ${until ? `to ${untilWords(until)}` : 'on'}${lifted ? `, released at ${moment(lifted.at)}` : ''}`) },
      ...(made ? saidItems(says, about).map((item) => ({ item, words: itemWords(item) })) : reportItems(about)).map(({ item, words }) => ({ item, words, says: says[item] ?? null })),
    ],
  };
};

export type ErrorReport = ReturnType<typeof errorReport>;

type Line = { readonly summary: string; readonly clause?: string; readonly pack?: string; readonly text?: Readonly<Record<string, unknown>> };

const DECISIONS: Readonly<Record<string, string>> = {
  'submissions-asked': 'asks for submissions before deciding', noted: 'has noted it', 'not-serious': 'does not find it serious', 'serious-not-informed': 'finds it serious, and that the person is not to be informed', 'serious-informed': 'finds it serious, and that the person is to be informed',
};

const lineOf = (event: ErrorEvent): Line => {
  switch (event.type) {
    case 'ErrorRaised':
      return { summary: `It may be an error (${nameWords(event.kind)}). ${showsOf(event)}`, clause: event.clause, text: { text: event.text } };
    case 'ProductQuarantineOrdered':
      return { summary: `Whatever was obtained under ${partWords(event.about.component ?? '')} from ${moment(event.from)} ${event.until === null ? 'on' : `to ${untilWords(event.until)}`} was ordered to be set apart.`, text: { reason: event.reason } };
    case 'ProductQuarantineLifted':
      return { summary: 'What had been set apart was released.', text: { reason: event.reason } };
    case 'ErrorDismissed':
      return { summary: 'It was judged to be no error.', text: { reason: event.reason } };
    case 'ErrorJoined':
      return { summary: 'It was joined into another error, which is the same.', text: { reason: event.reason } };
    case 'ErrorEstablished': {
      const due = event.deadlines.set?.find(({ what }) => what === 'error-report')?.due;
      return {
        summary: `It was established at ${moment(event.establishedAt)}${event.relevant ? ` as a relevant error${due ? `, to be reported by ${untilWords(due)}` : ''}` : ' as one that is not reported'}.`,
        ...(event.basis ? { clause: event.basis.clause, pack: event.basis.pack } : {}), text: { ground: event.ground },
      };
    }
    case 'EarlyNoticeGiven':
      return { summary: `The Commissioner was told early${event.agreedUntil ? `, and agreed to a report by ${untilWords(event.agreedUntil)}` : event.estimate ? `; the report is expected by ${untilWords(event.estimate)}` : ''}.`, text: { text: event.text } };
    case 'ErrorReported':
      return { summary: 'It was reported to the Commissioner.', clause: event.clause, text: { ...event.says } };
    case 'CommissionerAnswered':
      return { summary: `The Commissioner ${DECISIONS[event.decision] ?? 'answered'}.`, text: { text: event.text } };
    case 'SubmissionMade':
      return { summary: 'The force made its submission.', text: { text: event.text } };
    case 'ErrorClosed':
      return { summary: `It has its outcome, with ${countWords(event.measures.length, 'measure')}.`, text: { causes: event.causes, learnt: event.learnt, measures: event.measures.map(({ what }) => what) } };
    case 'MeasureDone':
      return { summary: 'A measure was carried out.', text: { note: event.note } };
    case 'ErrorReopened':
      return { summary: 'It is looked at again.', text: { reason: event.reason } };
    default:
      return never(event);
  }
};

/** What happened to an error, the oldest first; texts stay closed. */
export const errorTimeline = (events: readonly Recorded<ErrorEvent>[]) =>
  events.map(({ event, meta: { id, at, actor } }) => ({ id, at, type: event.type, actor: actor && { person: actor.person, rank: actor.rank, roles: actor.roles }, ...lineOf(event) }));
