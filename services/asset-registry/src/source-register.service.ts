import { Inject, Injectable } from '@nestjs/common';
import { lastDayBefore, legalDay } from '@cpmp/law';
import { type Clock, type Ledger } from '@cpmp/ledger';
import { CLOCK, type Input, LEDGER, permit } from '@cpmp/shell';
import { unheldIn } from './domain/source.js';
import type { MeetingsInput, UnheldInput } from './http/source.requests.js';
import { permissions } from './permissions.js';
import { knowable } from './source.service.js';
import { sources } from './views/sources.view.js';

/** What an inspector asks of all sources at once (findings P20): the meetings, and the days on which nobody looked after them. A span of time holds its beginning and not its end, so that of two that adjoin nothing is in both. */
@Injectable()
export class SourceRegisterService {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async meetings(input: Input<{}, MeetingsInput>) {
    const { from = '', to, adult } = input.query;
    const { docs, next } = await this.page(input);
    const all = docs.flatMap(({ id, pseudonym, meetings }) => meetings.filter(({ heldAt }) => heldAt >= from && (to === undefined || heldAt < to)).map((meeting) => ({ source: id, pseudonym, ...meeting })));
    // An age is covert: who was a juvenile shows once it is open.
    const items = await this.ledger.open(all, { actor: input.actor, what: 'sources', why: 'read the meetings' });
    return { items: adult === 'absent' ? items.filter((one) => one.age !== 'adult' && one.adult === undefined) : items, next };
  }

  async unheld(input: Input<{}, UnheldInput>) {
    const { from = '', to } = input.query;
    const now = this.clock.now();
    const last = to === undefined || to > now ? legalDay(now) : lastDayBefore(to);
    const { docs, next } = await this.page(input);
    const all = docs.flatMap(({ id, pseudonym, facts, enteredAt }) => unheldIn(facts, legalDay(from > enteredAt ? from : enteredAt), last).map((days) => ({ source: id, pseudonym, ...days })));
    return { items: await this.ledger.open(all, { actor: input.actor, what: 'sources', why: 'read the days without a holder' }), next };
  }

  private page({ principal, query: { limit, after } }: Input<{}, UnheldInput>) {
    permit(principal, permissions, 'readSources');
    return this.ledger.views.query(sources, { where: knowable(principal), limit, after });
  }
}
