import type { Aggregate, DomainEvent } from '@cpmp/kernel';
import { goldenContract } from './golden.contract.js';
import { faultsOf, type Golden, type GoldenLine, heard, sampled, withMissing } from './golden.js';
import { keyChanges } from './key-changes.js';
import { journal, type Noted, totals } from './specimen.js';
import type { View } from './types.js';

// What the ledger itself commits to every service's log.
goldenContract(new URL('../golden.ndjson', import.meta.url), {
  aggregates: [sampled(keyChanges, { KeysDestroyed: { type: 'KeysDestroyed', keys: ['asset-a/authority-b'], at: '2026-03-02T09:00:00.000Z' } })],
  views: [],
});

const noted: Noted = { type: 'Noted', text: 'Copper Weir', tags: ['a'], n: 1 };
type News = { readonly type: 'Heard'; readonly word: string };
const news: View<{ readonly word: string }, News> = { name: 'news', version: 1, from: { topic: 'other.news.v1' }, key: (_, { stream }) => stream, indexes: [], on: { Heard: (_, { word }) => ({ word }) } };
const today: Golden = { aggregates: [sampled(journal, { Noted: noted })], views: [totals, news], heard: [heard(news, { Heard: { type: 'Heard', word: 'a' } })] };

/** The next release of the journal, in which notes are written as `NotedMore`. */
type More = { readonly type: 'NotedMore'; readonly body: string; readonly n: number };
const upcast = (event: DomainEvent): More => (event.type === 'Noted' ? { type: 'NotedMore', body: (event as Noted).text, n: (event as Noted).n } : (event as More));
const next: Aggregate<number, More> = { category: 'journal', initial: 0, evolve: (total, { body, n }) => total + n + body.length, personal: { NotedMore: ['body'] }, upcast };
const nextTotals: View = { ...totals, version: 2, on: { NotedMore: (doc, event, meta) => ({ id: meta.streamId, total: (doc?.total ?? 0) + event.n }) } };
const tomorrow: Golden = { ...today, aggregates: [sampled(next, { NotedMore: { type: 'NotedMore', body: 'x', n: 2 } })], views: [nextTotals, news] };

describe('a golden file', () => {
  let lines: readonly GoldenLine[];
  beforeEach(async () => void (lines = await withMissing([], today)));

  it('given none, when it is written, then it has every sample as it is committed, sealed, and what every view makes of them', async () => {
    expect(lines).toEqual([
      { stream: 'journal-golden', event: { ...noted, text: expect.stringMatching(/^sealed:v1:journal-golden\/authority-x:Noted\.text:/), tags: [expect.stringMatching(/^sealed:/)] } },
      { topic: 'other.news.v1', stream: 'golden', event: { type: 'Heard', word: 'a' } },
      { view: 'totals@1', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { view: 'news@1', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect(await faultsOf(lines, today)).toEqual([]);
    expect(await withMissing(lines, today)).toEqual(lines);
  });

  it('given an event type without a line, then it is named', async () => {
    expect(await faultsOf(lines.slice(1), today)).toContain('Noted of journal-golden has no line');
    expect(await faultsOf([], today)).toEqual(['Noted of journal-golden has no line', 'Heard of other.news.v1 has no line', 'view totals@1 has no line behind the last event', 'view news@1 has no line behind the last event']);
  });

  it('given a committed type whose shape changed, then it is named, and writing does not hide it', async () => {
    const changed: Golden = { ...today, aggregates: [sampled(journal, { Noted: { ...noted, more: 1 } as Noted })] };
    const fault = 'Noted of journal-golden is not what was committed: a new shape is a new type, and the old one is upcast';
    expect(await faultsOf(lines, changed)).toEqual([fault]);
    expect(await faultsOf(await withMissing(lines, changed), changed)).toEqual([fault]);
  });

  it('given a line that is not read any more, then it is named', async () => {
    const forgetful: Golden = { ...tomorrow, aggregates: [sampled({ ...next, upcast: undefined }, { NotedMore: { type: 'NotedMore', body: 'x', n: 2 } })] };
    expect(await faultsOf(lines, forgetful)).toContain('Noted of journal does not fold: This process knows no Noted of journal.');
  });

  it('given a fold that fails on it, also only once it is erased, then it is named', async () => {
    const picky = { ...journal, evolve: (state: typeof journal.initial, { text }: Noted) => { if (text !== 'Copper Weir') throw new RangeError('no'); return state; } };
    expect(await faultsOf(lines, { ...today, aggregates: [sampled(picky, { Noted: noted })] })).toEqual(['Noted of journal does not fold once it is erased: no']);
  });

  it('given a view that makes something else of it under the same version, then it is named, and writing does not hide it', async () => {
    const changed: Golden = { ...today, views: [{ ...totals, on: { Noted: (_, event, meta) => ({ id: meta.streamId, total: event.n + 1 }) } }, news] };
    const fault = 'view totals@1 does not make of lines 1 to 2 what it made of them: raise its version';
    expect(await faultsOf(lines, changed)).toEqual([fault]);
    expect(await faultsOf(await withMissing(lines, changed), changed)).toEqual([fault]);
    const raised: Golden = { ...changed, views: [{ ...(changed.views[0] as View), version: 2 }, news] };
    expect(await faultsOf(lines, raised)).toEqual(['view totals@2 has no line behind the last event']);
    expect(await faultsOf(await withMissing(lines, raised), raised)).toEqual([]);
  });

  it('given a topic-fed view without samples, then it is named', async () => {
    expect(await faultsOf(lines, { ...today, heard: [] })).toEqual(['view news@1 has no samples of what it hears']);
  });

  it('given the next release, when it is written, then the old event stays as it was and is read in the new shape', async () => {
    const written = await withMissing(lines, tomorrow);
    expect(written.slice(0, lines.length)).toEqual(lines);
    expect(written.slice(lines.length)).toEqual([
      { stream: 'journal-golden', event: { type: 'NotedMore', body: expect.stringMatching(/^sealed:/), n: 2 } },
      { view: 'totals@2', hash: expect.any(String) },
      { view: 'news@1', hash: expect.any(String) },
    ]);
    expect(await faultsOf(written, tomorrow)).toEqual([]);
  });
});
