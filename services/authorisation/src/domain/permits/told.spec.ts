import type { OpenPermit } from '@cpmp/gate';
import { type OpenPermitsTold, tellOpen, told, type ToldState } from '../index.js';

const permits = (count: number): readonly OpenPermit[] => Array.from({ length: count }, (_, n) => ({ permit: { permit: `p${n}` }, tactic: 't', window: { from: '', to: '' }, requestedBy: 'rm' }) as unknown as OpenPermit);
const tell = (state: ToldState, log: string, count: number) => tellOpen(state, { holder: 'asset-registry', log }, permits(count)) as readonly OpenPermitsTold[];

describe('given a holder whose log was restored', () => {
  it.each([[0, [0]], [1, [1]], [200, [200]], [401, [200, 200, 1]]])('when %d of its permits are open, then each is told once, in parts of which the last says so', (count, parts) => {
    const events = tell(told.initial, 'asset-registry/2', count);
    expect(events.map(({ permits: part }) => part.length)).toEqual(parts);
    expect(events.map(({ last }) => last)).toEqual(parts.map((_, n) => n === parts.length - 1));
    expect(new Set(events.flatMap(({ permits: part }) => part.map(({ permit }) => permit.permit))).size).toBe(count);
  });

  it('when the same epoch is heard of again, then nothing is told; of another, then it is told anew', () => {
    const state = tell(told.initial, 'asset-registry/2', 201).reduce(told.evolve, told.initial);
    expect(tell(state, 'asset-registry/2', 1)).toEqual([]);
    expect(tell(state, 'asset-registry/3', 1)).toHaveLength(1);
  });
});
