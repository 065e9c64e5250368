import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** What is fuzzed for so long, each; the suite and the test by its name. */
const FUZZED = ['authorisation', 'asset-registry', 'resource-allocation', 'risk-assessment', 'notification', 'standalone', 'the console'];
/** The journeys of one run: from so many on, several callers come at once. */
const RUNS = '30';

/** How the fuzzer ended for one service. */
export type FuzzedService = { readonly service: string; readonly runs: number; readonly failed?: string };

const jest = async (service: string, seed: number): Promise<{ readonly code: number; readonly said: string }> => {
  const args = ['--no-warnings', 'node_modules/jest/bin/jest.js', '-c', 'libs/tooling/jest.config.mjs', 'services/standalone/dist/fuzz', '-t', `given ${service},`];
  const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, FUZZ_SEED: String(seed), FUZZ_RUNS: RUNS }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => void (said += bytes.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? 1, said };
};

/** Runs the fuzzer against every service and the console for so many seconds each, with one seed after another; a failure ends that service's turn and is given as it was told. */
export const fuzzLong = async (seconds: number, say: (line: string) => void): Promise<readonly FuzzedService[]> => {
  const results: FuzzedService[] = [];
  for (const service of FUZZED) {
    const until = performance.now() + seconds * 1000;
    let runs = 0;
    let failed: string | undefined;
    for (; failed === undefined && performance.now() < until; runs++) {
      const { code, said } = await jest(service, Date.now());
      if (code !== 0) failed = said;
    }
    say(`fuzz ${service}: ${runs} runs of ${RUNS} journeys${failed === undefined ? '' : ', FAILED'}`);
    results.push({ service, runs, ...(failed === undefined ? {} : { failed }) });
  }
  return results;
};
