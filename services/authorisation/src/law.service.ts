import { Inject, Injectable } from '@nestjs/common';
import { type Book, contents, legalDay } from '@cpmp/law';
import type { Clock } from '@cpmp/ledger';
import { CLOCK, type Input, permit } from '@cpmp/shell';
import type { LawInput } from './http/requests.js';
import { BOOK } from './law.js';
import { permissions } from './permissions.js';

/** The door to the law itself: which packs are in force, and what of them no lawyer has confirmed. */
@Injectable()
export class LawService {
  constructor(
    @Inject(BOOK) private readonly book: Book,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  read({ principal, query }: Input<{}, LawInput>) {
    permit(principal, permissions, 'read');
    const day = legalDay(query.at ?? this.clock.now());
    return { day, ...contents(this.book, day) };
  }
}
