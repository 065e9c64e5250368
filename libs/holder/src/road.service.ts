import { type Deployment, type GateEvent, type OpenPermits, type Thing, deploymentIn, dueNamed, hearOpen, hearPermit, isKnown, onDue, release, stateOpen } from '@cpmp/gate';
import { allocationRequestIn, openPermitsIn, permitMessageIn } from '@cpmp/gate/wire';
import { type DomainEvent, type Instant, isRefusal } from '@cpmp/kernel';
import { type Act, type Ledger, idOf } from '@cpmp/ledger';
import { type Delivery, Poison, actOf } from '@cpmp/messaging';
import type { DueRow } from '@cpmp/shell';
import { deploymentRows, openStates } from './deployment-rows.js';
import type { Holding } from './holding.js';
import { Told, told } from './told.js';

/** A thing with a deployment that has left its state, where it has. */
const withPast = ({ calendar, ...thing }: Thing, past: Deployment | undefined): Thing =>
  ({ ...thing, calendar: past ? { ...calendar, deployments: { [past.answer.permit]: past, ...calendar.deployments } } : calendar });

/** A holder's side of the road of permits and bookings: what other services say of its things, and what falls due. No person calls it. */
export class RoadService<S = unknown, E extends DomainEvent = GateEvent> {
  private readonly told: Told;

  constructor(
    private readonly ledger: Ledger,
    private readonly holding: Holding<S, E>,
  ) {
    this.told = new Told(ledger);
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
    const untold = await this.told.isAwaited();
    const decide = (thing: Thing, now: Instant) => (untold && !isKnown(thing, message.permit) ? [] : hearPermit(thing, message, now));
    const hear = (past?: Deployment) => this.ledger.transact(aggregate, id, (state, now) => decide(withPast(thingOf(state, id, now), past), now), actOf(`${rules.holder}.permits`, delivery));
    const outcome = await hear();
    if (!isRefusal(outcome)) return;
    const past = await this.past(id, message.permit);
    if (!past || isRefusal(await hear(past))) throw new Poison(outcome.refused);
  }

  /** A deployment that has left the thing's state, looked up in its stream. */
  private async past(id: string, permit: string): Promise<Deployment | undefined> {
    return deploymentIn((await this.ledger.history(this.holding.aggregate, id)).map(({ event }) => event), permit);
  }

  /** What health says while a restored log has not been told what is out. */
  async notes(): Promise<readonly string[]> {
    return (await this.told.isAwaited()) ? ['restored, and not told yet what is out: nothing is deployed'] : [];
  }

  /** Enters what is out under permits that a restored log knows nothing of; after the last part, things may be asked for again. */
  private async hearOpen({ holder, log, permits, last }: OpenPermits, delivery: Delivery): Promise<void> {
    const { aggregate, rules, thingOf } = this.holding;
    if (holder !== rules.holder || log !== this.ledger.log) return;
    for (const open of permits) {
      const id = idOf(open.permit.thing);
      const past = await this.past(id, open.permit.permit);
      await this.ledger.transact(aggregate, id, (state, now) => hearOpen(withPast(thingOf(state, id, now), past), open, now), actOf(`${rules.holder}.permits/${open.permit.permit}`, delivery));
    }
    if (last) await this.ledger.transact(told, told.id, (known) => (known.log === log ? [] : [{ type: 'OpenPermitsHeard' as const, log }]), actOf(`${rules.holder}.permits`, delivery));
  }

  /** Books a thing for a tasking, or takes it back; what is asked of the other holder is passed over. What does not exist, or is another force's than theirs who ask, is refused, so that the tasking is answered. */
  async hearAllocation(bytes: Uint8Array, delivery: Delivery): Promise<void> {
    const { aggregate, rules, thingOf, book } = this.holding;
    const { thing, needs, released, holder, force, ...ask } = allocationRequestIn(bytes);
    if (holder !== rules.holder) return;
    const id = idOf(thing);
    const exists = await this.existsFor(force, id);
    const decide = (state: S, now: Instant) => (released ? release(thingOf(state, id, now), ask.allocation, ask) : book(exists ? state : aggregate.initial, id, { ...ask, needs }, now));
    await this.ledger.transact(aggregate, id, decide, actOf(`${rules.holder}.allocation-requests`, delivery));
  }

  private async existsFor(force: string | undefined, id: string): Promise<boolean> {
    if (force === undefined) return true;
    const whose = (await this.holding.find(this.ledger.views, id))?.force;
    return whose === undefined || whose === force;
  }

  /** States everything that is out, whole, once an epoch of the log that issues its permits: what that log has lost is ended then, and recalled. */
  async stateOpen(epoch: string): Promise<void> {
    const { aggregate, thingOf } = this.holding;
    for (const { thing, permit } of await deploymentRows(this.ledger.views, { state: { in: openStates(this.holding.rules) } })) {
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
}
