import { parseArgs } from 'node:util';
import { folderFrom, wrongCall } from './arguments.js';
import { startPlatform } from './platform.js';
import { STARTS } from './simulation/force.js';
import { verdictOn } from './simulation/verdict.js';
import { live } from './simulation/year.js';

const USAGE = `npm run simulate -- [--authorities N] [--seed S] [--data DIR]
Lives a year of a force on a virtual clock, and judges it by its logs. The last line is the verdict; exit 1 when something must not be.`;
const FAULTS_SHOWN = 20;

const main = async (): Promise<number> => {
  const { values } = parseArgs({ options: { authorities: { type: 'string', default: '300' }, seed: { type: 'string', default: 'year' }, data: { type: 'string', default: ':memory:' }, help: { type: 'boolean' } } });
  const authorities = Number(values.authorities);
  if (values.help || !Number.isInteger(authorities) || authorities < 1) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  const began = Date.now();
  const platform = await startPlatform({ data: folderFrom(values.data, process.env['INIT_CWD']), port: 0, clock: { kind: 'virtual', startsAt: STARTS }, seed: values.seed });
  try {
    const { done, refused } = await live(platform, { authorities, seed: values.seed, say: (line) => console.error(line) });
    const { commits, deadlines, passed, deployments, faults } = await verdictOn(platform);
    console.log(`${authorities} authorities, seed ${values.seed}: ${done} acts done; refused: ${Object.entries(refused).map(([code, count]) => `${code} ${count}`).join(', ') || 'none'}`);
    console.log(`commits: ${Object.entries(commits).map(([name, count]) => `${name} ${count}`).join(', ')}`);
    console.log(`${deadlines} deadlines, ${passed} of them passed; ${deployments} deployments; ${Math.round((Date.now() - began) / 1000)} s`);
    for (const fault of faults.slice(0, FAULTS_SHOWN)) console.log(`FAULT ${fault}`);
    console.log(faults.length === 0 ? 'CLEAN: no deadline passed without two people told, nothing was live outside an authority, every ledger is whole' : `NOT CLEAN: ${faults.length} faults`);
    return faults.length === 0 ? 0 : 1;
  } finally {
    await platform.close();
  }
};

process.exitCode = await main().catch(wrongCall(USAGE));
