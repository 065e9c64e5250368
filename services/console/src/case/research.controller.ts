import { Controller, Get, Param, Post } from '@nestjs/common';
import type { authorisation } from '@cpmp/client';
import { type Ask, fieldsOf } from '../web/asks.js';
import { type Form, Forms } from '../web/forms.js';
import { Names } from '../web/names.js';
import { Page, type Shown } from '../web/showing.js';
import { faultsAt, typedAt } from '../web/spoken.js';
import { instantTyped } from '../web/typed-time.js';
import { got, many, NoSuchPage, one, type Visit, Visiting } from '../web/visit.js';
import { capital, partNumber, said } from '../web/words.js';
import { type CaseFile, type Part, partStep, readCase } from './case-file.js';

type Decided = authorisation.GrantAnswer;
type Levels = authorisation.ReadResearchFormAnswer;
type Session = NonNullable<Part['research']>[number];
type Where = { readonly id: string; readonly component: string };

/** The power whose parts have a log. */
const RESEARCH = 'open-source-research';

/** The log of research in open sources under one part: what was looked at, what each session comes to in law, and logging another. */
@Controller('cases/:id/components/:component/research')
export class ResearchController {
  constructor(
    private readonly forms: Forms,
    private readonly names: Names,
  ) {}

  @Get()
  async log(@Visiting() visit: Visit, @Param() where: Where): Promise<Shown> {
    const { file, part, form } = await this.read(visit, where);
    const { research = [] } = part;
    const nameOf = await this.names.of(visit.client, research.map(({ by }) => by));
    return new Page('research', {
      ...partStep(file, part), sessions: research.toReversed().map((session) => sessionShown(session, form, nameOf(session.by))), due: dueOf(part),
      logs: visit.person.roles.includes('applicant'), done: visit.query['done'] === 'log' ? doneWords(research.at(-1)) : undefined,
    });
  }

  @Get('new')
  async showNew(@Visiting() visit: Visit, @Param() where: Where): Promise<Shown> {
    return this.forms.show(logging(visit, await this.read(visit, where)));
  }

  @Post('new')
  async add(@Visiting() visit: Visit, @Param() where: Where): Promise<Shown> {
    return this.forms.answer(visit, logging(visit, await this.read(visit, where)));
  }

  private async read(visit: Visit, { id, component }: Where): Promise<Read> {
    const [file, form] = await Promise.all([readCase(visit, this.names, id), visit.client.authorisation.readResearchForm({})]);
    const part = file.the.components.find((known) => known.id === component);
    if (part?.power !== RESEARCH) throw new NoSuchPage();
    return { file, part, form: got(form) };
  }
}

type Read = { readonly file: CaseFile; readonly part: Part; readonly form: Levels };

/** What may be ticked besides the factors of the code, which the API words itself. */
const TICKS: Readonly<Record<string, string>> = {
  covert: 'It is done so that the person does not know of it', specific: 'It is for a specific investigation or operation', interacts: 'Somebody is befriended, asked to connect or spoken with',
  'by-an-officer': 'An officer does that, and not another person', 'bypasses-access-control': 'A password or another control of access is got round',
};

const tickItems = ({ factors, ticks }: Levels) => [
  ...factors.map(({ factor, words, clause }) => ({ value: factor, text: words, hint: { text: clause } })),
  ...ticks.filter((tick) => factors.every(({ factor }) => factor !== tick)).map((tick) => ({ value: tick, text: TICKS[tick] ?? capital(said(tick)) })),
];

const levelWords = ({ levels }: Levels, level: string): string => {
  const known = levels.find((one_) => one_.level === level);
  return known ? `Level ${known.number}: ${known.words}` : capital(said(level));
};

const NOT_HERE = 'other-law';

const needWords = ({ needs, covered }: Pick<Session, 'needs' | 'covered'>): string => {
  if (needs === 'none') return 'It needed no authority.';
  if (needs === NOT_HERE) return 'It is no research, and no authority that is kept here covers it.';
  return `It came to ${said(needs)}, ${covered ? 'which was in force' : 'which was not in force here'}.`;
};

const sessionShown = (session: Session, form: Levels, by: string) => {
  const words = new Map(tickItems(form).map(({ value, text }) => [value, text]));
  return { ...session, number: session.id.slice(1), by, level: levelWords(form, session.level), ticks: session.ticks.map((tick) => words.get(tick) ?? capital(said(tick))), need: needWords(session) };
};

/** What the log has shown to be needed and is not in force under this part, each said once, as the latest session has it. */
const dueOf = ({ research = [], state }: Part) => {
  const due = research.filter(({ needs }) => needs !== 'none' && !(needs === 'directed-surveillance' && state === 'in-force'));
  return [...new Map(due.map((session) => [session.needs, session])).values()].map((session) => ({ ...session, here: session.needs === 'directed-surveillance', words: session.needs === NOT_HERE ? 'This is no research' : `This now needs ${said(session.needs)}` }));
};

const doneWords = (session: Session | undefined): string | undefined => session && `Session ${session.id.slice(1)} is logged. ${needWords(session)}`;

const asksOf = (form: Levels): readonly Ask[] => [
  { kind: 'moment', field: 'from', label: 'When did it begin?' },
  { kind: 'moment', field: 'until', label: 'When did it end?' },
  { kind: 'choice', field: 'level', label: 'At which level was it done?', missing: 'Select the level', items: form.levels.map(({ level, usually }) => ({ value: level, text: levelWords(form, level), ...(usually === 'none' ? {} : { hint: { text: usually === NOT_HERE ? 'Usually no research' : `Usually ${said(usually)}` } }) })) },
  { kind: 'words', field: 'what', label: 'What did you look at?', missing: 'Enter what you looked at' },
  { kind: 'words', field: 'why', label: 'Why?', missing: 'Enter why you looked' },
  { kind: 'line', field: 'where', label: 'Where?', hint: 'The site, the service or the group', missing: 'Enter where you looked' },
  { kind: 'some', field: 'ticks', label: 'What is so of it?', hint: 'Tick each that is. What it needs in law follows from these.', items: tickItems(form) },
];

const logging = ({ client, typed }: Visit, { file: { the }, part, form }: Read): Form<Decided> => {
  const asks = asksOf(form);
  const path = `/cases/${the.id}/components/${part.id}/research`;
  const back = { text: 'Go to the log', href: path };
  const [from, until] = [instantTyped(typedAt(typed, 'from'), 'the beginning'), instantTyped(typedAt(typed, 'until'), 'the end')];
  const text = (field: string): string => one(typed, field);
  return {
    view: 'asked',
    model: { reference: `${the.reference}, part ${partNumber(part.id)}`, version: '', heading: 'Log a session', asks, button: 'Log it', back, intro: 'Log every session, also one that needed no authority. What was done stays on record, whatever it comes to.' },
    fields: fieldsOf(asks), faults: [...faultsAt('from', from), ...faultsAt('until', until)],
    send: (key) =>
      client.authorisation.logResearch({
        params: { id: the.id, component: part.id }, key,
        body: { from: from.instant ?? '', until: until.instant ?? '', level: text('level'), what: text('what'), why: text('why'), where: text('where'), ticks: many(typed, 'ticks').filter((tick) => tick !== '') },
      }),
    done: () => `${path}?done=log`,
    refused: { title: 'The session was not logged', reference: the.reference, back },
  };
};
