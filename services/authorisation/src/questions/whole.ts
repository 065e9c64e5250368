import { legalDay } from '@cpmp/law';
import { actsOf, within } from '../inspection/parts.js';
import { isAbout } from '../inspection/central-record.js';
import { type Asked, type Question, type Record, type Row, rowOf } from './question.js';

const errors = ({ parts }: Record, asked: Asked) =>
  parts.filter((part) => isAbout(part, asked)).flatMap((part) =>
    actsOf(part, 'ErrorSuspected').filter(({ meta }) => within(meta.at, asked)).map((one) => {
      const { event: { permit, cause, startedAt, endedAt }, meta } = one;
      return rowOf(part, { error: permit, kind: cause, discovered: meta.at, started: startedAt, ended: endedAt }, [one]);
    }),
  );

/** The walk over the log first, then each number of the return, as it is counted now from the log and as the central record has it. */
const whole = async ({ at, log, position, verify, annualReturn }: Record, asked: Asked): Promise<readonly Row[]> => {
  const { whole: fits, commits, fault, against } = await verify(asked.checkpoint);
  const result = fits ? 'whole' : `not whole: position ${fault?.position ?? 0}, ${fault?.what ?? ''}`;
  const held = against ? `held against a checkpoint of ${against.size} commits, ${against.signed ? 'signed with this platform’s key' : 'not signed with this platform’s key'}` : 'no checkpoint was given: a cut-off end would not show';
  const head: Row = { says: { what: `the log ${log}`, positions: `1 to ${commits}`, result: `${result}; ${held}`, counted: null, record: null }, path: '/api/authorisation/v1/log/verification', events: [] };
  const year = asked.year ?? Number(legalDay(at).slice(0, 4));
  const { powers } = await annualReturn(year);
  const path = `/api/authorisation/v1/annual-return?year=${year}`;
  const counts = powers.flatMap(({ power, counts: ofPower }) => ofPower.flatMap(({ measure, count, log: counted }): readonly Row[] =>
    counted === undefined ? [] : [{ says: { what: `${year}, ${power}: ${measure}`, positions: `1 to ${position}`, result: counted === count ? 'the same' : 'different', counted, record: count }, path, events: [] }]));
  return [head, ...counts];
};

/** Questions about what went wrong, and whether the record is whole. */
export const WHOLE: readonly Question[] = [
  { number: 18, asks: 'Errors: discovered, established, reported, in working days; and what was learnt.', columns: ['reference', 'power', 'error', 'kind', 'discovered', 'started', 'ended'], findings: ['P26'], rows: errors },
  {
    number: 20, asks: 'Is the record whole: verification against checkpoints that I keep, and the annual return counted anew from it.', columns: ['what', 'positions', 'result', 'counted', 'record'], findings: ['P22', 'P25'], takes: ['year', 'checkpoint'], rows: whole,
    limits: 'The walk is over the whole log as it is now; the return is counted as far as the position.',
  },
];
