import { Inject, Injectable } from '@nestjs/common';
import {
  type DeploymentRow,
  type PermitMessage,
  type RecoveryOutcome,
  type Target,
  type Window,
  close,
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
import { asset, deploy, thingOf } from './domain/asset.js';
import { permissions } from './permissions.js';
import { assets } from './views/assets.view.js';
import { authorities } from './views/authorities.view.js';
import { deployments } from './views/deployments.view.js';
import { risks } from './views/risks.view.js';

/** How long a request waits for its permit before it is answered 202, in milliseconds of machine time. */
export const PERMIT_WAIT_MS = 5_000;

/** What is asked at the door. */
export type DeployBody = { asset: string; authorisation: string; component: string; tactic: string; target: Target; window: Window };

/** What the register of deployments may be asked for. */
export type DeploymentFilter = { authorisation?: string; thing?: string; state?: string };

/** An id has no capitals. */
const REFERENCE = /^[A-Z]/;

const idOf = (thing: string): string => thing.slice(thing.indexOf('-') + 1);

/** The door to deployments: ask for a permit, hear what became of it, recall by the clock, recover. */
@Injectable()
export class DeploymentService {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  /** Asks for a permit and waits a while for the answer; what is still `requested` then is answered 202. */
  async deploy({ principal, body, act }: Input<{}, {}, DeployBody>) {
    permit(principal, permissions, 'deploy');
    const { asset: id, ...scope } = body;
    if (!(await this.ledger.views.get(assets, id))) throw new NotFound();
    const authorisation = await this.caseMeant(scope.authorisation);
    const asked = { ...scope, authorisation, permit: deriveId(act.cause), requestedBy: principal.person, force: principal.force ?? '' };
    const outcome = await this.ledger.transactWith(
      asset, id,
      {
        read: (views) => this.facts(views, { thing: `asset-${id}`, authorisation }),
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

  /** Records how the asset came back, or that it did not. Never refused for want of an authority. */
  async recover({ principal, actor, params, body, act }: Input<{ id: string }, {}, { outcome: RecoveryOutcome; note: string }>) {
    permit(principal, permissions, 'recover');
    const { thing } = await this.knownTo(principal, params.id);
    const closing = { permit: params.id, outcome: body.outcome, note: body.note };
    const outcome = await this.ledger.transact(asset, idOf(thing), (state, now) => close(thingOf(state, idOf(thing)), closing, now), act);
    if (isRefusal(outcome)) return outcome;
    return this.opened(await this.row(params.id), actor, 'recovered the asset');
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

  /** Hears what authorisation says of a permit. @throws Poison for one that this asset never asked for. */
  async hear(message: PermitMessage, act: Act): Promise<void> {
    const id = idOf(message.thing);
    const outcome = await this.ledger.transact(asset, id, (state, now) => hearPermit(thingOf(state, id), message, now), act);
    if (isRefusal(outcome)) throw new Poison(outcome.refused);
  }

  /** Does what falls due when nobody acts. */
  async runDue({ stream, what: name }: DueRow, act: Act): Promise<void> {
    const id = idOf(stream);
    const { what, permit: due } = dueNamed(name);
    await this.ledger.transact(asset, id, (state, now) => onDue[what](thingOf(state, id), due, now), act);
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
    const kept = await this.ledger.views.get(assets, idOf(row.thing));
    return shownDeployment(row, kept?.kind ?? '');
  }

  private async opened(row: DeploymentRow, actor: Actor, why: string) {
    return this.ledger.open(await this.shown(row), { actor, what: `deployment-${row.permit}`, why });
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
