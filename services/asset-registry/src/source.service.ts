import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, refuse } from '@cpmp/kernel';
import { legalDay } from '@cpmp/law';
import { type Clock, type Condition, deriveId, type Ledger } from '@cpmp/ledger';
import { CLOCK, type Input, LEDGER, NotFound, type Paged, permit, type Principal } from '@cpmp/shell';
import { addRecord, changeRole, holdersOn, PARTICULARS, recordMeeting, recordVulnerability, register, source } from './domain/source.js';
import type { MeetingInput, RecordInput, RegisterSourceInput, RoleInput, VulnerabilityInput } from './http/source.requests.js';
import { permissions } from './permissions.js';
import { type SourceDoc, sources } from './views/sources.view.js';

/** Who may know of every source: nobody of the force by office alone. */
const OVERSIGHT = 'inspector-ipco';

const overseesSources = ({ roles }: Pick<Principal, 'roles'>): boolean => roles.includes(OVERSIGHT);

/** May a caller know of a source? */
export const mayKnow = (principal: Pick<Principal, 'person' | 'roles'>, doc: SourceDoc | undefined): doc is SourceDoc => doc !== undefined && (overseesSources(principal) || doc.knownTo.includes(principal.person));

/** Which sources a caller may know of. */
export const knowable = (principal: Principal): Readonly<Record<string, Condition>> => (overseesSources(principal) ? {} : { knownTo: { contains: principal.person } });

/** The door to sources: entered, looked after, recorded, read by those who look after them alone. The identity is not kept here. */
@Injectable()
export class SourceService {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async register(input: Input<{}, {}, RegisterSourceInput>) {
    permit(input.principal, permissions, 'keepSources');
    const { force } = input.principal;
    if (!force) return refuse('force-unknown', 'Your account names no force.', { instead: 'Ask an administrator to name your force.' });
    const { recordMaintainer, ...rest } = input.body;
    const registration = { ...rest, ...(recordMaintainer === undefined ? {} : { 'record-maintainer': recordMaintainer }) };
    const id = deriveId(input.act.cause);
    const outcome = await this.ledger.transact(source, id, (state, now) => register(state, registration, { person: input.principal.person, force, now }), input.act);
    return isRefusal(outcome) ? outcome : this.shown(await this.known(input.principal, id), input);
  }

  changeRole(input: Input<{ id: string }, {}, RoleInput>) {
    return this.act(input, (state, by) => changeRole(state, input.body, by));
  }

  recordVulnerability(input: Input<{ id: string }, {}, VulnerabilityInput>) {
    return this.act(input, (state, by) => recordVulnerability(state, input.body, by));
  }

  addRecord(input: Input<{ id: string }, {}, RecordInput>) {
    return this.act(input, (state, by) => addRecord(state, input.body, by));
  }

  recordMeeting(input: Input<{ id: string }, {}, MeetingInput>) {
    return this.act(input, (state, by) => recordMeeting(state, input.body, by));
  }

  async read(input: Input<{ id: string }>) {
    permit(input.principal, permissions, 'readSources');
    return this.shown(await this.known(input.principal, input.params.id), input);
  }

  async list({ principal, actor, query }: Input<{}, Paged>) {
    permit(principal, permissions, 'readSources');
    const { limit, after } = query;
    const { docs, next } = await this.ledger.views.query(sources, { where: knowable(principal), limit, after });
    const items = docs.map(({ id, pseudonym, facts: { vulnerable } }) => ({ id, pseudonym, vulnerable }));
    return { items: await this.ledger.open(items, { actor, what: 'sources', why: 'listed sources' }), next };
  }

  private async act<B>(input: Input<{ id: string }, {}, B>, decide: (state: typeof source.initial, by: Parameters<typeof addRecord>[2]) => ReturnType<typeof addRecord>) {
    permit(input.principal, permissions, 'keepSources');
    const { force } = await this.known(input.principal, input.params.id);
    const outcome = await this.ledger.transact(source, input.params.id, (state, now) => decide(state, { person: input.principal.person, force, now }), input.act);
    return isRefusal(outcome) ? outcome : this.shown(await this.known(input.principal, input.params.id), input);
  }

  /** @throws NotFound for what the caller may not know of too */
  private async known(principal: Principal, id: string): Promise<SourceDoc> {
    const doc = await this.ledger.views.get(sources, id);
    if (!mayKnow(principal, doc)) throw new NotFound();
    return doc;
  }

  private shown({ id, pseudonym, facts, records, meetings }: SourceDoc, { actor }: Pick<Input, 'actor'>) {
    const holders = holdersOn(facts, legalDay(this.clock.now()));
    const missing = PARTICULARS.filter((particular) => !records.some((record) => record.particular === particular));
    const shown = { id, pseudonym, vulnerable: facts.vulnerable, turns: facts.turns, roles: facts.roles, holders, records, missing, meetings };
    return this.ledger.open(shown, { actor, what: `source-${id}`, why: 'read the source' });
  }
}
