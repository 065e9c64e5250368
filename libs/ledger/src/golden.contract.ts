import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { faultsOf, type Golden, type GoldenLine, withMissing } from './golden.js';

export { heard, sampled, type Samples } from './golden.js';

/** How to put lines for new event types and new versions of views behind the others. */
const HOW = 'GOLDEN=write npm run jest -- <this spec>, and commit the file';

const linesIn = (file: URL): readonly GoldenLine[] => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as GoldenLine) : []);

/**
 * Events are for ever: holds a service to its golden file, which has one event of every type ever committed. It fails when a type has no line, when a committed
 * shape changed, when a line is no longer read or folded, and when a view makes something else of the file under the same version.
 */
export const goldenContract = (file: URL, golden: Golden): void => {
  describe('given one event of every type that was ever committed', () => {
    it(`then all are there, all are read, and every view makes of them what its version says (${HOW})`, async () => {
      if (process.env.GOLDEN === 'write') writeFileSync(file, (await withMissing(linesIn(file), golden)).map((line) => `${JSON.stringify(line)}\n`).join(''));
      expect(await faultsOf(linesIn(file), golden)).toEqual([]);
    });
  });
};
