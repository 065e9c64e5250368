import type { Answer, authorisation } from '@cpmp/client';
import type { Fault, Field } from '../web/forms.js';
import { faultsAt, perhapsAt, typedAt } from '../web/spoken.js';
import { asTyped, endOfDay, instantTyped, type ReadTime } from '../web/typed-time.js';
import { one, type Typed, type Visit } from '../web/visit.js';
import { DECISION_ITEMS, type Error } from './error-file.js';

/** One question of a form: a text, a line, a day, a moment, or a choice. */
export type Asked = { readonly field: string; readonly label: string; readonly kind: 'text' | 'line' | 'day' | 'moment' | 'choice' | 'select'; readonly hint?: string; readonly items?: readonly { readonly value: string; readonly text: string; readonly hint?: { readonly text: string } }[] };

type How = { readonly id: string; readonly which: string; readonly ifMatch: number; readonly key: string };

/** What is peculiar to one act on an error. */
export type Act = {
  readonly heading: string;
  readonly lead?: string;
  readonly asks: readonly Asked[];
  readonly button: string;
  readonly fields: readonly Field[];
  readonly faults?: readonly Fault[];
  /** What the form says when it is first seen. */
  readonly begins?: Typed;
  readonly send: (how: How) => Promise<Answer<authorisation.RaiseErrorAnswer>>;
  /** What did not happen when it is refused. */
  readonly not: string;
};

type About = { readonly visit: Visit; readonly the: Error; /** Other errors that are dealt with. */ readonly others: readonly { readonly id: string; readonly reference: string }[]; readonly which: string };

const on = ({ id, ifMatch, key }: How) => ({ params: { id }, ifMatch, key });
const text = (field: string, label: string, hint?: string): Asked => ({ field, label, kind: 'text', ...(hint ? { hint } : {}) });
const needed = (field: string, label: string, missing: string): Field => ({ field, pointer: `/${field}`, label, missing });
const day = (typed: Typed, field: string, what: string): ReadTime | undefined => (Object.values(typedAt(typed, field)).some((part) => part !== '') ? endOfDay(typedAt(typed, field), what) : undefined);
const faulty = (field: string, read: ReadTime | undefined): readonly Fault[] => (read ? faultsAt(field, read) : []);
const perhaps = <K extends string>(name: K, read: ReadTime | undefined) => (read?.instant ? ({ [name]: read.instant } as { [P in K]: string }) : {});
const began = (field: string, at: string | undefined): Typed => (at === undefined ? {} : Object.fromEntries(Object.entries(asTyped(at)).map(([part, value]) => [`${field}-${part}`, value])));

const MINUTE_MS = 60_000;

/** A form has minutes: an end within one is the end of it, so that nothing obtained in its last seconds is left out. */
const minuteAfter = (at: string | undefined): string | undefined => at && new Date(Math.ceil(Date.parse(at) / MINUTE_MS) * MINUTE_MS).toISOString();

const JUDGEMENTS = [
  { value: 'relevant', text: 'It is a relevant error', hint: { text: 'The clock of the report to the Commissioner runs from when it was established' } },
  { value: 'not-reportable', text: 'It is an error that is not reported to the Commissioner' },
  { value: 'none', text: 'It is no error', hint: { text: 'What was set apart on its account is released' } },
];
const SAME = { value: 'same', text: 'It is the same as another error' };

const judge = ({ visit: { client, typed }, others }: About): Act => {
  const how = one(typed, 'outcome');
  const at = perhapsAt(typed, 'established', 'the judgement');
  const reason = one(typed, 'reason');
  return {
    heading: 'Judge the possible error', button: 'Record my judgement', not: 'Nothing was judged',
    asks: [
      { field: 'outcome', label: 'What is it?', kind: 'choice', items: [...JUDGEMENTS, ...(others.length > 0 ? [SAME] : [])] },
      ...(others.length > 0 ? [{ field: 'into', label: 'Which other error, if it is the same', kind: 'select' as const, items: [{ value: '', text: 'None' }, ...others.map(({ id, reference }) => ({ value: id, text: reference }))] }] : []),
      text('reason', 'Why, in your own words', 'Say on what ground, and what you looked at.'),
      { field: 'established', label: 'When was it established, if that was before now?', kind: 'moment', hint: 'Leave it empty if you establish it now' },
    ],
    fields: [
      { field: 'outcome', pointer: '/relevant', label: 'What it is', missing: 'Select what it is', choice: true },
      { field: 'into', pointer: '/into', label: 'The other error', choice: true, ...(how === 'same' ? { missing: 'Select the other error' } : {}) },
      needed('reason', 'Your reasons', 'Enter your reasons in your own words'),
      { field: 'established', pointer: '/establishedAt', label: 'When it was established', lands: 'established-day' },
    ],
    faults: faulty('established', at),
    send: (act) => {
      if (how === 'none') return client.authorisation.dismissError({ ...on(act), body: { reason } });
      if (how === 'same') return client.authorisation.joinError({ ...on(act), body: { into: one(typed, 'into'), reason } });
      return client.authorisation.establishError({ ...on(act), body: { relevant: how === 'relevant', ground: reason, ...perhaps('establishedAt', at) } });
    },
  };
};

