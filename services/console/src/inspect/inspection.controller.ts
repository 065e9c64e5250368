import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { authorisation } from '@cpmp/client';
import { type Fault, Forms } from '../web/forms.js';
import { Names } from '../web/names.js';
import { Page, Redirect, type Shown } from '../web/showing.js';
import { faultsAt, perhapsAt, typedAt, typedInstant } from '../web/spoken.js';
import { asTyped, endOfDay, type ReadTime, startOfDay } from '../web/typed-time.js';
import { got, NoSuchPage, one, type Typed, type Visit, Visiting } from '../web/visit.js';
import { capital, referenceTyped, said } from '../web/words.js';
import { askedElsewhere } from './elsewhere.js';
import { caseIn, commitsOf, heading, linesOf, personsIn } from './saying.js';

type Question = authorisation.ListQuestionsAnswer['items'][number];

/** What may stand in the address of an answer: names, instants, ids and numbers, and a checkpoint, which is no secret. Nothing else is passed on. */
const ASKABLE = ['power', 'from', 'to', 'position', 'seed', 'size', 'days', 'reference', 'officer', 'at', 'year', 'checkpoint', 'after'] as const;

type Asked = Partial<Record<(typeof ASKABLE)[number], string>>;

/** What of an address is asked of the API. */
export const askedIn = (query: Visit['query']): Asked => Object.fromEntries(ASKABLE.flatMap((name) => (query[name] === undefined || query[name] === '' ? [] : [[name, query[name]]])));

/** An address with what is asked of it. */
export const addressed = (path: string, asked: Asked): string => (Object.keys(asked).length === 0 ? path : `${path}?${new URLSearchParams(asked as Record<string, string>)}`);

/** A file that keeps its name. */
export const kept = (reply: FastifyReply, name: string, text: string): string => {
  void reply.header('content-disposition', `attachment; filename="${name}"`).type('application/x-ndjson; charset=utf-8');
  return text;
};

/** The powers to choose from, and the one that was chosen. */
export const powerChoices = async ({ client }: Visit, chosen: string | undefined) => {
  const { items } = got(await client.authorisation.listPowers());
  return [{ value: '', text: 'All powers' }, ...items.map(({ power }) => ({ value: power, text: capital(said(power)), selected: power === chosen }))];
};

/** A span of days as it was typed: whole London days, the last one included. */
export const spanTyped = (typed: Typed): { readonly asked: Asked; readonly faults: readonly Fault[] } => {
  const given = (field: string): boolean => ['day', 'month', 'year'].some((part) => one(typed, `${field}-${part}`) !== '');
  const from: Partial<ReadTime> = given('from') ? startOfDay(typedAt(typed, 'from'), 'the first day') : {};
  const to: Partial<ReadTime> = given('to') ? endOfDay(typedAt(typed, 'to'), 'the last day') : {};
  const reversed: readonly Fault[] = from.instant !== undefined && to.instant !== undefined && to.instant <= from.instant ? [{ field: 'to-day', text: 'The last day must be the first day or later' }] : [];
  return { asked: { ...(from.instant === undefined ? {} : { from: from.instant }), ...(to.instant === undefined ? {} : { to: to.instant }) }, faults: [...faultsAt('from', from), ...faultsAt('to', to), ...reversed] };
};

/** A span as its fields show it again. */
export const spanShown = ({ from, to }: Asked): Typed => {
  const fields = (name: string, at: string | undefined): Typed => {
    if (at === undefined || Number.isNaN(Date.parse(at))) return {};
    const { day, month, year } = asTyped(at);
    return { [`${name}-day`]: day, [`${name}-month`]: month, [`${name}-year`]: year };
  };
  return { ...fields('from', from), ...fields('to', to === undefined || Number.isNaN(Date.parse(to)) ? undefined : new Date(Date.parse(to) - 1).toISOString()) };
};

/** The inspector's questions and their answers, each from the record as far as one position. Nothing here changes anything. */
@Controller('inspection')
export class InspectionController {
  constructor(
    private readonly forms: Forms,
    private readonly names: Names,
  ) {}

  @Get()
  async questions(@Visiting() { client }: Visit): Promise<Shown> {
    return new Page('inspection', got(await client.authorisation.listQuestions()));
  }

  @Get('questions/:number')
  async question(@Visiting() visit: Visit, @Param('number') number: string): Promise<Shown> {
    return this.answered(visit, number, askedIn(visit.query));
  }

  /** Reads what was typed; the page that comes has it in its address, as instants and names. */
  @Post('questions/:number')
  async ask(@Visiting() visit: Visit, @Param('number') number: string): Promise<Shown> {
    const { typed } = visit;
    const span = spanTyped(typed);
    const at = perhapsAt(typed, 'at', 'the moment');
    const plainFields = Object.fromEntries((['power', 'seed', 'size', 'days', 'year', 'officer', 'checkpoint'] as const).flatMap((name) => (one(typed, name) === '' ? [] : [[name, one(typed, name)]])));
    const reference = one(typed, 'reference') === '' ? {} : { reference: referenceTyped(one(typed, 'reference')) };
    const asked: Asked = { ...plainFields, ...reference, ...span.asked, ...(at?.instant ? { at: at.instant } : {}) };
    const faults = [...unusable(asked), ...span.faults, ...(at ? faultsAt('at', at) : [])];
    if (faults.length > 0) return this.answered(visit, number, {}, faults);
    return new Redirect(addressed(`/inspection/questions/${encodeURIComponent(number)}`, asked));
  }

