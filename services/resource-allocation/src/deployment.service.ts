import { Inject, Injectable } from '@nestjs/common';
import {
  type DeploymentRow,
  type PermitMessage,
  type RecoveryOutcome,
  type Target,
  type Window,
  close,
  decideWithdrawal,
  dueNamed,
  hearPermit,
  mayKnowOf,
  onDue,
  shownDeployment,
} from '@cpmp/gate';
import { type Actor, isRefusal, refuse } from '@cpmp/kernel';
import { type Act, type Ledger, type ViewReader, deriveId } from '@cpmp/ledger';
import { Poison } from '@cpmp/messaging';
import { type DueRow, type Input, LEDGER, NotFound, type Paged, type Principal, knownPage, outcomeWithin, permit } from '@cpmp/shell';
import { OPERATIVE, deploy, resource, thingOf } from './domain/resource.js';
import { permissions } from './permissions.js';
import { authorities } from './views/authorities.view.js';
import { deployments } from './views/deployments.view.js';
import { resources } from './views/resources.view.js';
import { risks } from './views/risks.view.js';

/** How long a request waits for its permit before it is answered 202, in milliseconds of machine time. */
export const PERMIT_WAIT_MS = 5_000;

/** What is asked at the door. */
export type DeployBody = { resource: string; authorisation: string; component: string; tactic: string; target: Target; window: Window };

/** What the register of deployments may be asked for. */
export type DeploymentFilter = { authorisation?: string; thing?: string; state?: string };

/** An id has no capitals. */
const REFERENCE = /^[A-Z]/;

const idOf = (thing: string): string => thing.slice(thing.indexOf('-') + 1);

/** The door to deployments: ask for a permit, hear what became of it, order the withdrawal by the clock, withdraw. */
@Injectable()
export class DeploymentService {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  /** Asks for a permit and waits a while for the answer; what is still `requested` then is answered 202. */
  async deploy({ principal, body, act }: Input<{}, {}, DeployBody>) {
    permit(principal, permissions, 'deployOperative');
    const { resource: id, ...scope } = body;
    const kept = await this.ledger.views.get(resources, id);
    if (!kept) throw new NotFound();
    if (kept.kind !== OPERATIVE) permit(principal, permissions, 'deploy');
    const authorisation = await this.caseMeant(scope.authorisation);
    const asked = { ...scope, authorisation, permit: deriveId(act.cause), requestedBy: principal.person, force: principal.force ?? '' };
    const outcome = await this.ledger.transactWith(
      resource, id,
      {
        read: (views) => this.facts(views, { thing: `resource-${id}`, authorisation }),
        decide: (state, now, facts) => deploy(state, id, { ...asked, ...facts }, now),
      },
      act,
    );
    if (isRefusal(outcome)) return outcome;
    const answered = await outcomeWithin(this.ledger, PERMIT_WAIT_MS, async () => {
      const row = await this.row(asked.permit);
      return row.state === 'requested' ? undefined : row;
    });
    return this.verdict(answered ?? (await this.row(asked.permit)), scope.target);
  }

  /** Records that people are back. Never refused for want of an authority; nothing else ends a person's deployment. */
  async withdraw({ principal, actor, params, body, act }: Input<{ id: string }, {}, { outcome: RecoveryOutcome; note: string }>) {
    permit(principal, permissions, 'withdrawOperative');
    const id = await this.actedOn(principal, params.id, 'withdraw');
    const closing = { permit: params.id, outcome: body.outcome, note: body.note };
    const outcome = await this.ledger.transact(resource, id, (state, now) => close(thingOf(state, id), closing, now), act);
    if (isRefusal(outcome)) return outcome;
    return this.opened(await this.row(params.id), actor, 'withdrew the resource');
  }

  /** Records how and when people are withdrawn, and at what risk; the withdrawal is then no longer overdue. */
  async decideWithdrawal({ principal, actor, params, body, act }: Input<{ id: string }, {}, { note: string }>) {
    permit(principal, permissions, 'decideOperativeWithdrawal');
    const id = await this.actedOn(principal, params.id, 'decideWithdrawal');
    const outcome = await this.ledger.transact(resource, id, (state, now) => decideWithdrawal(thingOf(state, id), { permit: params.id, note: body.note }, now), act);
    if (isRefusal(outcome)) return outcome;
    return this.opened(await this.row(params.id), actor, 'decided on the withdrawal');
  }