const quarantine = ({ visit: { client, typed }, the }: About): Act => {
  const from = instantTyped(typedAt(typed, 'from'), 'the beginning');
  const until = perhapsAt(typed, 'until', 'the end');
  return {
    heading: 'Set product apart', button: 'Set it apart', not: 'Nothing was set apart', begins: { ...began('from', the.from), ...began('until', minuteAfter(the.until)) },
    lead: 'Whatever was obtained under this part in the time that you give is set apart until the error has its outcome.',
    asks: [{ field: 'from', label: 'From when?', kind: 'moment' }, { field: 'until', label: 'Until when?', kind: 'moment', hint: 'Leave it empty while nobody knows' }, text('reason', 'Why')],
    fields: [{ field: 'from', pointer: '/from', label: 'From when', lands: 'from-day' }, { field: 'until', pointer: '/until', label: 'Until when', lands: 'until-day' }, needed('reason', 'The reason', 'Enter the reason')],
    faults: [...faulty('from', from), ...faulty('until', until)],
    send: (act) => client.authorisation.quarantineProduct({ ...on(act), body: { from: from.instant ?? '', ...perhaps('until', until), reason: one(typed, 'reason') } }),
  };
};

const notice = ({ visit: { client, typed } }: About): Act => {
  const [estimate, agreed] = [day(typed, 'estimate', 'the expected day'), day(typed, 'agreed', 'the agreed day')];
  return {
    heading: 'Tell the Commissioner early', button: 'Record that they were told', not: 'The early notice was not recorded', lead: 'The Commissioner is told as soon as reasonably practicable, while it is still looked into.',
    asks: [text('text', 'What were they told?'), { field: 'estimate', label: 'When is the full report to be expected?', kind: 'day', hint: 'Leave it empty if nobody knows' }, { field: 'agreed', label: 'Did they agree to another day for it? Which?', kind: 'day', hint: 'It takes the place of the day that the law sets. Leave it empty if not' }],
    fields: [needed('text', 'What they were told', 'Enter what they were told'), { field: 'estimate', pointer: '/estimate', label: 'The expected day', lands: 'estimate-day' }, { field: 'agreed', pointer: '/agreedUntil', label: 'The agreed day', lands: 'agreed-day' }],
    faults: [...faulty('estimate', estimate), ...faulty('agreed', agreed)],
    send: (act) => client.authorisation.giveEarlyNotice({ ...on(act), body: { text: one(typed, 'text'), ...perhaps('estimate', estimate), ...perhaps('agreedUntil', agreed) } }),
  };
};

const report = ({ visit: { client, typed }, the }: About): Act => ({
  heading: the.reportedAt ? 'Add to the report' : 'Report it to the Commissioner', button: 'Sign off the report', not: 'It was not reported', lead: 'You sign the report off by sending it. Where there is nothing to say, say that.',
  asks: the.reportItems.map(({ item, words }) => text(item, words)),
  fields: the.reportItems.map(({ item, words }) => ({ field: item, pointer: `/says/${item}`, label: words, missing: `Enter what there is to say of: ${words.toLowerCase()}` })),
  begins: Object.fromEntries((the.reports.at(-1)?.items ?? []).map(({ item, says }) => [item, says ?? ''])),
  send: (act) => client.authorisation.reportError({ ...on(act), body: { says: Object.fromEntries(the.reportItems.map(({ item }) => [item, one(typed, item)])) } }),
});

const answer = ({ visit: { client, typed } }: About): Act => {
  const decision = one(typed, 'decision') as authorisation.AnswerErrorBody['decision'];
  const asked = decision === 'submissions-asked';
  const by = asked ? endOfDay(typedAt(typed, 'by'), 'the day for the answer') : undefined;
  return {
    heading: 'Enter the Commissioner’s answer', button: 'Record the answer', not: 'The answer was not recorded', lead: 'Only the Commissioner may inform the person concerned. Nobody in the force does.',
    asks: [{ field: 'decision', label: 'What did the Commissioner say?', kind: 'choice', items: DECISION_ITEMS }, { field: 'by', label: 'By when, if they ask the force to say more?', kind: 'day' }, text('text', 'In their words')],
    fields: [{ field: 'decision', pointer: '/decision', label: 'What they said', missing: 'Select what they said', choice: true }, { field: 'by', pointer: '/submissionsBy', label: 'By when', lands: 'by-day' }, needed('text', 'Their words', 'Enter what they said')],
    faults: faulty('by', by),
    send: (act) => client.authorisation.answerError({ ...on(act), body: { decision, text: one(typed, 'text'), ...perhaps('submissionsBy', by) } }),
  };
};

