import { ACTS } from './acts.js';

const quarantineOf = (the: { readonly from: string; readonly until: string }) => ACTS['quarantine']?.({ visit: { client: {}, typed: {} }, the, others: [], which: '' } as never).begins;

describe('setting product apart', () => {
  it('given an error that began and ended within a minute, then the times that are offered hold the whole of it', () => {
    expect(quarantineOf({ from: '2026-03-27T11:50:12.345Z', until: '2026-03-27T11:58:37.001Z' })).toMatchObject({ 'from-time': '11:50', 'until-time': '11:59' });
    expect(quarantineOf({ from: '2026-03-27T11:50:00.000Z', until: '2026-03-27T11:58:00.000Z' })).toMatchObject({ 'from-time': '11:50', 'until-time': '11:58' });
  });
});
