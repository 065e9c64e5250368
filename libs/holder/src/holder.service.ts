import { type Booking, type DeploymentRow, type GateEvent, type ShownDeployment, type Target, type Thing, type Window, overlaps, shownDeployment } from '@cpmp/gate';
import { type Decision, type DomainEvent, type Instant, isRefusal, type Refusal, refuse } from '@cpmp/kernel';
import { type Ledger, type ViewReader, deriveId, everyDoc, idOf } from '@cpmp/ledger';
import { type Input, NotFound, type Paged, type Principal, authorities, equalTo, knownPage, outcomeWithin } from '@cpmp/shell';
import { deploymentRows, openStates } from './deployment-rows.js';
import type { Holding, ThingKnown } from './holding.js';
import { mayAct, mayKnow } from './may-know.js';
import { type RiskDoc, risks } from './risks.js';
import { Told } from './told.js';
import { deployments } from './views.js';

/** How long a request waits for its permit before it is answered 202, in milliseconds of machine time. */
const PERMIT_WAIT_MS = 5_000;

/** A case's reference begins with a capital; an id has none. */
const REFERENCE = /^[A-Z]/;

/** What a thing is to be deployed for; the case by its id or by its reference. */
export type DeployAsk = { authorisation: string; component: string; tactic: string; target: Target; window: Window; moves?: string };

/** What the register of deployments may be asked for. */
export type DeploymentFilter = { authorisation?: string; thing?: string; state?: string; running?: string };

/** Whose calendars are read, and of which window. */
export type CalendarsAsk = Paged & Window & { kind?: string };

/** Somebody who acts on a deployment, by its id. */
type ActOn = Pick<Input<{ id: string }>, 'principal' | 'actor' | 'params' | 'act'>;

/** What one is answered who may know of what is out and is of another force: it is the business of who has it out. */
const actedOnByItsForce = (): Refusal => refuse('not-permitted', 'It is out for another force.', { instead: 'Those of the force that deployed it may.' });

/** What is promised, without saying for what. */
export const promised = (bookings: readonly Booking[]) => bookings.map(({ allocation, tasking, window }) => ({ id: allocation, tasking, window }));

/**
 * What both holders do alike for people: ask for a permit and say what became of it, decide on what is out, show deployments and calendars to those who may know of
 * them. Roles differ: the service that calls has checked them in its own first line. What no person calls for is in `road.service.ts`.
 */
export class HolderService<S = unknown, E extends DomainEvent = GateEvent> {
  private readonly told: Told;

  constructor(
    private readonly ledger: Ledger,
    private readonly holding: Holding<S, E>,
  ) {
    this.told = new Told(ledger);
  }

  /** Asks for a permit and waits a while for the answer; what is still `requested` then is answered 202. */
  async deploy({ principal, act }: Pick<Input, 'principal' | 'act'>, id: string, ask: DeployAsk) {
    const { aggregate, deploy } = this.holding;
    await this.thing(id);
    const { force } = principal;
    // What is out is known by its force: of none, nobody could recover it.
    if (!force) return refuse('force-unknown', 'Your account names no force.', { instead: 'Ask an administrator to name your force.' });
    const authorisation = await this.caseMeant(ask.authorisation);
    const asked = { ...ask, authorisation, permit: deriveId(act.cause), requestedBy: principal.person, force };
    const outcome = await this.ledger.transactWith(
      aggregate, id,
      {
        read: (views) => this.facts(views, { thing: this.streamOf(id), authorisation, force }),
        decide: (state, now, facts) => deploy(state, id, { ...asked, ...facts }, now),
      },
      act,
    );
    if (isRefusal(outcome)) return outcome;
    const answered = await outcomeWithin(this.ledger, PERMIT_WAIT_MS, async () => {
      const row = await this.row(asked.permit);
      return row.state === 'requested' ? undefined : row;
    });
    return this.verdict(answered ?? (await this.row(asked.permit)), ask.target);
  }

  /** Moves what is out, as the caller may know, under a permit that is asked for anew; the old deployment is closed as that one starts. */
  async move({ principal, params, act }: Pick<ActOn, 'principal' | 'params' | 'act'>, ask: DeployAsk) {
    const { thing, answer } = await this.knownTo(principal, params.id);
    return mayAct(principal, answer) ? this.deploy({ principal, act }, idOf(thing), { ...ask, moves: params.id }) : actedOnByItsForce();
  }

  /** Decides on a deployment that the caller may know of, and answers it opened; `why` is for the access log. Whoever is told of its recall today acts on it too, whatever their force. */
  async decide({ principal, actor, params, act }: ActOn, decision: (thing: Thing, now: Instant) => Decision<GateEvent>, why: string) {
    const { aggregate, thingOf } = this.holding;
    const { thing: stream, answer } = await this.knownTo(principal, params.id);
    const id = idOf(stream);
    const decide = (thing: Thing, now: Instant) => (mayAct(principal, answer) || thing.tell.includes(principal.person) ? decision(thing, now) : actedOnByItsForce());
    const outcome = await this.ledger.transact(aggregate, id, (state, now) => decide(thingOf(state, id, now), now), act);
    if (isRefusal(outcome)) return outcome;
    return this.opened(await this.shown(await this.row(params.id)), { actor, why });
  }

