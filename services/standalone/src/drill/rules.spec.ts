import type { CommitBody, Lost, Orphan } from '@cpmp/ledger';
import { type Answered, type Before, keptWhole, namedExactly, noneLiveUnderLost, nothingUnnamed, opensEpoch, orphansListed } from './rules.js';

type Event = CommitBody['events'][number];

const body = (log: string, position: number, more: Partial<CommitBody> = {}): CommitBody => ({ log, position, stream: `thing-${position}`, version: 1, cause: `http/${position}`, at: '2026-03-02T09:00:00.000Z', actor: null, prev: '', events: [{ type: 'Done' } as Event], ...more });
const opening = (service: string, end: number): CommitBody => body(`${service}/2`, end + 1, { stream: 'epoch-log', cause: `restore/${service}/2`, events: [{ type: 'EpochOpened', log: `${service}/2`, continues: `${service}/1`, end, hash: '' } as Event] });
const commits = (service: string, count: number): readonly CommitBody[] => Array.from({ length: count }, (_, n) => body(`${service}/1`, n + 1));

/** A log of four, of which two were backed up. */
const before = (service: string, more: Partial<Before> = {}): Before => {
  const destroyed = more.destroyed ?? commits(service, 4);
  return { service, end: 2, destroyed, restored: [...destroyed.slice(0, 2), opening(service, 2)], ...more };
};
const lostOf = ({ destroyed, end }: Before): readonly Lost[] => destroyed.slice(end).map(({ log, position, at, stream, cause, events }) => ({ log, position, at, stream, cause, kinds: events.map(({ type }) => type) }));

describe('what came back', () => {
  const good = before('sender');

  it('given that it is as it was, and goes on as another epoch, then nothing is said', () => {
    expect([...keptWhole(good), ...opensEpoch(good)]).toEqual([]);
  });

  it('when a commit is gone or another, then its position is said', () => {
    expect(keptWhole({ ...good, restored: [good.destroyed[0] as CommitBody, body('sender/1', 2, { cause: 'http/else' })] })).toEqual(['position 2 of sender did not come back as it was']);
    expect(keptWhole({ ...good, restored: [] })).toHaveLength(2);
  });

  it('when the log just goes on, then that is said, and each id that is used twice', () => {
    expect(opensEpoch({ ...good, restored: commits('sender', 3) })).toEqual(['sender did not open an epoch behind position 2', 'the id sender/1/3/0 names two events']);
  });
});

describe('what is gone', () => {
  const all = [before('sender')];
  const lost = lostOf(all[0] as Before);
  const answered = (position: number, kept: boolean): Answered => ({ service: 'sender', cause: `http/${position}`, kept });

  it('given that all of it is named, then nothing is said', () => {
    expect([...namedExactly(all, lost), ...nothingUnnamed([answered(1, true), answered(4, false)], all, lost)]).toEqual([]);
  });

  it('when one is not named, or one is named that was not lost, or twice, then that is said', () => {
    expect(namedExactly(all, lost.slice(1))).toEqual(['sender/1 3 thing-3 was lost and is not named']);
    expect(namedExactly(all, [...lost, { ...(lost[0] as Lost), position: 2 }])).toEqual(['sender/1 2 thing-3 is named as lost and was not']);
    expect(namedExactly(all, [...lost, ...lost.slice(1)])).toHaveLength(1);
  });

  it('when an act that was answered before the backup is gone, or one after it that nobody named, then that is said', () => {
    expect(nothingUnnamed([answered(3, true)], all, lost)).toEqual(['an act of sender was answered before the backup and is gone']);
    expect(nothingUnnamed([answered(3, false)], all, lost.slice(1))).toEqual(['an act of sender is gone and nobody named it']);
  });
});

describe('what rests on what is gone', () => {
  const sender = before('sender');
  const reader = before('reader', { destroyed: [body('reader/1', 1, { cause: 'reader.news/sender/1/2/0' }), body('reader/1', 2, { cause: 'reader.news/sender/1/3/0#1' })] });
  const said = (...positions: readonly number[]) => new Map<string, readonly Orphan[]>([['reader', positions.map((position) => ({ position, stream: `thing-${position}`, cause: '' }))]]);

  it('given that it is listed, then nothing is said; when it is not, or what rests on nothing lost is, then its position', () => {
    const found = (listed: ReadonlyMap<string, readonly Orphan[]>) => orphansListed([sender, reader], lostOf(sender), listed);
    expect(found(said(2))).toEqual([]);
    expect(found(said())).toEqual(['position 2 of reader rests on what was lost and is not listed']);
    expect(found(said(1, 2))).toEqual(['position 1 of reader is listed and rests on nothing that was lost']);
  });
});

describe('what is out', () => {
  const issued = (permit: string) => ({ ...before('authorisation'), restored: [body('authorisation/1', 1, { events: [{ type: 'PermitIssued', said: { permit } } as unknown as Event] })] });
  const held = (permit: string, more: object = {}) => ({ ...before('asset-registry'), restored: [body('asset-registry/1', 1, { events: [{ type: 'DeploymentStarted', answer: { permit, startedAt: '1', ...more } } as unknown as Event] })] });

  it('given a permit that is known, then it stays out; given one that was lost and is called back, then nothing is said', () => {
    expect(noneLiveUnderLost([issued('p1'), held('p1')], ['p1'])).toEqual([]);
    expect(noneLiveUnderLost([issued('p1'), held('p2', { recalledAt: '2' })], [])).toEqual([]);
  });

  it('when something is live under a permit that was lost, or one that is known was called back, then that is said', () => {
    expect(noneLiveUnderLost([issued('p1'), held('p2')], [])).toEqual(['the deployment of permit p2 is live and its permit was lost']);
    expect(noneLiveUnderLost([issued('p1'), held('p1', { recalledAt: '2' })], ['p1'])).toEqual(['the deployment of permit p1, which nothing ended, is live no more']);
  });
});
