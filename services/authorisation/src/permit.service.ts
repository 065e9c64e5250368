import { Inject, Injectable } from '@nestjs/common';
import type { DeploymentAnswer, Holder, OpenPermit, PermitRequest } from '@cpmp/gate';
import { isRefusal } from '@cpmp/kernel';
import { type Act, everyDoc, idOf, type Ledger } from '@cpmp/ledger';
import { type DeadLetter, Poison } from '@cpmp/messaging';
import { type DueRow, LEDGER } from '@cpmp/shell';
import { answerRequest, authority, componentFacts, expire, type Heard, hearAnswer, lapseAppeal, type Law, permitInStream, raiseAlarm, repeatPermit, tellOpen, told, turnPermits } from './domain/index.js';
import { LAW } from './law.js';
import { dueNamed } from './views/due.view.js';
import { isOut, permits, type PermitRow } from './views/permits.view.js';

/** The road of permits: what holders ask and answer, what falls due, and what could not be read. No person calls it. */
@Injectable()
export class PermitService {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    @Inject(LAW) private readonly law: Law,
  ) {}

  /** A holder asks for a permit: decided on the authority's own stream. */
  async answerRequest(request: PermitRequest, act: Act): Promise<void> {
    const outcome = await this.ledger.transact(authority, request.authorisation, (state, now) => {
      const force = state.application?.force;
      return answerRequest(state, request, now, (component) => this.law.requirements(componentFacts(component), { at: now, ...(force ? { force } : {}) }));
    }, act);
    if (isRefusal(outcome)) throw new Poison(outcome.refused);
  }

  /** A holder answers. A permit that has left the state is looked up in the stream; one that the stream does not know either was lost, and is ended. */
  async hearAnswer(answer: DeploymentAnswer, act: Act): Promise<void> {
    if (await this.heard({ answer }, act)) return;
    const history = await this.ledger.history(authority, answer.authorisation);
    const closed = permitInStream(history.map(({ event }) => event), answer.permit) ?? 'never-issued';
    if (!(await this.heard({ answer, closed }, act))) throw new Poison('unknown-permit');
  }

  /** Tells a holder whose log was restored which of its permits are open, once an epoch: it takes no request before. */
  async tellOpen(holder: Holder, log: string): Promise<void> {
    const open: OpenPermit[] = [];
    // The rows spare the states of cases that have nothing out.
    for await (const { authorisation, permits: rows } of everyDoc(this.ledger.views, permits)) open.push(...(await this.openIn(authorisation, Object.values(rows).filter((row) => row.holder === holder && isOut(row)))));
    await this.ledger.transact(told, holder, (state) => tellOpen(state, { holder, log }, open), { cause: `epoch/${log}`, actor: null });
  }

  /** Does what falls due when nobody acts. */
  async runDue({ stream, what: name }: DueRow, act: Act): Promise<void> {
    const { what, of } = dueNamed(name);
    await this.ledger.transact(
      authority, idOf(stream),
      (state, now) => {
        if (what === 'begin') return turnPermits(state, now);
        if (what === 'appeal') return lapseAppeal(state, of, now);
        return what === 'expiry' ? expire(state, of, now) : repeatPermit(state, of, now);
      },
      act,
    );
  }

  /** A message about a thing could not be read: an alarm on every authority under which the thing is out. */
  async alarm({ topic, id, key }: DeadLetter): Promise<void> {
    const act: Act = { cause: `authorisation.dead-letters/${topic}/${id}`, actor: null };
    for await (const { authorisation, component, permits: rows } of everyDoc(this.ledger.views, permits, { where: { out: { contains: key } } })) {
      for (const { permit } of Object.values(rows).filter((row) => row.thing === key && isOut(row))) {
        await this.ledger.transact(authority, authorisation, (state) => raiseAlarm(state, { permit, component }), act);
      }
    }
  }

  private async openIn(authorisation: string, rows: readonly PermitRow[]): Promise<readonly OpenPermit[]> {
    if (rows.length === 0) return [];
    const { state } = await this.ledger.load(authority, authorisation);
    return rows.flatMap(({ permit, tactic, window, requestedBy }) => {
      const known = state.permits[permit];
      const whose = state.application ? { force: state.application.force } : {};
      return known ? [{ permit: { kind: 'repeated' as const, authorisation, ...known.said }, ...(known.heard ? { heard: known.heard } : {}), tactic, window, requestedBy, ...whose }] : [];
    });
  }

  private async heard(heard: Heard, act: Act): Promise<boolean> {
    const outcome = await this.ledger.transact(authority, heard.answer.authorisation, (state, now) => hearAnswer(state, heard, now), act);
    return !isRefusal(outcome);
  }
}
