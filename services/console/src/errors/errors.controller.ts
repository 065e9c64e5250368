import { Controller, Get, Param } from '@nestjs/common';
import type { authorisation } from '@cpmp/client';
import { firstDue } from '../oversight/overseen.js';
import { Names } from '../web/names.js';
import type { Person } from '../web/session.js';
import { Page, type Shown } from '../web/showing.js';
import { until } from '../web/time.js';
import { afterIn, onwards } from '../web/lists.js';
import { got, under, type Visit, Visiting } from '../web/visit.js';
import { clocksOf, deedsOf, type Error, named, readErrorFile, timelineOf } from './error-file.js';

type Listed = authorisation.ListErrorsAnswer['items'][number];

/** At most so many errors are listed; those whose clock runs out first come first. */
const LISTED_MAX = 200;

const has = ({ roles }: Person, ...wanted: readonly string[]): boolean => roles.some((role) => wanted.includes(role));
/** Who may do what; the API has the last word. */
const judges = (person: Person): boolean => has(person, 'senior-responsible-officer');
const works = (person: Person): boolean => has(person, 'senior-responsible-officer', 'gatekeeper');
const answers = (person: Person): boolean => works(person) || has(person, 'judicial-commissioner');

/** Errors, potential and established: what waits for whom, and one error with its clocks, what was done about it and its timeline. */
@Controller('errors')
export class ErrorsController {
  constructor(private readonly names: Names) {}

  @Get()
  async list(@Visiting() { client, person, path, query }: Visit): Promise<Shown> {
    const { items, next } = got(await client.authorisation.listErrors({ query: { due: 'true', limit: LISTED_MAX, ...afterIn(query) } }));
    const group = (id: string, title: string, empty: string, of: (one: Listed) => boolean) => ({ id, title, empty, rows: items.filter(of).map((one) => ({ ...one, at: firstDue(one) })) });
    return new Page('errors', {
      groups: [
        group('judge', 'To be judged', 'No possible error waits to be judged.', ({ stage }) => stage === 'suspected'),
        group('report', 'To be reported', 'No relevant error waits to be reported.', ({ stage, relevant, reportedAt }) => stage === 'established' && relevant === true && !reportedAt),
        group('close', 'To be closed', 'No error waits for its outcome.', ({ stage, relevant, reportedAt }) => stage === 'established' && (relevant !== true || reportedAt !== undefined)),
        group('over', 'With an outcome', 'No error has an outcome yet.', ({ stage }) => stage !== 'suspected' && stage !== 'established'),
        // A later page has no errors of a kind that stood before it: that says nothing of how many there are.
      ].filter(({ rows }) => rows.length > 0 || query['after'] === undefined),
      next: onwards(path, {}, next), oversees: has(person, 'senior-responsible-officer'), raises: has(person, 'senior-responsible-officer', 'gatekeeper', 'authorising-officer', 'applicant'),
    });
  }

  @Get(':id')
  async show(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    const file = await readErrorFile(visit, this.names, id);
    const { the, nameOf } = file;
    const { person, query } = visit;
    return new Page('error', {
      streams: [`error-${id}`], id, reference: the.reference, the, shows: named(the.shows, file), clocks: clocksOf(the), deeds: deedsOf(file), events: timelineOf(file), actions: actionsFor(the, person), done: doneWords(query['done'], the),
      quarantines: the.quarantines.map((one) => ({ ...one, by: nameOf(one.by), ...(one.lifted ? { lifted: { ...one.lifted, by: nameOf(one.lifted.by) } } : {}), lifts: judges(person) && !one.lifted })),
      measures: the.measures.map((one) => ({ ...one, owner: nameOf(one.owner), ...(one.done ? { done: { ...one.done, by: nameOf(one.done.by) } } : {}), does: works(person) && !one.done })),
    });
  }

  /** The report for paper; the access log has it as printed. */
  @Get(':id/print')
  async print(@Visiting() { client }: Visit, @Param('id') id: string): Promise<Shown> {
    const report = got(await client.authorisation.readErrorReport({ params: { id }, query: { purpose: 'print' } }));
    const nameOf = await this.names.of(client, [report.officer]);
    return new Page('error-print', { ...report, id, items: report.items.map(({ says, ...item }) => ({ ...item, ...shapeOf(says) })), officer: report.officer && nameOf(report.officer) });
  }
}

/** What one item says: a text, a list, or texts by name. */
const shapeOf = (says: unknown): { readonly text?: string; readonly list?: readonly string[]; readonly rows?: readonly { readonly name: string; readonly text: string }[] } => {
  if (typeof says === 'string') return { text: says };
  if (Array.isArray(says)) return { list: says.map(String) };
  return says === null || says === undefined ? {} : { rows: Object.entries(says).map(([name, text]) => ({ name, text: String(text) })) };
};

type Action = { readonly text: string; readonly act: string };

/** What the reader may do next, in the order in which an error goes its way. */
const actionsFor = ({ stage, relevant, reportedAt, component, earlyNotices, answers: said, reports }: Error, person: Person): readonly Action[] => {
  const open = stage === 'suspected' || stage === 'established';
  const told = earlyNotices.length + reports.length > 0;
  const can = (may: boolean, text: string, act: string): readonly Action[] => (may ? [{ text, act }] : []);
  return [
    ...can(judges(person) && stage === 'suspected', 'Judge it', 'judge'),
    ...can(works(person) && open && component !== undefined, 'Set product apart', 'quarantine'),
    ...can(works(person) && open && !reportedAt, 'Tell the Commissioner early', 'notice'),
    ...can(judges(person) && stage === 'established' && relevant === true, reportedAt ? 'Add to the report' : 'Report it', 'report'),
    ...can(answers(person) && told, 'Enter the Commissioner’s answer', 'answer'),
    ...can(judges(person) && said.at(-1)?.decision === 'submissions-asked', 'Make the submission', 'submission'),
    ...can(judges(person) && stage === 'established', 'Close it', 'close'),
    ...can(judges(person) && (!open || (stage === 'established' && relevant === false)), 'Look at it again', 'reopen'),
  ];
};

const DONE: Readonly<Record<string, string>> = {
  raise: 'It is raised. The senior responsible officer and the gatekeepers are told.', quarantine: 'What was obtained in that time is set apart.', quarantines: 'What was set apart is released.', notice: 'That the Commissioner was told is on the record.',
  report: 'The report is on the record, signed off by you.', answer: 'The answer is on the record.', submission: 'The submission is on the record.', close: 'It has its outcome. Whoever owns a measure is told before it is due.', measures: 'That the measure was carried out is on the record.', reopen: 'It is looked at again.',
};

const JUDGED: Readonly<Record<string, string>> = { 'not-an-error': 'It is judged to be no error. What was set apart on its account is released.', joined: 'It is joined into the other error.', established: 'It is established. No report is due of it.' };

const doneWords = (done: string | undefined, { stage, deadlines }: Error): string | undefined => {
  const due = deadlines['error-report'];
  if (done === 'judge') return stage === 'established' && due ? `It is established. The report to the Commissioner is due ${until(due)}.` : JUDGED[stage];
  return under(DONE, done);
};
