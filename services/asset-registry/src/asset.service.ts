import { Inject, Injectable } from '@nestjs/common';
import { type Window, release } from '@cpmp/gate';
import { type CalendarsAsk, HolderService, promised } from '@cpmp/holder';
import { isRefusal, refuse } from '@cpmp/kernel';
import { type Clock, type Ledger, deriveId } from '@cpmp/ledger';
import { CLOCK, type Input, LEDGER, NotFound, OPERATION_ID, type Paged, type Principal, equalTo, knownPage, permit } from '@cpmp/shell';
import { type Custody, type Particulars, type Serviceability, asset, bookAsset, changeCustody, recordServiceability, register, thingOf, unfitFrom } from './domain/asset.js';
import { historyOf } from './history.js';
import { knowsAsset, permissions } from './permissions.js';
import { type AssetDoc, assets } from './views/assets.view.js';

/** What the register of assets may be asked for. */
export type AssetFilter = { kind?: string; serial?: string; label?: string; site?: string };

const shown = ({ force: _force, ...doc }: AssetDoc) => ({ ...doc, bookings: promised(doc.bookings) });

/** The door to the store: register, custody, serviceability, bookings, calendar. */
@Injectable()
export class AssetService {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    private readonly holder: HolderService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(OPERATION_ID) private readonly operationId: (name: string) => string,
  ) {}

  async register({ principal, body, act }: Input<{}, {}, Particulars>) {
    permit(principal, permissions, 'register');
    const id = deriveId(act.cause);
    const outcome = await this.ledger.transact(asset, id, (state) => register(state, body, principal.person), act);
    return isRefusal(outcome) ? outcome : this.shown(principal, id);
  }

  async changeCustody({ principal, params, body, act }: Input<{ id: string }, {}, Omit<Custody, 'by'>>) {
    permit(principal, permissions, 'custody');
    await this.known(principal, params.id);
    const outcome = await this.ledger.transact(asset, params.id, (state) => changeCustody(state, { ...body, by: principal.person }), act);
    return isRefusal(outcome) ? outcome : this.shown(principal, params.id);
  }

  async recordServiceability({ principal, params, body, act }: Input<{ id: string }, {}, Serviceability>) {
    permit(principal, permissions, 'serviceability');
    await this.known(principal, params.id);
    const outcome = await this.ledger.transact(asset, params.id, (state) => recordServiceability(state, body, principal.person), act);
    return isRefusal(outcome) ? outcome : this.shown(principal, params.id);
  }

  /** The custodian's own booking, asked through the same calendar rule. */
  async book({ principal, params, body, act }: Input<{ id: string }, {}, { operation: string; window: Window }>) {
    permit(principal, permissions, 'book');
    await this.known(principal, params.id);
    const booking = { allocation: deriveId(act.cause), operationId: this.operationId(body.operation), window: body.window, requestedBy: principal.person };
    const outcome = await this.ledger.transact(asset, params.id, (state, now) => bookAsset(state, params.id, { ...booking, needs: [] }, now), act);
    return isRefusal(outcome) ? outcome : { id: booking.allocation, asset: params.id, window: body.window };
  }

  async releaseBooking({ principal, params, act }: Input<{ id: string; booking: string }>) {
    permit(principal, permissions, 'book');
    const { bookings } = await this.known(principal, params.id);
    const booking = bookings.find(({ allocation }) => allocation === params.booking);
    if (booking?.tasking !== undefined) return refuse('tasking-booking', 'It was booked for a tasking.', { instead: 'Give it back on the tasking.' });
    const outcome = await this.ledger.transact(asset, params.id, (state) => release(thingOf(state, params.id), params.booking, booking), act);
    return isRefusal(outcome) ? outcome : this.shown(principal, params.id);
  }

  async read({ principal, actor, params }: Input<{ id: string }>) {
    permit(principal, permissions, 'read');
    const found = await this.shown(principal, params.id);
    this.ledger.access({ actor, what: `asset-${params.id}`, why: 'read the asset' });
    return found;
  }

  async list({ principal, actor, query }: Input<{}, Paged & AssetFilter>) {
    permit(principal, permissions, 'read');
    const { limit, after, ...fields } = query;
    const ask = (paged: Paged) => this.ledger.views.query(assets, { where: equalTo(fields), sort: { by: 'serial' }, ...paged });
    const { docs, next } = await knownPage(ask, (doc) => knowsAsset(principal, doc), { limit, after });
    this.ledger.access({ actor, what: 'assets', why: 'read the register of assets' });
    return { items: docs.map(shown), next };
  }

  /** When the asset is taken, without saying for what. */
  async calendar({ principal, actor, params }: Input<{ id: string }>) {
    permit(principal, permissions, 'read');
    const doc = await this.known(principal, params.id);
    const calendar = await this.holder.calendar(principal, params.id);
    this.ledger.access({ actor, what: `asset-${params.id}`, why: 'read its calendar' });
    return { unfit: this.unfit(doc), ...calendar };
  }

  /** When each asset is taken within a window, and from when on it will not do; by kind. */
  async calendars({ principal, actor, query }: Input<{}, CalendarsAsk>) {
    permit(principal, permissions, 'read');
    const { limit, after, kind, ...window } = query;
    const ask = (paged: Paged) => this.ledger.views.query(assets, { where: equalTo({ kind }), sort: { by: 'kind' }, ...paged });
    const { docs, next } = await knownPage(ask, (doc) => knowsAsset(principal, doc), { limit, after });
    const calendars = await this.holder.calendars(principal, docs, window);
    const items = docs.map((doc, index) => ({ id: doc.id, kind: doc.kind, label: doc.label ?? doc.serial, unfit: this.unfit(doc), ...calendars[index] }));
    this.ledger.access({ actor, what: 'assets', why: 'read their calendars' });
    return { items, next };
  }

  /** What happened to the asset in the store, with its notes. */
  async history({ principal, actor, params }: Input<{ id: string }>) {
    permit(principal, permissions, 'readHistory');
    await this.known(principal, params.id);
    const items = historyOf(await this.ledger.history(asset, params.id));
    return { items: await this.ledger.open(items, { actor, what: `asset-${params.id}`, why: 'read its history' }) };
  }

  private unfit(doc: AssetDoc) {
    const { serviceable, burned } = doc;
    return unfitFrom({ ...asset.initial, particulars: doc, serviceable, burned }, this.clock.now());
  }

  private async shown(principal: Principal, id: string) {
    return shown(await this.known(principal, id));
  }

  /** @throws NotFound where there is none, or none that the caller may know of. */
  async known(principal: Principal, id: string): Promise<AssetDoc> {
    const doc = await this.ledger.views.get(assets, id);
    if (!doc || !knowsAsset(principal, doc)) throw new NotFound();
    return doc;
  }
}
