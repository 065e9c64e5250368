import type { Provider } from '@nestjs/common';
import {
  type Booking,
  type BookingAsk,
  type DeploymentAsk,
  type DeploymentRow,
  type GateEvent,
  type HolderRules,
  type Need,
  type OpenPermits,
  type ShownDeployment,
  type Target,
  type Thing,
  type Window,
  dueNamed,
  hearOpen,
  hearPermit,
  isKnown,
  onDue,
  overlaps,
  release,
  shownDeployment,
  stateOpen,
} from '@cpmp/gate';
import { allocationRequestIn, openPermitsIn, permitMessageIn } from '@cpmp/gate/wire';
import { type Aggregate, type Decision, type DomainEvent, type Instant, isRefusal, refuse } from '@cpmp/kernel';
import { type Act, type Condition, type Ledger, type ViewReader, deriveId, epochOf, idOf } from '@cpmp/ledger';
import { type Delivery, Poison, actOf } from '@cpmp/messaging';
import { type DueRow, type Input, LEDGER, NotFound, type Paged, type Principal, authorities, equalTo, knownPage, outcomeWithin } from '@cpmp/shell';
import { mayKnow } from './may-know.js';
import { risks } from './risks.js';
import { told } from './told.js';
import { deployments } from './views.js';

/** How long a request waits for its permit before it is answered 202, in milliseconds of machine time. */
const PERMIT_WAIT_MS = 5_000;

/** A case's reference begins with a capital; an id has none. */
const REFERENCE = /^[A-Z]/;

/** What is particular to the things of one holder. */
export type Holding<S, E extends DomainEvent> = {
  readonly rules: HolderRules;
  /** A thing's stream, with its own calendar. */
  readonly aggregate: Aggregate<S, E | GateEvent>;
  readonly thingOf: (state: S, id: string, now: Instant) => Thing;
  readonly deploy: (state: S, id: string, ask: Omit<DeploymentAsk, 'unfit'>, now: Instant) => Decision<E | GateEvent>;
  readonly book: (state: S, id: string, ask: Omit<BookingAsk, 'unfit'> & { readonly needs: readonly Need[] }, now: Instant) => Decision<E | GateEvent>;
  /** Looks a thing up in the register. */
  readonly find: (views: ViewReader, id: string) => Promise<ThingKnown | undefined>;
};

/** What every register says of a thing. */
export type ThingKnown = { readonly kind: string; readonly bookings: readonly Booking[] };

/** What a thing is to be deployed for; the case by its id or by its reference. */
export type DeployAsk = { authorisation: string; component: string; tactic: string; target: Target; window: Window; moves?: string };

/** What the register of deployments may be asked for. */
export type DeploymentFilter = { authorisation?: string; thing?: string; state?: string };

/** Whose calendars are read, and of which window. */
export type CalendarsAsk = Paged & Window & { kind?: string };

/** Somebody who acts on a deployment, by its id. */
type ActOn = Pick<Input<{ id: string }>, 'principal' | 'actor' | 'params' | 'act'>;

/** What is promised, without saying for what. */
export const promised = (bookings: readonly Booking[]) => bookings.map(({ allocation, tasking, window }) => ({ id: allocation, tasking, window }));

/**
 * What both holders do alike: ask for a permit, hear what became of it, do what falls due, book for taskings, show deployments to those who may know of
 * them. Roles differ: the service that calls has checked them in its own first line.
 */
export class HolderService<S = unknown, E extends DomainEvent = GateEvent> {
  /** The epoch for which this process knows that its log was told what is out. */
  private toldFor: string | undefined;

  constructor(
    private readonly ledger: Ledger,
    private readonly holding: Holding<S, E>,
  ) {}

