import { Inject, Injectable } from '@nestjs/common';
import { type Instant, isRefusal } from '@cpmp/kernel';
import { deriveId, type Ledger, type Query } from '@cpmp/ledger';
import { LEDGER, NotFound, permit, type Input, stale } from '@cpmp/shell';
import { accept, assess, type Assessment, reassess, risk } from './domain/risk.js';
import { matrix } from './matrix.js';
import { permissions } from './permissions.js';
import { type RiskDoc, risks } from './views/risks.view.js';

/** What an assessor sends; without an inherent score the residual stands for it. */
export type AssessmentBody = { threat: string; likelihood: number; impact: number; controls: string; residual: readonly [number, number] };

const assessmentOf = (body: AssessmentBody): Assessment => ({
  threat: body.threat,
  controls: body.controls,
  inherent: [body.likelihood, body.impact],
  residual: body.residual,
});

/** The door to risks: assess, assess again, accept, read. */
@Injectable()
export class RiskService {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async assess({ principal, body, act }: Input<{}, {}, AssessmentBody & { about: string; owner?: string }>) {
    permit(principal, permissions, 'assess');
    const id = deriveId(act.cause);
    const outcome = await this.ledger.transact(risk, id, (state, now) => assess(state, { ...assessmentOf(body), about: body.about, owner: body.owner }, { person: principal.person, now }, matrix), act);
    return isRefusal(outcome) ? outcome : this.shown(id);
  }

  async reassess({ principal, params, body, ifMatch, act }: Input<{ id: string }, {}, AssessmentBody>) {
    permit(principal, permissions, 'assess');
    await this.known(params.id);
    const outcome = await this.ledger.transact(risk, params.id, (state, now) => stale(ifMatch, state.edition) ?? reassess(state, assessmentOf(body), { person: principal.person, now }, matrix), act);
    return isRefusal(outcome) ? outcome : this.shown(params.id);
  }

  async accept({ principal, params, body, ifMatch, act }: Input<{ id: string }, {}, { until: Instant }>) {
    permit(principal, permissions, 'accept');
    await this.known(params.id);
    const outcome = await this.ledger.transact(risk, params.id, (state, now) => stale(ifMatch, state.edition) ?? accept(state, body, { person: principal.person, now }, matrix), act);
    return isRefusal(outcome) ? outcome : this.shown(params.id);
  }

  async read({ principal, actor, params }: Input<{ id: string }>) {
    permit(principal, permissions, 'read');
    const doc = await this.known(params.id);
    return this.ledger.open(shown(doc), { actor, what: `risk-${params.id}`, why: 'read the risk' });
  }

  async list({ principal, actor, query }: Input<{}, { about?: string; limit?: number; after?: string }>) {
    permit(principal, permissions, 'read');
    const asked: Query = { where: query.about ? { about: { eq: query.about } } : {}, sort: { by: 'residualScore', descending: true }, limit: query.limit, after: query.after };
    const page = await this.ledger.views.query(risks, asked);
    const items = await this.ledger.open(page.docs.map(shown), { actor, what: 'risks', why: 'read the register of risks' });
    return { items, ...(page.next ? { next: page.next } : {}) };
  }

  private async known(id: string): Promise<RiskDoc> {
    const doc = await this.ledger.views.get(risks, id);
    if (!doc) throw new NotFound();
    return doc;
  }

  /** After a command its own author sees what they wrote, without opening what others wrote. */
  private async shown(id: string) {
    return { ...shown(await this.known(id)), threat: undefined, controls: undefined };
  }
}

const shown = (doc: RiskDoc) => ({ ...doc, band: matrix.bands.findLast((band) => band.from <= doc.residualScore)?.name ?? '', needsAcceptance: doc.residualScore >= doc.appetite });
