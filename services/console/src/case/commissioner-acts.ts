import type { authorisation } from '@cpmp/client';
import { type Ask, YES_OR_NO } from '../web/asks.js';
import { NoSuchPage, one, type Visit } from '../web/visit.js';
import { capital, partNumber, plain } from '../web/words.js';
import { askedStep, type Step } from './asked-step.js';
import type { Part } from './case-file.js';

type Appealed = authorisation.AppealBody['against'];

/** What of a part the address names, where a step is about one of several. */
type Named = { readonly which: string };

const REASONS: Ask = { kind: 'words', field: 'reason', label: 'Your reasons', missing: 'Enter your reasons' };
const chosen = (names: readonly string[]) => names.map((value) => ({ value, text: capital(plain(value)) }));

/** Which of the acts that a part has had is meant. */
const actAsk = (label: string, acts: readonly string[]): Ask => ({ kind: 'choice', field: 'act', label, missing: 'Select the act', items: chosen(acts) });

/** The acts that a commissioner is told of. */
const actsOf = ({ granted, renewals, cancelled }: Part): readonly string[] => [...(granted ? ['grant'] : []), ...(renewals.length > 0 ? ['renewal'] : []), ...(cancelled ? ['cancellation'] : [])];
const decidedActs = (part: Part): readonly string[] => actsOf(part).filter((act) => act !== 'cancellation');

/** Whether an officer has still to decide on it. */
const isUndecided = ({ granted, state }: Part): boolean => !granted && ['submitted', 'returned', 'awaiting-decision', 'awaiting-approval'].includes(state);

/** Whether a commissioner may have to approve what an officer has not decided yet: some grants, and their renewals, are approved first or not made at all. The law says which. */
export const approvedBefore = (part: Part): boolean => isUndecided(part) || part.state === 'in-force';

/** What may be approved: what was decided, and what is decided next. */
const approvedOf = (part: Part): readonly string[] => [...new Set([...(isUndecided(part) ? ['grant'] : []), ...decidedActs(part), ...(part.state === 'in-force' ? ['renewal'] : [])])];

const AGAINST: Readonly<Record<Appealed, string>> = { decline: 'The refusal to approve', quash: 'The quashing' };
const against = (kinds: readonly string[]): Ask => ({ kind: 'choice', field: 'against', label: 'Against what?', missing: 'Select what it is against', items: kinds.map((value) => ({ value, text: AGAINST[value as Appealed] })) });

const name = ({ id }: Part): string => `part ${partNumber(id)}`;
const reasonOf = ({ typed }: Visit): string => one(typed, 'reason');
const actIn = ({ typed }: Visit) => one(typed, 'act') as 'grant';

const approve = (visit: Visit, part: Part): Step => askedStep({
  heading: `Approve ${name(part)}`, button: 'Approve it', participle: 'approved', asks: [actAsk('Which act do you approve?', approvedOf(part)), REASONS], intro: 'What waited for your approval takes effect when its officer has this notice.',
  send: (how) => visit.client.authorisation.approve({ ...how, body: { act: actIn(visit), reason: reasonOf(visit) } }),
});

const decline = (visit: Visit, part: Part): Step => askedStep({
  heading: `Do not approve ${name(part)}`, button: 'Do not approve it', participle: 'declined', asks: [actAsk('Which act do you not approve?', approvedOf(part)), REASONS],
  send: (how) => visit.client.authorisation.decline({ ...how, body: { act: actIn(visit), reason: reasonOf(visit) } }),
});

const HOW = [{ value: 'quashed', text: 'Quash it', hint: { text: 'It should not have been granted, or renewed' } }, { value: 'cancelled', text: 'Cancel it', hint: { text: 'Its grounds have ceased' } }];

const quash = (visit: Visit, part: Part): Step => askedStep({
  heading: `Quash or cancel ${name(part)}`, button: 'End it', participle: 'quashed', intro: 'Whatever is out under it is recalled at once.',
  asks: [
    actAsk('Which act is it about?', decidedActs(part)), { kind: 'choice', field: 'how', label: 'What do you do?', missing: 'Select what you do', items: HOW }, REASONS,
    { kind: 'choice', field: 'destroy', label: 'Do you order that the records are destroyed?', hint: 'The order waits while it may be appealed against', missing: 'Select whether the records are destroyed', items: YES_OR_NO },
    { kind: 'choice', field: 'retrieve', label: 'May equipment be fetched back?', missing: 'Select whether equipment may be fetched back', items: YES_OR_NO },
  ],
  send: (how) => visit.client.authorisation.quash({ ...how, body: { act: actIn(visit), how: one(visit.typed, 'how') as 'quashed', reason: reasonOf(visit), destroy: one(visit.typed, 'destroy') === 'yes', retrieve: one(visit.typed, 'retrieve') === 'yes' } }),
});

