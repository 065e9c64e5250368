import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drill } from './drill.js';

describe('given a platform under load that is backed up and destroyed', () => {
  it('when it is restored, then nothing is amiss: what is lost is named, what rests on it listed, what was out under a lost permit called back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cpmp-drill-'));
    try {
      const { faults, lost, orphans, restored } = await drill({ folder, seed: 'spec', lastsMs: 200 });
      expect(faults).toEqual([]);
      expect(lost.map(({ log }) => log)).toContain('authorisation/1');
      expect(lost.flatMap(({ kinds }) => kinds)).toContain('PermitIssued');
      expect(orphans.get('asset-registry')?.map(({ stream }) => stream.split('-')[0])).toContain('asset');
      expect(restored.map(({ log }) => log)).toContain('authorisation/2');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
