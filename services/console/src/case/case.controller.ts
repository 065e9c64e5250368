import { Controller, Get, Param } from '@nestjs/common';
import { inspects } from '../inspect/inspecting.js';
import { briefOf, captionOf, type CaseFile, doneWords, isChangeable, isCheckable, named, partShown, readCase, streamsOf } from './case-file.js';
import { byPartAndTime, permitShown } from './permits.js';
import { awayWords } from '../deploy/deployments.js';
import { Names } from '../web/names.js';
import { Page, type Shown } from '../web/showing.js';
import { moment } from '../web/time.js';
import { happened, pictureOf } from './timeline.js';
import { got, type Visit, Visiting } from '../web/visit.js';
import { capital, listed, partNumber, plain } from '../web/words.js';

/** A case: is it lawful now, what happened, what was asked for, and why. */
@Controller('cases/:id')
export class CaseController {
  constructor(private readonly names: Names) {}

  @Get()
  async status(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    const file = await readCase(visit, this.names, id);
    const picture = pictureOf(file, visit.now);
    return new Page('case', { ...this.head(file, visit, ''), picture, events: happened(file), done: doneWords(visit.query, file.the), checkable: isCheckable(file.the, visit.person), changeable: isChangeable(file.the, visit.person) });
  }

  @Get('application')
  async application(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    const file = await readCase(visit, this.names, id);
    return new Page('case-application', { ...this.head(file, visit, 'application'), agreement: file.readable ? file.the.agreement : undefined, cleared: file.the.cleared.map((person) => file.nameOf(person)) });
  }

  /** Every permit that was asked for under the case, refused and closed ones too. */
  @Get('permits')
  async permits(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    const [file, permits] = await Promise.all([readCase(visit, this.names, id), visit.client.authorisation.readPermits({ params: { id } })]);
    const { items } = got(permits);
    const nameOf = await this.names.of(visit.client, items.map(({ requestedBy }) => requestedBy));
    return new Page('case-permits', { ...this.head(file, visit, 'permits'), items: items.map((permit) => permitShown(permit, file, nameOf)).toSorted(byPartAndTime) });
  }

  @Get('record')
  async record(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    const file = await readCase(visit, this.names, id);
    return new Page('case-record', { ...this.head(file, visit, 'record'), events: happened(file) });
  }

  /** The case for paper; the access log has it as printed. */
  @Get('print')
  async print(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    const file = await readCase(visit, this.names, id, { purpose: 'print' });
    return new Page('case', { ...this.head(file, visit, ''), picture: pictureOf(file, visit.now), events: happened(file), printing: true });
  }

  /** The brief on one part for paper. */
  @Get('components/:component/print')
  async printPart(@Visiting() visit: Visit, @Param('id') id: string, @Param('component') component: string): Promise<Shown> {
    const read = got(await visit.client.authorisation.readComponent({ params: { id, component }, query: { purpose: 'print' } }));
    return new Page('part-print', briefOf(await readCase(visit, this.names, id), read));
  }

  @Get('components/:component/why')
  async why(@Visiting() visit: Visit, @Param('id') id: string, @Param('component') component: string): Promise<Shown> {
    const why = got(await visit.client.authorisation.explainComponent({ params: { id, component } }));
    const file = await readCase(visit, this.names, id);
    const steps = why.steps.map((step) => ({ ...step, words: named(step.words, file) }));
    const facts = why.decisions.map((decision) => ({ ...decision, facts: factsOf(decision.facts) }));
    return new Page('why', { streams: streamsOf(id), id, component: partNumber(component), reference: file.the.reference, caption: captionOf(file.the, component), heading: why.heading, standing: why.state, steps, facts, doubts: why.unconfirmed });
  }

  private head(file: CaseFile, { person }: Visit, tab: string): object {
    const { the, nameOf, readable } = file;
    const asked = nameOf(the.applicant);
    return {
      streams: streamsOf(the.id), id: the.id, inspects: inspects(person), reference: the.reference, operation: readable ? the.operation : undefined, readable, tab, asked, unit: the.unit, appliedAt: the.appliedAt, away: awayWords(file.away),
      check: the.check && { ...the.check, by: nameOf(the.check.by) }, parts: the.components.map((part) => partShown(part, file, person)),
    };
  }
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/** The facts that were put to the law, one a line; what was not there is left out. */
const factsOf = (facts: object, above = ''): readonly { readonly name: string; readonly value: string }[] =>
  Object.entries(facts).flatMap(([key, value]) => {
    const name = capital(plain(`${above} ${key}`.trim()));
    if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return [];
    if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return [{ name, value: listed(value.map(String)) }];
    if (typeof value === 'object') return factsOf(value, Array.isArray(facts) ? above : name);
    return [{ name: Array.isArray(facts) ? capital(above) : name, value: INSTANT.test(String(value)) ? moment(String(value)) : String(value) }];
  });
