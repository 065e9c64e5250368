import { Inject, Injectable } from '@nestjs/common';
import { type Instant, isRefusal, refuse } from '@cpmp/kernel';
import { type Clock, deriveId, type Ledger } from '@cpmp/ledger';
import { CLOCK, LEDGER, NotFound, type Paged, type Principal, authorities, knownPage, permit, type Input, stale } from '@cpmp/shell';
import { accept, assess, type Assessment, close, reassess, risk } from './domain/risk.js';
import { matrix } from './matrix.js';
import { mayAssessCase, mayKnow, permissions } from './permissions.js';
import { referenceOf } from './publish.js';
import { type RiskDoc, risks } from './views/risks.view.js';

/** What an assessor sends: likelihood and impact as they would be without the controls, and the residual with them. */
export type AssessmentBody = { threat: string; likelihood: number; impact: number; controls: string; residual: readonly [number, number] };

const assessmentOf = (body: AssessmentBody): Assessment => ({
  threat: body.threat,
  controls: body.controls,
  inherent: [body.likelihood, body.impact],
  residual: body.residual,
});

/** The door to risks: assess, assess again, accept, close, read. */
@Injectable()
export class RiskService {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async assess({ principal, body, act }: Input<{}, {}, AssessmentBody & { about: string; owner?: string }>) {
    permit(principal, permissions, 'assess');
    const known = await this.caseOf(body.about);
    if (body.about.startsWith('authority-') && !mayAssessCase(principal, known)) throw new NotFound();
    // Whoever is cleared for a case may be of another force; its own risk owners must be able to accept what stands in its way.
    const force = known?.force ?? principal.force;
    if (!force) return refuse('force-unknown', 'Your account names no force.', { instead: 'Ask an administrator to name your force.' });
    const id = deriveId(act.cause);
    const outcome = await this.ledger.transact(risk, id, (state, now) => assess(state, { ...assessmentOf(body), about: body.about, owner: body.owner, force }, { person: principal.person, now }, matrix), act);
    return isRefusal(outcome) ? outcome : this.outline(id);
  }

  async reassess({ principal, params, body, ifMatch, act }: Input<{ id: string }, {}, AssessmentBody & { owner?: string }>) {
    permit(principal, permissions, 'assess');
    await this.knownTo(principal, params.id);
    const outcome = await this.ledger.transact(risk, params.id, (state, now) => stale(ifMatch, state.edition) ?? reassess(state, { ...assessmentOf(body), owner: body.owner }, { person: principal.person, now }, matrix), act);
    return isRefusal(outcome) ? outcome : this.outline(params.id);
  }

  async accept({ principal, params, body, ifMatch, act }: Input<{ id: string }, {}, { until: Instant }>) {
    permit(principal, permissions, 'accept');
    const { force } = await this.knownTo(principal, params.id);
    const outcome = await this.ledger.transact(risk, params.id, (state, now) => stale(ifMatch, state.edition) ?? accept(state, { ...body, force }, { person: principal.person, now }, matrix), act);
    return isRefusal(outcome) ? outcome : this.outline(params.id);
  }

  async close({ principal, params, body, ifMatch, act }: Input<{ id: string }, {}, { reason: string }>) {
    permit(principal, permissions, 'close');
    await this.knownTo(principal, params.id);
    const outcome = await this.ledger.transact(risk, params.id, (state, now) => stale(ifMatch, state.edition) ?? close(state, body, { person: principal.person, now }), act);
    return isRefusal(outcome) ? outcome : this.outline(params.id);
  }

  async read({ principal, actor, params }: Input<{ id: string }>) {
    permit(principal, permissions, 'read');
    const doc = await this.knownTo(principal, params.id);
    return this.ledger.open(await this.shown(doc), { actor, what: `risk-${params.id}`, why: 'read the risk' });
  }

  async list({ principal, actor, query }: Input<{}, Paged & { about?: string }>) {
    permit(principal, permissions, 'read');
    const { about, ...asked } = query;
    const ask = (paged: Paged) => this.ledger.views.query(risks, { where: about ? { about: { eq: about } } : {}, sort: { by: 'residualScore', descending: true }, ...paged });
    const { docs, next } = await knownPage(ask, async (doc) => mayKnow(principal, doc, await this.caseOf(doc.about)), asked);
    const items = await this.ledger.open(await Promise.all(docs.map((doc) => this.shown(doc))), { actor, what: 'risks', why: 'read the register of risks' });
    return { items, ...(next === undefined ? {} : { next }) };
  }

  /** What the numbers mean: policy, the same for everybody who may read risks. */
  matrix({ principal }: Input) {
    permit(principal, permissions, 'read');
    return matrix;
  }

  private async known(id: string): Promise<RiskDoc> {
    const doc = await this.ledger.views.get(risks, id);
    if (!doc) throw new NotFound();
    return doc;
  }

  private async knownTo(principal: Principal, id: string): Promise<RiskDoc> {
    const doc = await this.known(id);
    if (!mayKnow(principal, doc, await this.caseOf(doc.about))) throw new NotFound();
    return doc;
  }

  private caseOf(about: string) {
    return this.ledger.views.get(authorities, about);
  }

  private async shown({ force: _force, wrote: _wrote, ...doc }: RiskDoc) {
    const about = await this.caseOf(doc.about);
    return {
      ...doc,
      reference: referenceOf(doc.id),
      ...(about ? { caseReference: about.reference } : {}),
      band: matrix.bands.findLast((band) => band.from <= doc.residualScore)?.name ?? '',
      needsAcceptance: !doc.closed && doc.residualScore >= doc.appetite,
      accepted: doc.accepted && { ...doc.accepted, inForce: this.clock.now() < doc.accepted.until },
    };
  }

  /** After a command its own author sees how the risk stands, without opening what others wrote. */
  private async outline(id: string) {
    const { closed, ...shown } = await this.shown(await this.known(id));
    return { ...shown, threat: undefined, controls: undefined, ...(closed ? { closed: { ...closed, reason: undefined } } : {}) };
  }
}
