import { Inject, Injectable } from '@nestjs/common';
import { type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import { legalDay } from '@cpmp/law';
import type { Act, Clock, Ledger } from '@cpmp/ledger';
import { CLOCK, type Input, LEDGER, NotFound, permit, type Principal } from '@cpmp/shell';
import { officerOf } from './authorisation.service.js';
import { coversDay, designate, type Designated, type Designation, type DesignationEvent, designations, type DesignationsState, endDesignation } from './domain/index.js';
import type { DesignateInput, DesignationsInput, EndDesignationInput } from './http/designation-requests.js';
import { LawInForce } from './law.js';
import { permissions } from './permissions.js';

const shown = ({ by, ...said }: Designation) => ({ ...said, by: by.person });

/** The door to who acts in which rank, who is whose deputy and who is away, by day. Each force has its own. */
@Injectable()
export class DesignationService {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly law: LawInForce,
  ) {}

  async list({ principal, actor, query: { on } }: Input<{}, DesignationsInput>) {
    permit(principal, permissions, 'readDesignations');
    this.ledger.access({ actor, what: 'designations', why: 'listed who stands where' });
    const day = on ?? legalDay(this.clock.now());
    return { on: day, items: (await this.made()).filter((one) => one.force === principal.force && coversDay(one, day)).map(shown) };
  }

  async read({ principal, actor, params: { id } }: Input<{ id: string }>) {
    permit(principal, permissions, 'readDesignations');
    this.ledger.access({ actor, what: 'designations', why: 'read who stands where' });
    return this.found(id, principal);
  }

  async make({ principal, body, act }: Input<{}, {}, DesignateInput>) {
    permit(principal, permissions, body.what === 'absence' ? 'recordAbsence' : 'designate');
    const by = officerOf(principal);
    const outcome = await this.alone((state, now) => designate(state, { by, designated: body as Designated, ranks: this.law.book.ladderOf(by.force).ranks }, now), act);
    return isRefusal(outcome) ? outcome : this.found(outcome.events.flatMap((event) => (event.type === 'DesignationMade' ? [event.designation.id] : []))[0] ?? '', principal);
  }

  async end({ principal, params: { id }, body, act }: Input<{ id: string }, {}, EndDesignationInput>) {
    permit(principal, permissions, 'recordAbsence');
    const outcome = await this.alone((state, now) => endDesignation(state, { id, until: body.until, by: officerOf(principal) }, now), act);
    return isRefusal(outcome) ? outcome : this.found(id, principal);
  }

  /** What decisions follow is decided alone. */
  private alone(decide: (state: DesignationsState, now: Instant) => Decision<DesignationEvent>, act: Act) {
    return this.ledger.transactWith(designations, designations.id, { read: async () => ({}), decide }, act);
  }

  private async made(): Promise<readonly Designation[]> {
    return (await this.ledger.load(designations, designations.id)).state.made;
  }

  /** @throws NotFound for another force's too */
  private async found(id: string, { force }: Principal) {
    const found = (await this.made()).find((one) => one.id === id && one.force === force);
    if (!found) throw new NotFound();
    return shown(found);
  }
}
