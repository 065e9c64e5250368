import { Inject, Injectable } from '@nestjs/common';
import { type Book, contents, legalDay, powers } from '@cpmp/law';
import type { Clock } from '@cpmp/ledger';
import { CLOCK, type Input, permit } from '@cpmp/shell';
import type { LawInput } from './http/requests.js';
import { BOOK } from './law.js';
import { permissions } from './permissions.js';
import { shownPower } from './reading/powers.js';

/** The door to the law itself: which packs are in force, and what of them no lawyer has confirmed. */
@Injectable()
export class LawService {
  constructor(
    @Inject(BOOK) private readonly book: Book,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The powers that may be applied for. */
  powers({ principal, query }: Input<{}, LawInput>) {
    permit(principal, permissions, 'read');
    return { items: powers(this.book, query.at ?? this.clock.now()).map(shownPower) };
  }

  read({ principal, query }: Input<{}, LawInput>) {
    permit(principal, permissions, 'read');
    const day = legalDay(query.at ?? this.clock.now());
    return { day, ...contents(this.book, day) };
  }
}
