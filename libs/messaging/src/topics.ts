import type { Ledger, Lineage } from '@cpmp/ledger';
import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';
import type { DeadLetter } from './dead-letters.js';
import type { Source } from './published.js';
import type { Unpublished } from './relay.js';

/** A reading service: where it keeps its places, and who hears of a dead letter (an alarm for a person). */
export type ReaderOptions = {
  readonly service: string;
  /** What its own log is called: since it was restored, a broker's place of it is beyond what the log has. */
  readonly log?: string;
  readonly notes: Ledger['notes'];
  /** Topics to hear from their beginning, since what was made of them is gone (a view's new version starts empty). What took effect before is known by its cause. */
  readonly anew?: readonly string[];
  /** Hears that a log which the service reads was restored, before anything of its new epoch is handled; it may hear so again. */
  readonly onRestored?: (source: Lineage) => Promise<void>;
  /** Empties what was made of that log's topics, since void messages are in it, and answers the topics, which are heard from their beginning then. */
  readonly empty?: (source: Lineage) => Promise<readonly string[]>;
  readonly onDeadLetter: (dead: DeadLetter, error: unknown) => Promise<void>;
  /** Hears what stops it, or was passed over, in words of ours alone; what stops it is tried again by itself. */
  readonly onFault?: (fault: string) => void;
};

/** An engine that keeps topics of its own, as health and measures see it. Each asks of one service of this process. */
export interface Broker {
  /** False: it has not been heard of for so long that nothing may be hoped of it now. Asks nobody. */
  answers(service: string): boolean;
  /** Messages that the service has yet to handle, by topic, in all its replicas together. @throws while the broker is away */
  waiting(service: string): Promise<Readonly<Record<string, number>>>;
  /** What its log has not published yet. @throws Unavailable */
  unpublished(service: string): Promise<Unpublished>;
}

/** The topics port: at least once, in order per key, none across keys. Embedded here; Kafka comes with the engines. */
export interface Topics {
  /** A NestJS transport for one reading service; its consumers are controllers with `@EventPattern<string>('topic')`, under `RaiseFilter`. It refuses to start on a topic that the service may not read. */
  server(options: ReaderOptions): CustomTransportStrategy;
  /** Makes a service's log the source of the topics that it owns. */
  source(source: Source): void;
  /** Resolves when every reader has handled everything that every source has published, effects of effects included. @throws the fault that stops a reader, if waiting does not mend it. */
  drain(): Promise<void>;
  deadLetters(service: string): Promise<readonly DeadLetter[]>;
  /** Handles a service's dead letters of this id once more. True: it is handled now; false: there is none, or it failed again and stays. */
  redrive(service: string, id: string): Promise<boolean>;
  /** Only where topics are kept outside the process: embedded, the logs themselves are read. */
  readonly broker?: Broker;
  close(): Promise<void>;
}

/** Lets a consumer's error reach the transport as it is: NestJS would replace it, and poison could not be told from a store that is away. */
@Catch()
export class RaiseFilter implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