  /** All of an answer, a row a line, as a file. */
  @Get('questions/:number/download')
  async download(@Visiting() { client, query }: Visit, @Param('number') number: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { after: _after, ...asked } = askedIn(query);
    const text = got(await client.call<string>('GET', `/api/authorisation/v1/questions/${encodeURIComponent(number)}`, { query: asked, lines: true }));
    return kept(reply, `question-${Number(number)}.ndjson`, text);
  }

  private async answered(visit: Visit, number: string, asked: Asked, faults: readonly Fault[] = []): Promise<Shown> {
    const { client, typed } = visit;
    const question = got(await client.authorisation.listQuestions()).items.find((known) => String(known.number) === number);
    if (!question) throw new NoSuchPage();
    const whole = faults.length === 0 && question.needs.every((name) => asked[name as keyof Asked] !== undefined);
    const answer = whole ? await client.authorisation.askQuestion({ params: { number: question.number }, query: asked as object }) : undefined;
    const refused = answer && !answer.ok && answer.status === 422 ? (answer.problem.errors ?? []).map(({ pointer, detail }): Fault => ({ field: pointer.split('/').at(-1) ?? 'power', text: `${heading(pointer.split('/').at(-1) ?? '')}: ${detail}` })) : [];
    const model = { question, asks: asksOf(question), powers: await powerChoices(visit, asked.power ?? one(typed, 'power')), years: yearsTo(visit.now, asked.year ?? one(typed, 'year')), ...(answer && refused.length === 0 ? await this.shown(visit, { question, asked, answer: got(answer) }) : {}) };
    const values = { ...asked, ...spanShown(asked), ...(asked.at === undefined || refused.length > 0 ? {} : atShown(asked.at)), ...typed };
    return this.forms.show({ view: 'question', model }, values, [...faults, ...refused]);
  }

  private async shown(visit: Visit, { question, asked, answer }: { readonly question: Question; readonly asked: Asked; readonly answer: authorisation.AskQuestionAnswer }) {
    const nameOf = await this.names.of(visit.client, personsIn(answer.items.map(({ says }) => says)));
    const here = `/inspection/questions/${question.number}`;
    const fixed = { ...asked, position: String(answer.position) };
    return {
      answer: { position: answer.position, at: answer.at, log: answer.log, total: answer.total, sample: answer.sample },
      elsewhere: await askedElsewhere(visit, this.names, question.elsewhere, asked),
      columns: question.columns.map(heading),
      rows: answer.items.map(({ says, path, events }) => ({ id: caseIn(path), cells: question.columns.map((column) => linesOf(says[column], column, nameOf)), commits: commitsOf(events) })),
      next: answer.next === undefined ? undefined : addressed(here, { ...asked, after: answer.next }),
      again: addressed(here, fixed), download: addressed(`${here}/download`, fixed),
    };
  }
}

/** What the API could not take, or what would put a covert word into an address. */
const unusable = ({ seed, size, days, reference, officer }: Asked): readonly Fault[] => [
  ...(seed !== undefined && !/^\d{1,20}$/.test(seed) ? [{ field: 'seed', text: 'The seed must be a number' }] : []),
  ...(size !== undefined && !/^\d{1,4}$/.test(size) ? [{ field: 'size', text: 'The size of the sample must be a number, like 10' }] : []),
  ...(days !== undefined && !/^\d{1,4}$/.test(days) ? [{ field: 'days', text: 'The number of days must be a number, like 28' }] : []),
  ...(reference !== undefined && !/^[A-Z]{1,3}-\d{2}-\d{4,6}$/.test(reference) ? [{ field: 'reference', text: 'A case reference looks like MET-26-0001' }] : []),
  ...(officer !== undefined && !/^[a-z0-9][a-z0-9._@-]{0,63}$/.test(officer) ? [{ field: 'officer', text: 'An officer’s id looks like supt-okafor' }] : []),
];

/** What is asked beside power and days, by name, so that the form shows it. */
const asksOf = ({ number, takes }: Question): Readonly<Record<string, boolean>> => Object.fromEntries([...takes, ...(number === SAMPLED ? ['seed', 'size'] : [])].map((name) => [name, true]));

/** The question that is a sample. */
const SAMPLED = 2;

/** How many years back may be chosen. */
const YEARS = 5;

/** This year and those before it. */
export const yearsTo = (now: string, chosen: string | undefined) => Array.from({ length: YEARS }, (_, index) => String(Number(now.slice(0, 4)) - index)).map((value) => ({ value, text: value, selected: value === chosen }));

const atShown = (at: string): Typed => {
  if (Number.isNaN(Date.parse(at))) return {};
  return typedInstant('at', at);
};
