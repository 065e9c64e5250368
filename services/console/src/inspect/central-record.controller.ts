import { Controller, Get, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Fault, Forms } from '../web/forms.js';
import { Names } from '../web/names.js';
import { Page, Redirect, type Shown } from '../web/showing.js';
import { got, one, type Visit, Visiting } from '../web/visit.js';
import { capital, said } from '../web/words.js';
import { addressed, askedIn, kept, powerChoices, spanShown, spanTyped, yearsTo } from './inspection.controller.js';
import { commitsOf, heading, linesOf, personsIn } from './saying.js';

/** Entries on one page of the central record. */
const ENTRIES = '20';

/** The central record and what is counted from it. Nothing here changes anything. */
@Controller('inspection')
export class CentralRecordController {
  constructor(
    private readonly forms: Forms,
    private readonly names: Names,
  ) {}

  @Get('record')
  record(@Visiting() visit: Visit): Promise<Shown> {
    return this.recordOf(visit);
  }

  /** Reads the days that were typed; the page that comes has them in its address, as instants. */
  @Post('record')
  async ask(@Visiting() visit: Visit): Promise<Shown> {
    const { asked, faults } = spanTyped(visit.typed);
    if (faults.length > 0) return this.recordOf(visit, faults);
    const power = one(visit.typed, 'power');
    return new Redirect(addressed('/inspection/record', { ...(power === '' ? {} : { power }), ...asked }));
  }

  /** All of it, an entry a line, as a file. */
  @Get('record/download')
  async download(@Visiting() { client, query }: Visit, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { after: _after, ...asked } = askedIn(query);
    return kept(reply, 'central-record.ndjson', got(await client.call<string>('GET', '/api/authorisation/v1/central-record', { query: asked, lines: true })));
  }

  @Get('return')
  async annualReturn(@Visiting() { client, query, now }: Visit): Promise<Shown> {
    const years = yearsTo(now, query['year']);
    const { value: year = '' } = years.find(({ selected }) => selected) ?? years[0] ?? {};
    const counted = got(await client.authorisation.readAnnualReturn({ query: { year: Number(year) } }));
    const disclosed = got(await client.authorisation.readDisclosure({ query: { year: Number(year), position: counted.position } }));
    return new Page('annual-return', { counted, disclosed: { ...disclosed, columns: disclosed.columns.map(heading) }, year, years });
  }

  private async recordOf(visit: Visit, faults: readonly Fault[] = []): Promise<Shown> {
    const { client, typed } = visit;
    const asked = askedIn(visit.query);
    const record = got(await client.authorisation.readCentralRecord({ query: { ...asked, limit: ENTRIES } as object }));
    // Said once, on the first page.
    const held = asked.after === undefined ? got(await client.authorisation.reconcileCentralRecord()) : undefined;
    const nameOf = await this.names.of(client, personsIn(record.items.flatMap(({ items }) => items.map(({ item, says }) => ({ [item]: says })))));
    const entries = record.items.map(({ items, events, ...entry }) => ({
      ...entry,
      commits: commitsOf(events),
      items: items.map(({ item, says }) => ({ name: heading(item), lines: linesOf(says, item, nameOf) })),
      clauses: [...new Set(items.map(({ clause, confirmed }) => (confirmed ? clause : `${clause}, which no lawyer has confirmed`)))],
    }));
    const fixed = { ...asked, position: String(record.position) };
    const model = {
      entries, position: record.position, at: record.at, log: record.log, powers: await powerChoices(visit, asked.power ?? one(typed, 'power')), held,
      power: asked.power === undefined ? 'all powers' : capital(said(asked.power)), download: addressed('/inspection/record/download', fixed), next: record.next === undefined ? undefined : addressed('/inspection/record', { ...asked, after: record.next }),
    };
    return this.forms.show({ view: 'central-record', model }, { ...spanShown(asked), ...typed }, faults);
  }
}
