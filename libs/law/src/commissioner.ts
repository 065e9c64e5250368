import { earlier, type Instant, type Refusal, refuse } from '@cpmp/kernel';
import type { Answer, CommissionerNeed } from './answer.js';
import type { CommissionerAsk, GrantAsk, Period, QuashAsk, RenewAsk } from './ask.js';
import { type Ground, no, yes } from './basis.js';
import type { Book, Rule } from './book.js';
import { deadlinesOf } from './due.js';
import type { Applied } from './find.js';
import { conventionGround, runningFrom } from './period.js';
import { momentWords, nameWords, said } from './words.js';

/** What each need means for whoever decides. */
export const COMMISSIONER_WORDS: Readonly<Record<CommissionerNeed, string>> = {
  none: 'No judicial commissioner is asked or told: the law does not require it for this power.',
  notify: 'The judicial commissioner is told in writing; it does not wait for that.',
  approval: 'It takes effect only when the judicial commissioner has approved it and the officer has notice of that.',
  'prior-approval': 'The judicial commissioner approved it before it was decided.',
};

/** What a decision needs of a commissioner. */
export const needOf = ({ commissioner }: Rule, { event, urgent }: GrantAsk | RenewAsk): CommissionerNeed => {
  if (event === 'grant') return said(urgent) ? commissioner['urgent-grant'] : commissioner.grant;
  return said(urgent) ? commissioner['urgent-renewal'] : commissioner.renewal;
};

/** Says no to a decision that the commissioner had to approve first, and had not by then. */
export const approvalMissing = ({ commissioner: { cite: clause, confirmed } }: Rule, { at, event, 'prior-approval': approval }: GrantAsk | RenewAsk): Refusal | undefined => {
  if (approval && approval.at <= at) return undefined;
  const act = event === 'grant' ? 'grant' : 'renewal';
  return refuse('approval-needed-first', `A judicial commissioner has not approved this ${act}, and had to before it is made.`, { clause, confirmed, instead: `Ask the commissioner to approve the ${act}; decide when the written approval is there.` });
};

/** Why each rule applied, as the ground of every answer under it. */
export const regimeGrounds = ({ rule, because, via }: Applied): readonly Ground[] => [
  { fact: rule.section },
  ...(via ? [{ fact: via.fact, words: `It falls under the rules for ${nameWords(rule.power)}, because ${via.because}.` }] : []),
  ...(rule.when && because ? [{ fact: rule.when, words: `Special rules apply, because ${because}.` }] : []),
];

const nothing = (rule: Rule, what: string): Answer =>
  no(rule, refuse(`nothing-to-${what}`, `Nothing here waits for a commissioner, or may be undone by one.`, { clause: rule.commissioner.cite, confirmed: rule.commissioner.confirmed, instead: 'A commissioner answers only what was sent for approval, or told.' }));

const ENDED = ['refused', 'declined', 'cancelled', 'quashed', 'expired'];
const PERHAPS_RENEWED = ['in-force', 'expired'];

/** What was sent for approval, if it still waits for it: a grant that has not begun, or a renewal of what was in force. */
const awaited = ({ commissioner }: Rule, { act, current: { state } }: CommissionerAsk): 'approval' | 'prior-approval' | undefined => {
  const need = act === 'grant' ? commissioner.grant : commissioner.renewal;
  if (need !== 'approval' && need !== 'prior-approval') return undefined;
  const waits = act === 'renewal' ? PERHAPS_RENEWED.includes(state) : need === 'approval' ? state === 'awaiting-approval' : state !== 'in-force' && !ENDED.includes(state);
  return waits ? need : undefined;
};

const hadNotice = (rule: Rule, at: Instant): Ground => ({ fact: rule.commissioner, words: `The officer had notice of the approval at ${momentWords(at)}.` });

/** The officer has notice of the commissioner's approval. */
export const approve = (book: Book, applied: Applied, ask: CommissionerAsk): Answer => {
  const { rule } = applied;
  const { at, act, current } = ask;
  const need = awaited(rule, ask);
  if (need === undefined) return nothing(rule, 'approve');
  const { deadlines, practice, alerts, grounds } = deadlinesOf(book, rule, ask);
  // An approval that had to come first leaves all as it was: the officer may decide now.
  if (need === 'prior-approval') return yes(rule, { state: current.state, from: current.from, until: current.until, commissioner: 'none', deadlines, practice, alerts }, [...regimeGrounds(applied), hadNotice(rule, at), ...grounds]);
  const late = act === 'renewal' && current.until !== null && current.until < at;
  const from = act === 'renewal' && !late ? current.until ?? at : at;
  const { grounds: running, ...period } = runningFrom(book, rule, { ask, from, length: { lasts: { months: rule.period.months }, length: rule.period } });
  const convention = late ? (rule.lateApproval ? [{ fact: rule.lateApproval, words: 'The old period had ended, so it takes effect at the notice.' }] : []) : conventionGround(book, at, 'renewal-starts');
  return yes(rule, { state: 'in-force', ...period, commissioner: 'none', deadlines, practice, alerts }, [
    ...regimeGrounds(applied), hadNotice(rule, at), ...running, ...(act === 'renewal' ? convention : []), ...grounds,
  ]);
};

/** The commissioner does not approve. */
export const decline = (book: Book, applied: Applied, ask: CommissionerAsk): Answer => {
  const { rule } = applied;
  const { at, act, current } = ask;
  if (awaited(rule, ask) === undefined) return nothing(rule, 'decline');
  const { deadlines, practice, alerts, grounds } = deadlinesOf(book, rule, ask);
  const ended = current.until !== null && current.until <= at;
  const outcome = act === 'grant' ? { state: 'declined' } : { state: ended ? 'expired' : 'in-force', from: current.from, until: current.until };
  return yes(rule, { ...outcome, commissioner: 'none', deadlines, practice, alerts }, [
    ...regimeGrounds(applied),
    { fact: rule.commissioner, words: act === 'grant' ? 'The commissioner did not approve it, so it never takes effect.' : 'The commissioner did not approve the renewal, so the old period ends when it would have.' },
    ...grounds,
  ]);
};

/** The end of what is ended at an instant: never later than it was. */
export const endedAt = (at: Instant, { until }: Period): Instant => (until === null ? at : earlier(at, until));

/** The commissioner quashes it. */
export const quash = (book: Book, applied: Applied, ask: QuashAsk): Answer => {
  const { rule } = applied;
  const { at, current } = ask;
  if (!rule.quash) return nothing(rule, 'quash');
  const { deadlines, practice, alerts, grounds } = deadlinesOf(book, rule, ask);
  return yes(rule, { state: 'quashed', from: current.from, until: endedAt(at, current), commissioner: 'none', deadlines, practice, alerts }, [
    ...regimeGrounds(applied), { fact: rule.quash, words: 'A judicial commissioner may quash it.' }, ...grounds,
  ]);
};
