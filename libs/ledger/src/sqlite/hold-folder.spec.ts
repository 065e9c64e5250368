import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdFolder } from './hold-folder.js';

describe('given a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cpmp-hold-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('when it is held, then nobody else can hold it until it is let go', () => {
    const release = holdFolder(folder);
    expect([typeof release, holdFolder(folder)]).toEqual(['function', undefined]);
    release?.();
    const again = holdFolder(folder);
    expect(again).toBeDefined();
    again?.();
  });

  it('when it is not there, then that is an error and not an answer', () => {
    expect(() => holdFolder(join(folder, 'nowhere'))).toThrow();
  });
});
