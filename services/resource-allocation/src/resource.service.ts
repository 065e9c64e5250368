import { Inject, Injectable } from '@nestjs/common';
import { type CalendarsAsk, HolderService, promised } from '@cpmp/holder';
import { type Instant, isRefusal } from '@cpmp/kernel';
import { legalDay, type RoleChange } from '@cpmp/law';
import { type Clock, type Condition, type Ledger, deriveId } from '@cpmp/ledger';
import { CLOCK, type Input, LEDGER, NotFound, NotPermitted, type Paged, type Principal, equalTo, knownPage, permit } from '@cpmp/shell';
import { handOver } from './domain/hand-over.js';
import { asOn, type Role } from './domain/looked-after.js';
import { type Fitness, OPERATIVE, type Particulars, recordFitness, referenceOf, register, resource, unfitFrom } from './domain/resource.js';
import { historyOf } from './history.js';
import { knowsResource, mayReadOperatives, mayUse, permissions } from './permissions.js';
import { type ResourceDoc, resources } from './views/resources.view.js';

/** What the register of resources may be asked for. */
export type ResourceFilter = { kind?: string; label?: string; site?: string; skill?: string };

/** Of an operative, who it is, how fit and who looks after it are for those who look after operatives. */
const shownTo = (principal: Principal, { force: _force, ...doc }: ResourceDoc, now: Instant) => {
  const { id, kind, site, skills } = doc;
  const outline = { id, kind, reference: referenceOf(doc, id), site, skills, bookings: promised(doc.bookings) };
  return kind === OPERATIVE && !mayReadOperatives(principal) ? outline : { ...asOn(doc, legalDay(now)), roles: doc.roles, ...outline };
};

/** The door to resources: register, fitness, calendar. */
@Injectable()
export class ResourceService {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    private readonly holder: HolderService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async register({ principal, body, act }: Input<{}, {}, Particulars>) {
    permit(principal, permissions, 'register');
    const id = deriveId(act.cause);
    const outcome = await this.ledger.transact(resource, id, (state, now) => register(state, body, { person: principal.person, now }), act);
    return isRefusal(outcome) ? outcome : this.shown(principal, id);
  }

  async recordFitness({ principal, params, body, act }: Input<{ id: string }, {}, Fitness>) {
    permit(principal, permissions, 'recordFitness');
    const { force } = await this.used(principal, params.id);
    const outcome = await this.ledger.transact(resource, params.id, (state, now) => recordFitness(state, body, { person: principal.person, now, force }), act);
    return isRefusal(outcome) ? outcome : this.shown(principal, params.id);
  }

  async changeRole({ principal, params, body, act }: Input<{ id: string }, {}, RoleChange<Role>>) {
    permit(principal, permissions, 'changeRole');
    const { force } = await this.used(principal, params.id);
    const outcome = await this.ledger.transact(resource, params.id, (state, now) => handOver(state, params.id, body, { person: principal.person, now, force }), act);
    return isRefusal(outcome) ? outcome : this.shown(principal, params.id);
  }

  async read({ principal, actor, params }: Input<{ id: string }>) {
    permit(principal, permissions, 'read');
    const shown = await this.shown(principal, params.id);
    this.ledger.access({ actor, what: `resource-${params.id}`, why: 'read the resource' });
    return shown;
  }

  async list({ principal, actor, query }: Input<{}, Paged & ResourceFilter>) {
    permit(principal, permissions, 'read');
    const { limit, after, skill, ...fields } = query;
    const where: Record<string, Condition> = { ...equalTo(fields), ...(skill === undefined ? {} : { skills: { contains: skill } }) };
    // The end of a page holds what the list is sorted by, and a place in the list can be made up.
    const by = mayReadOperatives(principal) ? 'label' : 'kind';
    const ask = (paged: Paged) => this.ledger.views.query(resources, { where, sort: { by }, ...paged });
    // Who may not read a label may not ask for it either.
    const known = (doc: ResourceDoc): boolean => knowsResource(principal, doc) && (query.label === undefined || doc.kind !== OPERATIVE || mayReadOperatives(principal));
    const { docs, next } = await knownPage(ask, known, { limit, after });
    this.ledger.access({ actor, what: 'resources', why: 'read the register of resources' });
    return { items: docs.map((doc) => shownTo(principal, doc, this.clock.now())), next };
  }

  /** When the resource is taken, without saying for what. */
  async calendar({ principal, actor, params }: Input<{ id: string }>) {
    permit(principal, permissions, 'read');
    const doc = await this.known(principal, params.id);
    const calendar = await this.holder.calendar(principal, params.id);
    this.ledger.access({ actor, what: `resource-${params.id}`, why: 'read its calendar' });
    return { unfit: this.unfit(principal, doc), ...calendar };
  }

  /** When each resource is taken within a window, and from when on it is not fit; by kind. Of an operative its reference alone, and its fitness to those who look after operatives. */
  async calendars({ principal, actor, query }: Input<{}, CalendarsAsk>) {
    permit(principal, permissions, 'read');
    const { limit, after, kind, ...window } = query;
    const ask = (paged: Paged) => this.ledger.views.query(resources, { where: equalTo({ kind }), sort: { by: 'kind' }, ...paged });
    const { docs, next } = await knownPage(ask, (doc) => knowsResource(principal, doc), { limit, after });
    const calendars = await this.holder.calendars(principal, docs, window);
    this.ledger.access({ actor, what: 'resources', why: 'read their calendars' });
    return { items: docs.map((doc, index) => ({ id: doc.id, kind: doc.kind, label: referenceOf(doc, doc.id), unfit: this.unfit(principal, doc), ...calendars[index] })), next };
  }

  /** What was recorded of the resource's fitness; of an operative, for those who look after it. */
  async history({ principal, actor, params }: Input<{ id: string }>) {
    permit(principal, permissions, 'readOperatives');
    await this.known(principal, params.id);
    this.ledger.access({ actor, what: `resource-${params.id}`, why: 'read its history' });
    return { items: historyOf(await this.ledger.history(resource, params.id)) };
  }

  private unfit(principal: Principal, doc: ResourceDoc) {
    return doc.kind === OPERATIVE && !mayReadOperatives(principal) ? undefined : unfitFrom(doc, this.clock.now());
  }

  private async shown(principal: Principal, id: string) {
    return shownTo(principal, await this.known(principal, id), this.clock.now());
  }

  /** One that the caller acts on. @throws NotFound, or NotPermitted for those who may only know of it. */
  async used(principal: Principal, id: string): Promise<ResourceDoc> {
    const doc = await this.known(principal, id);
    if (!mayUse(principal, doc, legalDay(this.clock.now()))) throw new NotPermitted(['those of its force, and who looks after it']);
    return doc;
  }

  /** @throws NotFound where there is none, or none that the caller may know of. */
  async known(principal: Principal, id: string): Promise<ResourceDoc> {
    const doc = await this.ledger.views.get(resources, id);
    if (!doc || !knowsResource(principal, doc)) throw new NotFound();
    return doc;
  }
}