  /** Asks for a permit and waits a while for the answer; what is still `requested` then is answered 202. */
  async deploy({ principal, act }: Pick<Input, 'principal' | 'act'>, id: string, ask: DeployAsk) {
    const { aggregate, deploy } = this.holding;
    await this.thing(id);
    const authorisation = await this.caseMeant(ask.authorisation);
    const asked = { ...ask, authorisation, permit: deriveId(act.cause), requestedBy: principal.person, force: principal.force ?? '' };
    const outcome = await this.ledger.transactWith(
      aggregate, id,
      {
        read: (views) => this.facts(views, { thing: this.streamOf(id), authorisation }),
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
  async move(input: Pick<ActOn, 'principal' | 'params' | 'act'>, ask: DeployAsk) {
    const { thing } = await this.knownTo(input.principal, input.params.id);
    return this.deploy(input, idOf(thing), { ...ask, moves: input.params.id });
  }

  /** Decides on a deployment that the caller may know of, and answers it opened; `why` is for the access log. */
  async decide({ principal, actor, params, act }: ActOn, decision: (thing: Thing, now: Instant) => Decision<GateEvent>, why: string) {
    const { aggregate, thingOf } = this.holding;
    const id = idOf((await this.knownTo(principal, params.id)).thing);
    const outcome = await this.ledger.transact(aggregate, id, (state, now) => decision(thingOf(state, id, now), now), act);
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
    const open = await this.rows({ thing: { eq: this.streamOf(id) }, state: { in: this.openStates() } });
    return { bookings: promised(bookings), deployments: await this.entries(principal, open) };
  }

  /** What each of several things is taken for within a window, in the order in which they come. */
  async calendars(principal: Principal, things: readonly { readonly id: string; readonly bookings: readonly Booking[] }[], window: Window) {
    const thing = { in: things.map(({ id }) => this.streamOf(id)) };
    const [open, closed] = await Promise.all([this.rows({ thing, state: { in: this.openStates() } }), this.rows({ thing, 'answer.closedAt': { from: window.from } })]);
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

  /**
   * Hears what authorisation says of permits; what it says to the other holder is passed over, and, until a restored log was told what is out, what may be
   * about a start that is lost: all that is open is told then. @throws Poison for a permit that the thing never asked for.
   */
  async hearPermit(bytes: Uint8Array, delivery: Delivery): Promise<void> {
    const { aggregate, rules, thingOf } = this.holding;
    const open = openPermitsIn(bytes);
    if (open) return this.hearOpen(open, delivery);
    const message = permitMessageIn(bytes);
    if (message?.holder !== rules.holder) return;
    const id = idOf(message.thing);
    const untold = await this.untold();
    const decide = (thing: Thing, now: Instant) => (untold && !isKnown(thing, message.permit) ? [] : hearPermit(thing, message, now));
    const outcome = await this.ledger.transact(aggregate, id, (state, now) => decide(thingOf(state, id, now), now), actOf(`${rules.holder}.permits`, delivery));
    if (isRefusal(outcome)) throw new Poison(outcome.refused);
  }

  /** What health says while a restored log has not been told what is out. */
  async notes(): Promise<readonly string[]> {
    return (await this.untold()) ? ['restored, and not told yet what is out: nothing is deployed'] : [];
  }

  /** Enters what is out under permits that a restored log knows nothing of; after the last part, things may be asked for again. */
  private async hearOpen({ holder, log, permits, last }: OpenPermits, delivery: Delivery): Promise<void> {
    const { aggregate, rules, thingOf } = this.holding;
    if (holder !== rules.holder || log !== this.ledger.log) return;
    for (const open of permits) {
      const id = idOf(open.permit.thing);
      await this.ledger.transact(aggregate, id, (state, now) => hearOpen(thingOf(state, id, now), open, now), actOf(`${rules.holder}.permits/${open.permit.permit}`, delivery));
    }
    if (last) await this.ledger.transact(told, told.id, (known) => (known.log === log ? [] : [{ type: 'OpenPermitsHeard' as const, log }]), actOf(`${rules.holder}.permits`, delivery));
  }

  /** True while this log was restored and has not been told what is out. One that never was restored is asked nothing. */
  private async untold(): Promise<boolean> {
    const { log } = this.ledger;
    if (this.toldFor === log || epochOf(log) === 1) return false;
    const { state } = await this.ledger.load(told, told.id);
    this.toldFor = state.log;
    return this.toldFor !== log;
  }

  /** Books a thing for a tasking, or takes it back; what is asked of the other holder is passed over. What does not exist is refused, so that the tasking is answered. */
  async hearAllocation(bytes: Uint8Array, delivery: Delivery): Promise<void> {
    const { aggregate, rules, thingOf, book } = this.holding;
    const { thing, needs, released, holder, ...ask } = allocationRequestIn(bytes);
    if (holder !== rules.holder) return;
    const id = idOf(thing);
    const act = actOf(`${rules.holder}.allocation-requests`, delivery);
    await this.ledger.transact(aggregate, id, (state, now) => (released ? release(thingOf(state, id, now), ask.allocation) : book(state, id, { ...ask, needs }, now)), act);
  }

  /** States everything that is out, whole, once an epoch of the log that issues its permits: what that log has lost is ended then, and recalled. */
  async stateOpen(epoch: string): Promise<void> {
    const { aggregate, thingOf } = this.holding;
    for (const { thing, permit } of await this.rows({ state: { in: this.openStates() } })) {
      const id = idOf(thing);
      await this.ledger.transact(aggregate, id, (state, now) => stateOpen(thingOf(state, id, now), permit), { cause: `epoch/${epoch}/${permit}`, actor: null });
    }
  }

  /** Does what falls due when nobody acts. */
  async runDue({ stream, what: name }: DueRow, act: Act): Promise<void> {
    const { aggregate, thingOf } = this.holding;
    const id = idOf(stream);
    const { what, permit } = dueNamed(name);
    await this.ledger.transact(aggregate, id, (state, now) => onDue[what](thingOf(state, id, now), permit, now), act);
  }

  private openStates(): readonly string[] {
    return ['requested', 'deployed', this.holding.rules.recalled];
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
  private async facts(views: ViewReader, { thing, authorisation }: { thing: string; authorisation: string }) {
    const authority = await views.get(authorities, `authority-${authorisation}`);
    const { docs } = await views.query(risks, { where: { about: { in: [thing, `authority-${authorisation}`] } } });
    return { ...(authority ? { operationId: authority.operationId } : {}), risks: docs, ...((await this.untold()) ? { untold: true } : {}) };
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
    return this.shown({ ...row, target });
  }

  private async shown(row: DeploymentRow): Promise<ShownDeployment> {
    const kept = await this.holding.find(this.ledger.views, idOf(row.thing));
    return shownDeployment(row, kept?.kind ?? '');
  }

  private opened(deployment: ShownDeployment, { actor, why }: Pick<Input, 'actor'> & { readonly why: string }): Promise<ShownDeployment> {
    return this.ledger.open(deployment, { actor, what: `deployment-${deployment.id}`, why });
  }

  /** Every row that answers, however many there are. */
  private async rows(where: Readonly<Record<string, Condition>>): Promise<readonly DeploymentRow[]> {
    const found: DeploymentRow[] = [];
    let after: string | undefined;
    do {
      const page = await this.ledger.views.query(deployments, { where, ...(after === undefined ? {} : { after }) });
      found.push(...page.docs);
      after = page.next;
    } while (after !== undefined);
    return found;
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
    return mayKnow(principal, answer, await this.ledger.views.get(authorities, `authority-${answer.authorisation}`));
  }
}

/** Provides a service's `HolderService`. */
export const holderService = <S, E extends DomainEvent>(holding: Holding<S, E>): Provider => ({
  provide: HolderService,
  inject: [LEDGER],
  useFactory: (ledger: Ledger) => new HolderService(ledger, holding),
});
