import { Inject, Injectable } from '@nestjs/common';
import { type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import type { Ledger, ViewReader } from '@cpmp/ledger';
import { type Input, LEDGER, permit, stale } from '@cpmp/shell';
import { AuthorisationService, componentOf, officerOf } from './authorisation.service.js';
import { authority, type AuthorityEvent, type AuthorityState, cancel, grant, isOfPeople, type Law, notify, recordOralAct, refuseComponent, renew, reportDeployment, review, sealNote } from './domain/index.js';
import type { CancelInput, GrantInput, NoteInput, NotifyInput, RecordInput, RefuseInput, RenewInput, ReportDeploymentInput, ReviewInput } from './http/requests.js';
import { KnownService } from './known.service.js';
import { LAW } from './law.js';
import { ofThisForce, permissions } from './permissions.js';
import { closedRuns, permitsUnder } from './views/permits.view.js';

type OfComponent = { id: string; component: string };
/** What a decision rests on beside the case itself. */
type Facts = Pick<Law, 'known' | 'closed'>;
type On<B> = Input<OfComponent, {}, B>;

/** The door to an officer's decisions on one component, each on the version that the officer saw. */
@Injectable()
export class DecisionService {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    @Inject(LAW) private readonly law: Law,
    private readonly cases: AuthorisationService,
    private readonly known: KnownService,
  ) {}

  grant(input: On<GrantInput>) {
    permit(input.principal, permissions, 'decide');
    const command = { ...input.body, ...this.by(input), roles: input.principal.roles };
    return this.decide(input, 'granted the component', (state, now, law) => grant(state, command, now, law));
  }

  refuse(input: On<RefuseInput>) {
    permit(input.principal, permissions, 'decide');
    const command = { ...input.body, ...this.by(input) };
    return this.decide(input, 'refused the component', (state, now) => refuseComponent(state, command, now));
  }

  notify(input: On<NotifyInput>) {
    permit(input.principal, permissions, 'notify');
    const command = { ...input.body, ...this.by(input) };
    return this.decide(input, 'notified the commissioner', (state, now) => notify(state, command, now));
  }

  note(input: On<NoteInput>) {
    permit(input.principal, permissions, 'note');
    const command = { ...input.body, ...this.by(input) };
    return this.decide(input, 'sealed a note of an oral decision', (state, now) => sealNote(state, command, now));
  }

  record(input: On<RecordInput>) {
    permit(input.principal, permissions, 'record');
    const command = { ...input.body, ...this.by(input) };
    return this.decide(input, 'put the oral decision in writing', (state, now) => recordOralAct(state, command, now));
  }

  review(input: On<ReviewInput>) {
    permit(input.principal, permissions, 'decide');
    const command = { ...input.body, ...this.by(input) };
    return this.decide(input, 'reviewed the component', (state, now, law) => review(state, command, now, law));
  }

  renew(input: On<RenewInput>) {
    permit(input.principal, permissions, 'decide');
    const command = { ...input.body, ...this.by(input), roles: input.principal.roles };
    return this.decide(input, 'renewed the component', (state, now, law) => renew(state, command, now, law));
  }

  cancel(input: On<CancelInput>) {
    permit(input.principal, permissions, 'decide');
    const command = { ...input.body, told: input.body.told ?? [], ...this.by(input) };
    // Only what was decided before it is entered can have let something run on that is closed by now.
    const closed = async (views: ViewReader) => ({ closed: (await permitsUnder(views, input.params.id)).flatMap(closedRuns) });
    return this.decide(input, 'cancelled the component', (state, now, law) => cancel(state, command, now, law), command.decidedAt === undefined ? undefined : closed);
  }

  reportDeployment(input: On<ReportDeploymentInput>) {
    permit(input.principal, permissions, 'report');
    const command = { ...input.body, ...this.by(input) };
    return this.decide(input, 'entered a deployment on paper', (state, now) => reportDeployment(state, command, now));
  }

  private by({ principal, params }: On<unknown>) {
    return { component: params.component, by: officerOf(principal) };
  }

  /** Decides on a component that the caller may know of, on the version that they saw where the operation asks for it, with what is known elsewhere of its people. */
  async decide({ principal, actor, params, ifMatch, act }: On<unknown>, why: string, decide: (state: AuthorityState, now: Instant, law: Law) => Decision<AuthorityEvent>, more?: (views: ViewReader) => Promise<Facts>) {
    const { id, component } = params;
    const doc = await this.cases.known(principal, id);
    const decided = (state: AuthorityState, now: Instant, facts?: Facts) =>
      (ifMatch === undefined ? undefined : stale(ifMatch, state.components[component]?.edition ?? 0)) ?? ofThisForce(principal, state.application, decide(state, now, { ...this.law, ...facts, designations: this.known.designations.state }));
    const ofPeople = isOfPeople(componentOf(doc, component));
    const read = async (views: ViewReader): Promise<Facts> => ({ ...(ofPeople ? { known: await this.known.of(doc, component, views) } : {}), ...(await more?.(views)) });
    const outcome = ofPeople || more
      ? await this.ledger.transactWith(authority, id, { read, decide: decided }, act)
      : await this.ledger.transact(authority, id, decided, act);
    return isRefusal(outcome) ? outcome : this.cases.openComponent(id, component, { actor, why });
  }
}
