import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Aggregate } from '@cpmp/kernel';
import { type LedgerOptions, openLedger } from './ledger.js';
import { openMemoryStores } from './sqlite/open.js';
import type { Act, Clock, Ledger, View } from './types.js';

/** The specs' own small world: journals, in which something covert is noted and counted. */
export type Noted = { readonly type: 'Noted'; readonly text: string; readonly tags: readonly string[]; readonly n: number };

/** A journal: its total, and all that was noted. */
export const journal: Aggregate<{ readonly total: number; readonly texts: readonly string[] }, Noted> = {
  category: 'journal',
  initial: { total: 0, texts: [] },
  evolve: (state, event) => ({ total: state.total + event.n, texts: [...state.texts, event.text] }),
  personal: { Noted: ['text', 'tags.*'] },
  belongsTo: () => 'authority-x',
};

/** A journal as the totals show it. */
export type Total = { readonly id: string; readonly total: number; readonly last: string; readonly tags: readonly string[] };

/** Every journal with its total and its last note. */
export const totals: View<Total, Noted> = {
  name: 'totals',
  version: 1,
  from: 'log',
  key: (_, meta) => (meta.stream.startsWith('journal-') ? meta.streamId : undefined),
  indexes: ['total'],
  on: { Noted: (doc, event, meta) => ({ id: meta.streamId, total: (doc?.total ?? 0) + event.n, last: event.text, tags: event.tags }) },
};

/** When that world begins. */
export const START = '2026-03-02T09:00:00.000Z';

/** A clock that moves only when it is told to. */
export const stillClock = (): Clock & { move: (ms: number) => void } => {
  let ms = Date.parse(START);
  return { now: () => new Date(ms).toISOString(), machine: () => ms, move: (by) => void (ms += by) };
};

/** An act of somebody. */
export const act = (cause: string, more: Partial<Act> = {}): Act => ({ cause, actor: { person: 'dc-ahmed', roles: ['applicant'] }, ...more });

/** A decision that notes a text. */
export const note = (text: string, n = 1) => (): readonly Noted[] => [{ type: 'Noted', text, tags: ['a'], n }];

/** A ledger of that world, in memory unless it is told otherwise. */
export const openSpecimen = (more: Partial<LedgerOptions> = {}): Promise<Ledger> =>
  openLedger({ service: 'specimen', stores: openMemoryStores(), aggregates: [journal], views: [totals], clock: stillClock(), ...more });

const folders: string[] = [];

/** A new folder; `removeFolders` takes all of them away. */
export const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'cpmp-ledger-'));
  folders.push(folder);
  return folder;
};

/** For `afterAll`. */
export const removeFolders = (): void => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
};