const comment = (visit: Visit, part: Part): Step => askedStep({
  heading: `Comment on ${name(part)}`, button: 'Send the comment', participle: 'commented on', intro: 'It stays open until it is acknowledged for the chief officer.',
  asks: [actAsk('On which act?', actsOf(part)), { kind: 'words', field: 'text', label: 'Your comment', missing: 'Enter your comment' }],
  send: ({ params, key }) => visit.client.authorisation.comment({ params, key, body: { act: actIn(visit), text: one(visit.typed, 'text') } }),
});

const acknowledge = (visit: Visit, part: Part, { which }: Named): Step => {
  const found = part.comments.find(({ id }) => id === which);
  if (!found) throw new NoSuchPage();
  return askedStep({
    heading: 'Acknowledge the comment', button: 'Acknowledge it', participle: 'acknowledged', asks: [{ kind: 'words', field: 'answer', label: 'What is answered for the chief officer?', missing: 'Enter the answer' }], intro: found.text,
    send: ({ params, key }) => visit.client.authorisation.acknowledgeComment({ params: { ...params, comment: which }, key, body: { answer: one(visit.typed, 'answer') } }),
  });
};

const appeal = (visit: Visit, part: Part): Step => askedStep({
  heading: `Appeal about ${name(part)}`, button: 'Appeal', participle: 'appealed about', intro: 'The Investigatory Powers Commissioner decides it.', asks: [against(decidedOn(part)), REASONS],
  send: ({ params, key }) => visit.client.authorisation.appeal({ params, key, body: { against: one(visit.typed, 'against') as Appealed, reason: reasonOf(visit) } }),
});

const decideAppeal = (visit: Visit, part: Part): Step => {
  const open = part.appeals.filter(({ decided }) => !decided);
  return askedStep({
    heading: `Decide the appeal about ${name(part)}`, button: 'Decide it', participle: 'decided on appeal', intro: open.map(({ reason }) => reason).join('\n'),
    asks: [against(open.map((one_) => one_.against)), { kind: 'choice', field: 'outcome', label: 'What do you decide?', missing: 'Select what you decide', items: [{ value: 'allowed', text: 'It is allowed' }, { value: 'dismissed', text: 'It is dismissed' }] }],
    send: (how) => visit.client.authorisation.decideAppeal({ ...how, body: { against: one(visit.typed, 'against') as Appealed, outcome: one(visit.typed, 'outcome') as 'allowed' } }),
  });
};

/** What a commissioner decided that may be appealed against and was not yet. */
const decidedOn = ({ declines, quashed, appeals }: Part): readonly string[] => [...(declines.length > 0 ? ['decline'] : []), ...(quashed ? ['quash'] : [])].filter((kind) => appeals.every((known) => known.against !== kind || known.decided));

/** What commissioners do on a part, and what the force answers them, by the addresses of the forms. */
export const COMMISSIONER_STEPS: Readonly<Record<string, (visit: Visit, part: Part, named: Named) => Step>> = { approve, decline, quash, comment, comments: acknowledge, appeal, 'decide-appeal': decideAppeal };

type Action = { readonly text: string; readonly step: string };

/** The steps on what commissioners decide that the reader's roles may take. The API has the last word on each. */
export const commissionerActions = (part: Part, { person: { roles } }: Pick<Visit, 'person'>): readonly Action[] => {
  const isCommissioner = roles.includes('judicial-commissioner');
  const commissions = isCommissioner && part.granted !== undefined;
  const approves = commissions || (isCommissioner && approvedBefore(part));
  const may = (allowed: boolean, text: string, step: string): readonly Action[] => (allowed ? [{ text, step }] : []);
  return [
    ...may(approves, 'Approve', 'approve'),
    ...may(approves, 'Do not approve', 'decline'),
    // What a commissioner cancelled may be quashed later all the same.
    ...may(commissions && part.state !== 'quashed', 'Quash or cancel', 'quash'),
    ...may(commissions, 'Comment', 'comment'),
    ...may(isCommissioner && part.appeals.some(({ decided }) => !decided), 'Decide the appeal', 'decide-appeal'),
    ...may(roles.includes('authorising-officer') && decidedOn(part).length > 0, 'Appeal', 'appeal'),
  ];
};
