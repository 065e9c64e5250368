import { legalDay, workingDaysBetween } from '@cpmp/law';
import { raisedOf, reportOf, stateOf } from '../inspection/errors.js';
import { nameOf, within } from '../inspection/parts.js';
import type { Asked, Question, Record, Row } from './question.js';

/** What is said in place of the instant at which an error was established. */
const JUDGED: Readonly<globalThis.Record<string, string>> = { 'not-an-error': 'dismissed', joined: 'joined' };

const errors = ({ errors: all, parts, book }: Record, asked: Asked) =>
  all.flatMap((error): readonly Row[] => {
    const raised = raisedOf(error);
    const part = parts.find(({ authorisation, component }) => authorisation === error.about.authorisation && component === error.about.component);
    if (!raised || !within(raised.discoveredAt, asked) || (asked.force !== undefined && error.about.force !== asked.force) || (asked.power !== undefined && part?.asked.power !== asked.power)) return [];
    // As it stands: what was reopened is judged anew, whatever it had been before.
    const { stage, established, outcome, answers } = stateOf(error);
    const { owed, reported } = reportOf(error);
    const says = {
      error: error.about.reference, reference: part ? nameOf(part) : null, kind: raised.kind, found: raised.found.how, discovered: raised.discoveredAt,
      established: JUDGED[stage] ?? established?.at ?? 'not judged yet', relevant: established?.relevant ?? null, due: owed?.due ?? null, reported: reported?.event.reportedAt ?? null,
      'working-days': established && reported ? workingDaysBetween(established.at, reported.event.reportedAt, book.holidays) : null, outcome: answers.at(-1)?.decision ?? (outcome ? 'closed' : null), learnt: outcome?.learnt ?? null,
    };
    return [{ says, path: `/api/authorisation/v1/errors/${error.id}`, events: error.events.map(({ meta }) => meta.id) }];
  });

/** The walk over the log first, then each number of the return, as it is counted now from the log and as the central record has it. */
const whole = async ({ at, log, position, verify, annualReturn }: Record, asked: Asked): Promise<readonly Row[]> => {
  const { whole: fits, commits, fault, against } = await verify(asked.checkpoint);
  const result = fits ? 'whole' : `not whole: position ${fault?.position ?? 0}, ${fault?.what ?? ''}`;
  const held = against ? `held against a checkpoint of ${against.size} commits, ${against.signed ? 'signed with this platform’s key' : 'not signed with this platform’s key'}` : 'no checkpoint was given: a cut-off end would not show';
  const head: Row = { says: { what: `the log ${log}`, positions: `commits 1 to ${commits}`, result: `${result}; ${held}`, counted: null, record: null }, path: '/api/authorisation/v1/log/verification', events: [] };
  const year = asked.year ?? Number(legalDay(at).slice(0, 4));
  const { powers } = await annualReturn(year);
  const path = `/api/authorisation/v1/annual-return?year=${year}`;
  const counts = powers.flatMap(({ power, counts: ofPower }) => ofPower.flatMap(({ measure, count, log: counted }): readonly Row[] =>
    counted === undefined ? [] : [{ says: { what: `${year}, ${power}: ${measure}`, positions: `commits 1 to ${position}`, result: counted === count ? 'the same' : 'different', counted, record: count }, path, events: [] }]));
  return [head, ...counts];
};

/** Questions about what went wrong, and whether the record is whole. */
export const WHOLE: readonly Question[] = [
  { number: 18, asks: 'Errors: discovered, established, reported, in working days; and what was learnt.', columns: ['error', 'reference', 'kind', 'found', 'discovered', 'established', 'relevant', 'due', 'reported', 'working-days', 'outcome', 'learnt'], findings: ['P26'], rows: errors },
  {
    number: 20, asks: 'Is the record whole: verification against checkpoints that I keep, and the annual return counted anew from it.', columns: ['what', 'positions', 'result', 'counted', 'record'], findings: ['P22', 'P25'], takes: ['year', 'checkpoint'], rows: whole,
    limits: 'The walk is over the whole log as it is now; the return is counted as far as the position.',
  },
];
