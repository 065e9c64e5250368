import { type Decision, type Instant, type Refusal, refuse } from '@cpmp/kernel';
import type { Officer } from '../component.js';
import { listWords, nameWords } from '../words.js';
import { doneWith, errorRef, type ErrorState, settingOf } from './error.js';
import type { CommissionersDecision, ErrorEvent } from './events.js';
import type { ErrorLaw } from './raise.js';

/** An item of the report that the act itself fills: whoever makes the report signs it off. */
const BY_THE_ACT: readonly string[] = ['sign-off'];

const notOpen = ({ stage }: ErrorState): Refusal | undefined =>
  stage === 'suspected' || stage === 'established' ? undefined : refuse('not-open', `It is ${nameWords(stage)}.`, { instead: 'Reopen it first, with the reason why it is looked at again.' });

/** Says no to a report of what is not established as relevant. */
const notReportable = ({ stage, established }: ErrorState): Refusal | undefined => {
  if (stage !== 'established' || !established) return refuse('not-established', 'Nobody has established that it is an error.', { instead: 'Tell the Commissioner early, and report it once it is established.' });
  return established.relevant ? undefined : refuse('not-reportable', 'It was established as one that is not reported, on the ground that stands with it.', { instead: 'Reopen it, and establish it as a relevant error.' });
};

/** What the Commissioner is told while it is still looked into. */
export type GiveEarlyNotice = { readonly by: Officer; readonly text: string; readonly estimate?: Instant; readonly agreedUntil?: Instant };

/** Tells the Commissioner early. A day that they agreed to takes the place of the report's clock, once that runs. */
export const giveEarlyNotice = (state: ErrorState, { by, text, estimate, agreedUntil }: GiveEarlyNotice, now: Instant): Decision<ErrorEvent> => {
  const no = notOpen(state);
  if (no) return no;
  if ([estimate, agreedUntil].some((at) => at !== undefined && at <= now)) return refuse('report-date-passed', 'The report would have been due already.', { instead: 'Name a later day.' });
  if (agreedUntil !== undefined && !Object.values(state.standing).some(({ what }) => what === 'error-report')) {
    return refuse('no-report-due', 'No report is due of it, so no other day can take its place.', { instead: 'Leave the day out; name it once the error is established and until it is reported.' });
  }
  const deadlines = agreedUntil !== undefined ? { discharged: doneWith(state, ['error-report'], now, 'superseded'), set: settingOf(state, [{ what: 'error-report', due: agreedUntil, statutory: false, persons: [] }]) } : {};
  return [{ type: 'EarlyNoticeGiven', about: errorRef(state), by, givenAt: now, text, ...(estimate ? { estimate } : {}), ...(agreedUntil ? { agreedUntil } : {}), deadlines }];
};

/** What the report says, by the items that the law wants. */
export type ReportError = { readonly by: Officer; readonly says: Readonly<Record<string, string>> };

/** Reports it in full; once more where something is added. Every item of the law of that day is said. */
export const reportError = (state: ErrorState, { by, says }: ReportError, now: Instant, law: ErrorLaw): Decision<ErrorEvent> => {
  const no = notReportable(state);
  if (no) return no;
  const { report } = law.on(now);
  const items = report.filter(({ item }) => !BY_THE_ACT.includes(item));
  const [{ clause, confirmed } = { clause: '', confirmed: false }] = report;
  const missing = items.filter(({ item }) => (says[item] ?? '').trim() === '').map(({ item }) => nameWords(item));
  if (missing.length > 0) return refuse('report-incomplete', `The report does not say: ${listWords(missing)}.`, { clause, confirmed, instead: 'Say each of them; where there is nothing, say that.' });
  const unasked = Object.keys(says).filter((item) => !items.some((one) => one.item === item));
  if (unasked.length > 0) return refuse('report-unasked', 'The report says something under a heading that the law does not name.', { clause, confirmed, instead: `Say it under one of: ${listWords(items.map(({ item }) => nameWords(item)))}.` });
  return [{ type: 'ErrorReported', about: errorRef(state), by, reportedAt: now, says, clause, confirmed, deadlines: { discharged: doneWith(state, ['error-report'], now) } }];
};

/** What the Commissioner answered: a decision, or first a question, with the day by which the force may answer it. */
export type EnterAnswer = { readonly by: Officer; readonly text: string } & ({ readonly decision: CommissionersDecision; readonly submissionsBy?: undefined } | { readonly decision: 'submissions-asked'; readonly submissionsBy: Instant });

const unreported = ({ reports, earlyNotices }: ErrorState): Refusal | undefined =>
  reports.length + earlyNotices.length > 0 ? undefined : refuse('nothing-reported', 'The Commissioner has not been told of it.', { instead: 'Report it, or tell the Commissioner early.' });

/** Enters the Commissioner's answer. Whether a person is informed is the Commissioner's to say and to do: no act here informs anybody. */
export const enterAnswer = (state: ErrorState, { by, text, decision, submissionsBy }: EnterAnswer, now: Instant): Decision<ErrorEvent> => {
  const no = unreported(state);
  if (no) return no;
  if (submissionsBy !== undefined && submissionsBy <= now) return refuse('submission-date-passed', 'The day for the answer has passed.', { instead: 'Name a later day.' });
  const set = submissionsBy === undefined ? [] : settingOf(state, [{ what: 'error-submission', due: submissionsBy, statutory: false, persons: [] }]);
  return [{ type: 'CommissionerAnswered', about: errorRef(state), by, answeredAt: now, decision, text, deadlines: { discharged: doneWith(state, ['error-submission'], now, 'superseded'), set } }];
};

/** Says what the Commissioner asked the force to say before they decide. */
export const makeSubmission = (state: ErrorState, { by, text }: { readonly by: Officer; readonly text: string }, now: Instant): Decision<ErrorEvent> =>
  state.answers.at(-1)?.decision === 'submissions-asked'
    ? [{ type: 'SubmissionMade', about: errorRef(state), by, madeAt: now, text, deadlines: { discharged: doneWith(state, ['error-submission'], now) } }]
    : refuse('nothing-asked', 'The Commissioner has asked for nothing.', { instead: 'Add to the report, if there is more to say.' });
