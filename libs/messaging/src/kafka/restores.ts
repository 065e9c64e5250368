import { endOf, epochOf, type Ledger, type Lineage, serviceOf } from '@cpmp/ledger';
import type { Delivery } from '../messages.js';
import type { ReaderOptions } from '../topics.js';

/** Where it is kept what a log that is read was last called, and was before. */
const noteOf = (source: string): string => `lineage/${source}`;
/** Where it is kept from which partitions' beginning the service has heard since its own log was restored. */
const BEGUN = 'begun-anew';
const FIRST_EPOCH = 1;

type Begun = { readonly log: string; readonly partitions: readonly string[] };

/**
 * What a reading service knows of restores. A broker outlives the logs that publish to it: it still has what a log has lost, and the place of a reader
 * whose own log was restored is beyond the effects that this log has.
 */
export class Restores {
  private readonly lineages = new Map<string, Lineage>();
  private begun: readonly string[] = [];

  constructor(private readonly options: ReaderOptions) {}

  /** Reads what was known before. `sources`: the services whose topics are read. */
  async open(sources: Iterable<string>): Promise<void> {
    const { notes, log } = this.options;
    for (const source of sources) {
      const known = (await notes.note(noteOf(source)))?.value as Lineage | undefined;
      if (known) this.lineages.set(source, known);
    }
    const begun = (await notes.note(BEGUN))?.value as Begun | undefined;
    this.begun = begun && begun.log === log ? begun.partitions : [];
  }

  /** True for a message whose event its log has lost. One of an epoch that is not heard of yet is none. */
  isVoid({ sourceLog, position }: Delivery): boolean {
    const known = this.lineages.get(serviceOf(sourceLog));
    return known !== undefined && epochOf(sourceLog) < epochOf(known.log) && position > endOf(known, sourceLog);
  }

  /** Hears what a log is called now; answers the topics to hear from their beginning, whose views were emptied. What was known already is passed over. */
  async hear(lineage: Lineage): Promise<readonly string[]> {
    const { onRestored, empty, notes } = this.options;
    const source = serviceOf(lineage.log);
    const known = this.lineages.get(source);
    if (known && epochOf(known.log) >= epochOf(lineage.log)) return [];
    await onRestored?.(lineage);
    const topics = (await empty?.(lineage)) ?? [];
    await put(notes, noteOf(source), () => lineage);
    this.lineages.set(source, lineage);
    return topics;
  }

  /** True while a partition must be heard from its beginning, since the service's own log was restored: what that has lost of the effects comes again, and what it has is known by its cause. */
  mustBegin(partition: string): boolean {
    const { log } = this.options;
    return log !== undefined && epochOf(log) > FIRST_EPOCH && !this.begun.includes(partition);
  }

  /** The broker has kept that a partition is heard from its beginning. */
  async began(partition: string): Promise<void> {
    const { notes, log = '' } = this.options;
    if (!this.mustBegin(partition)) return;
    this.begun = [...this.begun, partition];
    await put(notes, BEGUN, (kept) => {
      const before = kept as Begun | undefined;
      return { log, partitions: [...new Set([...(before?.log === log ? before.partitions : []), partition])] };
    });
  }
}

/** Another replica may write the same note. */
const put = async (notes: Ledger['notes'], key: string, valueOf: (kept: unknown) => unknown): Promise<void> => {
  for (;;) {
    const kept = await notes.note(key);
    if (await notes.putNote(key, valueOf(kept?.value), kept?.revision ?? 0)) return;
  }
};
