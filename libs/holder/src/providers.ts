import type { Provider } from '@nestjs/common';
import type { DomainEvent } from '@cpmp/kernel';
import type { Ledger } from '@cpmp/ledger';
import { LEDGER } from '@cpmp/shell';
import { HolderService } from './holder.service.js';
import type { Holding } from './holding.js';
import { RoadService } from './road.service.js';

/** Provides a service's `HolderService` and `RoadService`. */
export const holderServices = <S, E extends DomainEvent>(holding: Holding<S, E>): readonly Provider[] =>
  [HolderService, RoadService].map((service) => ({ provide: service, inject: [LEDGER], useFactory: (ledger: Ledger) => new service(ledger, holding) }));
