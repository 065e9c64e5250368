import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Ledger } from '@cpmp/ledger';
import { LEDGER } from '@cpmp/shell';
import { type Deciding, decidingAs, designations, type DesignationsState, type Officer } from './domain/index.js';

/** Who acts in which rank and as whose deputy, as the log has it: read again before anything is decided after an entry was made. */
@Injectable()
export class DesignationsInForce implements OnModuleInit {
  private followed: DesignationsState = designations.initial;

  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  onModuleInit(): Promise<void> {
    return this.ledger.follow(designations, designations.id, (state) => {
      this.followed = state;
    });
  }

  get state(): DesignationsState {
    return this.followed;
  }

  /** An officer with the rank in which they act on the day of an instant. */
  acting(officer: Officer, at: string): Deciding['by'] {
    return decidingAs(this.followed, officer, at).by;
  }
}
