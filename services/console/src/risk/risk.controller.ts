import { Controller, Get, Param, Post } from '@nestjs/common';
import { Names } from '../web/names.js';
import { Page, type Shown } from '../web/showing.js';
import { type Form, Forms } from '../web/forms.js';
import type { Person } from '../web/session.js';
import { faultsAt, typedAt } from '../web/spoken.js';
import { until } from '../web/time.js';
import { endOfDay } from '../web/typed-time.js';
import { got, one, type Visit, Visiting } from '../web/visit.js';
import { aboutOf, allRisks, type Matrix, needingAcceptance, readMatrix, type Risk, scoreWords, tableOf } from './risks.js';
import { assessmentOf, assessmentTyped, RATED, ratings } from './assessment.js';

/** Who may raise a risk or assess it again; the API has the last word. */
const ASSESSORS: readonly string[] = ['risk-owner', 'handler', 'controller', 'applicant', 'authorising-officer', 'resource-manager', 'cover-officer'];

const has = ({ roles }: Person, ...wanted: readonly string[]): boolean => roles.some((role) => wanted.includes(role));

/** Where risks stand, which of them need an acceptance and until when they have one; and one risk, to accept, to assess again or to close. */
@Controller('risks')
export class RiskController {
  constructor(
    private readonly forms: Forms,
    private readonly names: Names,
  ) {}

  @Get()
  async register(@Visiting() { client, person }: Visit): Promise<Shown> {
    const [risks, matrix] = await Promise.all([allRisks(client), readMatrix(client)]);
    const listed = (some: readonly Risk[]) => some.map((risk) => ({ ...risk, of: aboutOf(risk) }));
    const open = risks.filter((risk) => !risk.closed);
    return new Page('risks', {
      matrix: tableOf(matrix, open), appetite: matrix.appetite, over: listed(needingAcceptance(open)), others: listed(open.filter(({ needsAcceptance }) => !needsAcceptance)), closed: listed(risks.filter((risk) => risk.closed)),
      accepts: has(person, 'risk-owner'), raises: has(person, ...ASSESSORS),
    });
  }

  @Get(':id')
  async show(@Visiting() { client, person, query }: Visit, @Param('id') id: string): Promise<Shown> {
    const { risk, matrix } = await this.read(client, id);
    const { closed, owner, accepted, assessed } = risk;
    const nameOf = await this.names.of(client, [owner ?? undefined, assessed.by, accepted?.by, closed?.by]);
    return new Page('risk', {
      streams: [`risk-${risk.id}`], ...facts(risk, matrix), owner: owner && nameOf(owner), assessor: nameOf(assessed.by), acceptor: accepted && nameOf(accepted.by), closer: closed && nameOf(closed.by),
      accepts: !closed && has(person, 'risk-owner'), assesses: !closed && has(person, ...ASSESSORS), done: doneWords(query['done'], risk),
    });
  }

  @Get(':id/accept')
  async showAcceptance(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.show(await this.acceptance(visit, id));
  }

  @Post(':id/accept')
  async accept(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.answer(visit, await this.acceptance(visit, id));
  }

  @Get(':id/assess')
  async showAssessment(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    const { form, risk } = await this.assessment(visit, id);
    return this.forms.show(form, assessmentOf(risk));
  }

  @Post(':id/assess')
  async assess(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.answer(visit, (await this.assessment(visit, id)).form);
  }

  @Get(':id/close')
  async showClosing(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.show(await this.closing(visit, id));
  }

  @Post(':id/close')
  async close(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.answer(visit, await this.closing(visit, id));
  }

  private async read(client: Visit['client'], id: string): Promise<{ readonly risk: Risk; readonly matrix: Matrix }> {
    const [risk, matrix] = await Promise.all([client.riskAssessment.readRisk({ params: { id } }).then(got), readMatrix(client)]);
    return { risk, matrix };
  }

  private async acceptance({ client, typed }: Visit, id: string): Promise<Form<Risk>> {
    const { risk, matrix } = await this.read(client, id);
    const end = endOfDay(typedAt(typed, 'until'), 'the last day');
    return {
      view: 'risk-accept',
      model: { ...facts(risk, matrix), days: matrix.acceptanceDaysMax },
      fields: [{ field: 'until', pointer: '/until', label: 'The last day', lands: 'until-day' }],
      faults: faultsAt('until', end),
      send: (key) => client.riskAssessment.acceptRisk({ params: { id }, ifMatch: Number(one(typed, 'version')), key, body: { until: end.instant ?? '' } }),
      done: () => `/risks/${id}?done=accept`,
      refused: { title: 'The risk was not accepted', reference: risk.reference, back: { text: 'Go to the risk', href: `/risks/${id}` } },
    };
  }

  private async closing({ client, typed }: Visit, id: string): Promise<Form<Risk>> {
    const { risk, matrix } = await this.read(client, id);
    return {
      view: 'risk-close',
      model: facts(risk, matrix),
      fields: [{ field: 'reason', pointer: '/reason', label: 'Why it can go wrong no more' }],
      send: (key) => client.riskAssessment.closeRisk({ params: { id }, ifMatch: Number(one(typed, 'version')), key, body: { reason: one(typed, 'reason') } }),
      done: () => `/risks/${id}?done=close`,
      refused: { title: 'The risk was not closed', reference: risk.reference, back: { text: 'Go to the risk', href: `/risks/${id}` } },
    };
  }

  private async assessment({ client, typed }: Visit, id: string): Promise<{ readonly form: Form<Risk>; readonly risk: Risk }> {
    const { risk, matrix } = await this.read(client, id);
    const owner = one(typed, 'owner');
    const form: Form<Risk> = {
      view: 'risk-assess',
      model: { ...facts(risk, matrix), ...ratings(matrix) },
      fields: [...RATED, { field: 'owner', pointer: '/owner', label: 'Who owns it from now on' }],
      send: (key) => client.riskAssessment.reassessRisk({ params: { id }, ifMatch: Number(one(typed, 'version')), key, body: { ...assessmentTyped(typed), ...(owner === '' ? {} : { owner }) } }),
      done: () => `/risks/${id}?done=assess`,
      refused: { title: 'The risk was not assessed again', reference: risk.reference, back: { text: 'Go to the risk', href: `/risks/${id}` } },
    };
    return { form, risk };
  }
}

/** What every page of one risk shows. */
const facts = (risk: Risk, matrix: Matrix) => ({
  risk, id: risk.id, reference: risk.reference, version: risk.edition, of: aboutOf(risk), appetite: matrix.appetite, inherent: scoreWords(matrix, risk.inherent), residual: scoreWords(matrix, risk.residual),
});

const doneWords = (done: string | undefined, { accepted, needsAcceptance }: Risk): string | undefined => {
  if (done === 'accept' && accepted) return `The risk is accepted, ${until(accepted.until)}.`;
  if (done === 'assess') return needsAcceptance && !accepted?.inForce ? 'The risk is assessed. Nothing may be deployed under it until its owner accepts it.' : 'The risk is assessed.';
  if (done === 'close') return 'The risk is closed.';
  return done === 'raise' ? 'The risk is in the register.' : undefined;
};
