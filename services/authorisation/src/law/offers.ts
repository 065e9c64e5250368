import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { draftsIn, type PackFiles, overlaid, PACKS, PackFaults, readPacks, setOf } from '@cpmp/law/load';
import { LawInForce } from '../law.js';
import { faultsIn, filesOf } from './books.js';

/** The folder of packs that is only offered, mounted at deployment time; null where there is none. */
export const LAW_FOLDER = Symbol('law folder');

/** Packs that somebody may adopt: those of this release, or those of the mounted folder laid over the adopted ones. Nothing of it is law. */
export type Offer = {
  readonly offer: 'shipped' | 'folder';
  readonly files: PackFiles;
  readonly set: string;
  /** Each with its file and line; an offer with one is refused and leaves the law alone. */
  readonly faults: readonly string[];
  /** The drafts in it: they may be tried, never adopted. */
  readonly drafts: readonly string[];
};

/** What is offered: read at the start and whenever it is asked for. */
@Injectable()
export class LawOffers implements OnModuleInit {
  private last: readonly Offer[] = [];

  constructor(
    @Inject(LAW_FOLDER) private readonly folder: string | null,
    private readonly law: LawInForce,
  ) {}

  onModuleInit(): void {
    this.read();
  }

  /** Reads the offers anew. */
  read(): readonly Offer[] {
    this.last = [offerOf('shipped', () => readPacks(PACKS)), ...(this.folder === null ? [] : [this.mounted(this.folder)])];
    return this.last;
  }

  /** What health says of the offers as they were last read: a note, never a reason to stop. */
  note(): readonly string[] {
    return this.last.filter(({ faults }) => faults.length > 0).map(({ offer, faults }) => `the law that is offered (${offer}) has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}; the law in force stands`);
  }

  private mounted(folder: string): Offer {
    return offerOf('folder', () => {
      const { adopted, texts } = this.law.state;
      return overlaid(filesOf({ texts }, adopted.at(-1)?.packs ?? []), readFolder(folder));
    });
  }
}

/** @throws PackFaults when the folder cannot be read */
const readFolder = (folder: string): PackFiles => {
  try {
    return readPacks(folder);
  } catch {
    throw new PackFaults(['the mounted folder cannot be read']);
  }
};

const offerOf = (offer: Offer['offer'], read: () => PackFiles): Offer => {
  let files: PackFiles = {};
  const faults = faultsIn(() => (files = read()));
  return { offer, files, set: setOf(files).set, faults, drafts: draftsIn(files) };
};