  async read({ principal, actor, params }: Input<{ id: string }>) {
    permit(principal, permissions, 'readDeployments');
    return this.opened(await this.knownTo(principal, params.id), actor, 'read the deployment');
  }

  /** Those that the caller may know of, the newest first. */
  async list({ principal, actor, query }: Input<{}, Paged & DeploymentFilter>) {
    permit(principal, permissions, 'readDeployments');
    const { limit, after, ...fields } = query;
    const where = Object.fromEntries(Object.entries(fields).flatMap(([name, eq]) => (eq === undefined ? [] : [[name, { eq }]])));
    const ask = (paged: Paged) => this.ledger.views.query(deployments, { where, sort: { by: 'requestedAt', descending: true }, ...paged });
    const { docs, next } = await knownPage(ask, (row) => this.mayKnow(principal, row), { limit, after });
    const items = await Promise.all(docs.map((row) => this.shown(row)));
    return { items: await this.ledger.open(items, { actor, what: 'deployments', why: 'read the deployments' }), next };
  }

  /** Hears what authorisation says of a permit. @throws Poison for one that this resource never asked for. */
  async hear(message: PermitMessage, act: Act): Promise<void> {
    const id = idOf(message.thing);
    const outcome = await this.ledger.transact(resource, id, (state, now) => hearPermit(thingOf(state, id), message, now), act);
    if (isRefusal(outcome)) throw new Poison(outcome.refused);
  }

  /** Does what falls due when nobody acts. */
  async runDue({ stream, what: name }: DueRow, act: Act): Promise<void> {
    const id = idOf(stream);
    const { what, permit: due } = dueNamed(name);
    await this.ledger.transact(resource, id, (state, now) => onDue[what](thingOf(state, id), due, now), act);
  }

  /** What other services were last heard to say: whose operation it is, and the risks about the thing and the authority. */
  private async facts(views: ViewReader, { thing, authorisation }: { thing: string; authorisation: string }) {
    const authority = await views.get(authorities, `authority-${authorisation}`);
    const { docs } = await views.query(risks, { where: { about: { in: [thing, `authority-${authorisation}`] } } });
    return { ...(authority ? { operationId: authority.operationId } : {}), risks: docs };
  }

  /** The case that is meant. A reference that no case bears gets an id that no case bears either: it takes the same road to the same no. */
  private async caseMeant(meant: string): Promise<string> {
    if (!REFERENCE.test(meant)) return meant;
    const { docs } = await this.ledger.views.query(authorities, { where: { reference: { eq: meant } } });
    return docs[0]?.authorisation ?? deriveId(`reference/${meant}`);
  }

  private async verdict(row: DeploymentRow, target: Target) {
    if (row.refusal) return row.refusal;
    if (row.state === 'lapsed') return refuse('lapsed', 'No permit came in time.', { instead: 'Ask again.' });
    if (row.state === 'not-taken') return refuse('permit-not-taken', 'The permit came too late, or its end was read first.', { instead: 'Ask again.' });
    return this.shown({ ...row, target });
  }

  private async shown(row: DeploymentRow) {
    const kept = await this.ledger.views.get(resources, idOf(row.thing));
    return shownDeployment(row, kept?.kind ?? '');
  }

  private async opened(row: DeploymentRow, actor: Actor, why: string) {
    return this.ledger.open(await this.shown(row), { actor, what: `deployment-${row.permit}`, why });
  }

  /** The resource's id, for one who may act on it: who looks after operatives acts on nothing else. */
  private async actedOn(principal: Principal, permitId: string, otherwise: 'withdraw' | 'decideWithdrawal'): Promise<string> {
    const { thing } = await this.knownTo(principal, permitId);
    const kept = await this.ledger.views.get(resources, idOf(thing));
    if (kept?.kind !== OPERATIVE) permit(principal, permissions, otherwise);
    return idOf(thing);
  }

  private async row(id: string): Promise<DeploymentRow> {
    const row = await this.ledger.views.get(deployments, id);
    if (!row) throw new NotFound();
    return row;
  }

  private async knownTo(principal: Principal, id: string): Promise<DeploymentRow> {
    const row = await this.row(id);
    if (!(await this.mayKnow(principal, row))) throw new NotFound();
    return row;
  }

  private async mayKnow(principal: Principal, { answer }: DeploymentRow): Promise<boolean> {
    return mayKnowOf(principal, answer, await this.ledger.views.get(authorities, `authority-${answer.authorisation}`));
  }
}