  async read({ principal, actor, params }: Omit<ActOn, 'act'>) {
    return this.opened(await this.known(principal, params.id), { actor, why: 'read the deployment' });
  }

  /** Those that the caller may know of, the newest first. */
  async list({ principal, actor, query }: Pick<Input<{}, Paged & DeploymentFilter>, 'principal' | 'actor' | 'query'>) {
    const { limit, after, ...fields } = query;
    const ask = (paged: Paged) => this.ledger.views.query(deployments, { where: equalTo(fields), sort: { by: 'requestedAt', descending: true }, ...paged });
    const { docs, next } = await knownPage(ask, (row) => this.mayKnow(principal, row), { limit, after });
    const items = await Promise.all(docs.map((row) => this.shown(row)));
    return { items: await this.ledger.open(items, { actor, what: 'deployments', why: 'read the deployments' }), next };
  }

  /** A deployment with its text closed. @throws NotFound where there is none, or none that the caller may know of. */
  async known(principal: Principal, id: string): Promise<ShownDeployment> {
    return this.shown(await this.knownTo(principal, id));
  }

  /** What the register says of a thing. @throws NotFound where there is none */
  async thing(id: string): Promise<ThingKnown> {
    const found = await this.holding.find(this.ledger.views, id);
    if (!found) throw new NotFound();
    return found;
  }

  /** When a thing is taken: all that is promised of it, and what it is out or asked for. */
  async calendar(principal: Principal, id: string) {
    const { bookings } = await this.thing(id);
    const open = await deploymentRows(this.ledger.views, { thing: { eq: this.streamOf(id) }, state: { in: openStates(this.holding.rules) } });
    return { bookings: promised(bookings), deployments: await this.entries(principal, open) };
  }

  /** What each of several things is taken for within a window, in the order in which they come. */
  async calendars(principal: Principal, things: readonly { readonly id: string; readonly bookings: readonly Booking[] }[], window: Window) {
    const thing = { in: things.map(({ id }) => this.streamOf(id)) };
    const [open, closed] = await Promise.all([deploymentRows(this.ledger.views, { thing, state: { in: openStates(this.holding.rules) } }), deploymentRows(this.ledger.views, { thing, 'answer.closedAt': { from: window.from } })]);
    // What is out stays taken until it is back, whatever its window says.
    const within = [...open, ...closed].filter(({ state, answer: { startedAt, closedAt }, window: asked }) =>
      state === 'requested' ? overlaps(asked, window) : startedAt !== undefined && startedAt < window.to && (closedAt === undefined || closedAt > window.from),
    );
    return Promise.all(
      things.map(async ({ id, bookings }) => ({
        bookings: promised(bookings.filter((booking) => overlaps(booking.window, window))),
        deployments: await this.entries(principal, within.filter((row) => row.thing === this.streamOf(id))),
      })),
    );
  }

  /** Deployments as a calendar has them: when, and whose case it is only for a caller who may know of the deployment. */
  private entries(principal: Principal, rows: readonly DeploymentRow[]) {
    return Promise.all(
      rows.map(async (row) => {
        const { permit, window, state, authorisation, answer: { startedAt, recalledAt, closedAt } } = row;
        return { id: permit, window, state, startedAt, recalledAt, closedAt, ...((await this.mayKnow(principal, row)) ? { authorisation } : {}) };
      }),
    );
  }

  private streamOf(id: string): string {
    return `${this.holding.aggregate.category}-${id}`;
  }

  /** What other services were last heard to say: whose operation it is, and the risks about the thing and the authority. */
  private async facts(views: ViewReader, { thing, authorisation, force }: { thing: string; authorisation: string; force: string }) {
    const authority = await views.get(authorities, `authority-${authorisation}`);
    // All of them, closed ones too: any one may refuse. What another force says of a thing binds that force alone.
    const counts = (risk: RiskDoc): boolean => risk.about !== thing || risk.force === undefined || risk.force === force || risk.force === authority?.force;
    const about = await Array.fromAsync(everyDoc(views, risks, { where: { about: { in: [thing, `authority-${authorisation}`] } } }));
    return { ...(authority ? { operationId: authority.operationId } : {}), risks: about.filter(counts), ...((await this.told.isAwaited()) ? { untold: true } : {}) };
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
    if (row.state === 'not-taken') return refuse('permit-not-taken', 'The permit came too late, its end was read first, or what it was to move was out no more.', { instead: 'Ask again.' });
    // What was noted as it came back is sealed, and opened to nobody here.
    const { note: _sealed, ...open } = row;
    return this.shown({ ...open, target });
  }

  private async shown(row: DeploymentRow): Promise<ShownDeployment> {
    const kept = await this.holding.find(this.ledger.views, idOf(row.thing));
    return shownDeployment(row, kept?.kind ?? '');
  }

  private opened(deployment: ShownDeployment, { actor, why }: Pick<Input, 'actor'> & { readonly why: string }): Promise<ShownDeployment> {
    return this.ledger.open(deployment, { actor, what: `deployment-${deployment.id}`, why });
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

  private mayKnow(principal: Principal, row: DeploymentRow): Promise<boolean> {
    return mayKnow(principal, row, this.ledger.views, this.holding.looksAfter);
  }
}
