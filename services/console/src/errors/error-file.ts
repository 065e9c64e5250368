import type { authorisation } from '@cpmp/client';
import { deadlineWords } from '../oversight/overseen.js';
import { type NameOf, Names } from '../web/names.js';
import { moment, until } from '../web/time.js';
import { got, type Visit } from '../web/visit.js';
import { capital, plain, said } from '../web/words.js';

export type Error = authorisation.RaiseErrorAnswer;
type Line = authorisation.ReadTimelineAnswer['items'][number];

/** One error as its reader may know it, with what happened to it and how its people are called. */
export type ErrorFile = { readonly the: Error; readonly events: readonly Line[]; readonly nameOf: NameOf };

/** Everybody whom an error names. */
const peopleIn = ({ found, dismissed, joined, established, outcome, earlyNotices, reports, answers, submissions, measures, quarantines, reopenings }: Error, events: readonly Line[]): readonly (string | undefined)[] => [
  found.by, dismissed?.by, joined?.by, established?.by, outcome?.by, ...[...earlyNotices, ...reports, ...answers, ...submissions, ...reopenings].map(({ by }) => by),
  ...measures.flatMap(({ owner, done }) => [owner, done?.by]), ...quarantines.flatMap(({ by, lifted }) => [by, lifted?.by]), ...events.map(({ actor }) => actor?.person),
];

/** Reads an error with its timeline. @throws ApiNo */
export const readErrorFile = async ({ client }: Visit, names: Names, id: string): Promise<ErrorFile> => {
  const [the, { items: events }] = await Promise.all([client.authorisation.readError({ params: { id } }).then(got), client.authorisation.readErrorTimeline({ params: { id } }).then(got)]);
  return { the, events, nameOf: await names.of(client, peopleIn(the, events)) };
};

/** The clocks that run on an error, the soonest first. */
export const clocksOf = ({ deadlines }: Pick<Error, 'deadlines'>) =>
  Object.entries(deadlines).map(([what, at]) => ({ at, words: deadlineWords({ what, component: null }) })).toSorted((a, b) => (a.at < b.at ? -1 : 1));

const DECISIONS: Readonly<Record<string, string>> = {
  'submissions-asked': 'Asks the force to say more before deciding', noted: 'Noted', 'not-serious': 'Not a serious error', 'serious-not-informed': 'Serious; the person is not to be informed', 'serious-informed': 'Serious; the Commissioner informs the person',
};

/** What a commissioner may answer, in the order of a form. */
export const DECISION_ITEMS = Object.entries(DECISIONS).map(([value, text]) => ({ value, text }));

/** One thing that was done about an error: a heading, who and when, and its texts. */
export type Deed = { readonly what: string; readonly who: string; readonly texts: readonly { readonly label: string; readonly text: string }[]; readonly clause?: string | undefined; readonly doubts?: readonly string[]; readonly href?: string; readonly to?: string };

type By = { readonly by: string; readonly rank?: string | undefined; readonly at: string };

/** What was done about an error, in the order in which it goes its way. */
export const deedsOf = ({ the, nameOf }: ErrorFile): readonly Deed[] => {
  const { dismissed, joined, established, earlyNotices, reports, answers, submissions, outcome, reopenings } = the;
  const who = ({ by, rank, at }: By): string => `${nameOf({ person: by, ...(rank ? { rank } : {}) })}, ${moment(at)}`;
  const why = (label: string, text: string) => [{ label, text }];
  return [
    ...(dismissed ? [{ what: 'It is no error', who: who(dismissed), texts: why('Why', dismissed.reason) }] : []),
    ...(joined ? [{ what: 'It is the same as another', who: who(joined), texts: why('Why', joined.reason), href: `/errors/${joined.into}`, to: 'Go to the other' }] : []),
    ...(established ? [{ what: established.relevant ? 'Established: a relevant error' : 'Established: not reported to the Commissioner', who: who(established), texts: why('On what ground', established.ground), clause: established.clause, doubts: established.unconfirmed?.map(({ what, why: because }) => `${what}. ${because}`) ?? [] }] : []),
    ...earlyNotices.map((one) => ({ what: 'The Commissioner was told early', who: who(one), texts: [...why('What was said', one.text), ...(one.estimate ? why('Report expected', capital(until(one.estimate))) : []), ...(one.agreedUntil ? why('Agreed with the Commissioner', capital(until(one.agreedUntil))) : [])] })),
    ...reports.map((one, index) => ({ what: index === 0 ? 'Reported to the Commissioner' : 'Added to the report', who: who(one), texts: one.items.map(({ words, says }) => ({ label: words, text: says ?? '' })) })),
    ...answers.map((one) => ({ what: `The Commissioner’s answer: ${(DECISIONS[one.decision] ?? plain(one.decision)).toLowerCase()}`, who: who(one), texts: why('What they said', one.text) })),
    ...submissions.map((one) => ({ what: 'The force’s submission', who: who(one), texts: why('What was said', one.text) })),
    ...(outcome ? [{ what: 'Outcome', who: who(outcome), texts: [...why('What caused it', outcome.causes), ...why('What was learnt', outcome.learnt)] }] : []),
    ...reopenings.map((one) => ({ what: 'Looked at again', who: who(one), texts: why('Why', one.reason) })),
  ];
};

/** A sentence of the API about an error, with whoever raised it by their name. */
export const named = (sentence: string, { the: { found }, nameOf }: ErrorFile): string => (found.by ? sentence.replaceAll(`Raised by ${found.by}.`, () => `Raised by ${nameOf(found.by ?? '')}.`) : sentence);

/** What happened, the newest first, in a table's rows. */
export const timelineOf = (file: ErrorFile) =>
  file.events.toReversed().map(({ at, summary, clause, actor }) => ({ at, what: named(summary, file), clause, by: actor ? file.nameOf({ person: actor.person, ...(actor.rank ? { rank: actor.rank } : {}) }) : 'The platform', roles: actor?.roles.map(said).join(', ') }));