const submission = ({ visit: { client, typed } }: About): Act => ({
  heading: 'Make the submission', button: 'Record the submission', not: 'The submission was not recorded', asks: [text('text', 'What does the force say?')], fields: [needed('text', 'The submission', 'Enter what the force says')],
  send: (act) => client.authorisation.makeSubmission({ ...on(act), body: { text: one(typed, 'text') } }),
});

/** A form offers so many measures; the API takes more. */
const MEASURES = ['1', '2', '3'] as const;

const close = ({ visit: { client, typed } }: About): Act => {
  const measures = MEASURES.map((number) => ({ number, what: one(typed, `what-${number}`), owner: one(typed, `owner-${number}`), due: day(typed, `due-${number}`, 'the day of the measure') })).filter(({ what, owner, due }) => what !== '' || owner !== '' || due);
  return {
    heading: 'Close the error', button: 'Close it', not: 'It was not closed', lead: 'With its outcome, what was set apart on its account is released.',
    asks: [
      text('causes', 'What caused it?'), text('learnt', 'What was learnt?'),
      ...MEASURES.flatMap((number): readonly Asked[] => [
        { field: `what-${number}`, label: `Measure ${number}: what is done so that it does not happen again?`, kind: 'line', ...(number === '1' ? { hint: 'Leave a measure empty if there is none' } : {}) },
        { field: `owner-${number}`, label: `Measure ${number}: who does it?`, kind: 'line', hint: 'The person’s id' },
        { field: `due-${number}`, label: `Measure ${number}: by when?`, kind: 'day' },
      ]),
    ],
    fields: [
      needed('causes', 'What caused it', 'Enter what caused it'), needed('learnt', 'What was learnt', 'Enter what was learnt'),
      ...measures.flatMap(({ number }, index): readonly Field[] => [
        { field: `what-${number}`, pointer: `/measures/${index}/what`, label: `Measure ${number}`, missing: `Enter what measure ${number} is` },
        { field: `owner-${number}`, pointer: `/measures/${index}/owner`, label: `Who does measure ${number}`, missing: `Enter who does measure ${number}` },
        { field: `due-${number}`, pointer: `/measures/${index}/due`, label: `The day of measure ${number}`, lands: `due-${number}-day` },
      ]),
    ],
    faults: measures.flatMap(({ number, due }) => (due ? faulty(`due-${number}`, due) : [{ field: `due-${number}-day`, text: `Enter the day of measure ${number}, like 30 3 2026` }])),
    send: (act) => client.authorisation.closeError({ ...on(act), body: { causes: one(typed, 'causes'), learnt: one(typed, 'learnt'), measures: measures.map(({ what, owner, due }) => ({ what, owner, due: due?.instant ?? '' })) } }),
  };
};

const reasoned = (heading: string, button: string, not: string): Pick<Act, 'heading' | 'button' | 'not' | 'asks' | 'fields'> => ({ heading, button, not, asks: [text('reason', 'Why')], fields: [needed('reason', 'The reason', 'Enter the reason')] });

const reopen = ({ visit: { client, typed } }: About): Act => ({
  ...reasoned('Look at it again', 'Look at it again', 'It was not reopened'), send: (act) => client.authorisation.reopenError({ ...on(act), body: { reason: one(typed, 'reason') } }),
});

const lift = ({ visit: { client, typed } }: About): Act => ({
  ...reasoned('Release the product', 'Release it', 'Nothing was released'), send: ({ which, ...act }) => client.authorisation.liftQuarantine({ ...on({ ...act, which }), params: { id: act.id, quarantine: which }, body: { reason: one(typed, 'reason') } }),
});

const measure = ({ visit: { client, typed }, the, which }: About): Act => ({
  heading: 'Say that the measure was carried out', button: 'Record it', not: 'It was not recorded', lead: the.measures.find(({ id }) => id === which)?.what ?? '', asks: [text('note', 'What was done?')], fields: [needed('note', 'What was done', 'Enter what was done')],
  send: (act) => client.authorisation.doMeasure({ ...on(act), params: { id: act.id, measure: act.which }, body: { note: one(typed, 'note') } }),
});

/** Every act on an error, by the last part of its page's address; those on one quarantine or measure name it behind. */
export const ACTS: Readonly<Record<string, (about: About) => Act>> = { judge, quarantine, notice, report, answer, submission, close, reopen, quarantines: lift, measures: measure };
