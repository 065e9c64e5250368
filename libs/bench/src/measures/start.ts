import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Figure, median, ratio } from '../figure.js';
import { type Ground, inRounds, type Measure } from '../ground.js';

const PLATFORM = fileURLToPath(import.meta.resolve('@cpmp/standalone/main'));
const BARE = fileURLToPath(new URL('../bare-app.command.js', import.meta.url));

/** Milliseconds from starting a program until it says that it answers; then it is told to end. */
const started = async (program: string, args: readonly string[], line: RegExp): Promise<number> => {
  const began = performance.now();
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let out = '';
  let ms: number | undefined;
  for await (const bytes of child.stdout) {
    out += String(bytes);
    if (ms !== undefined || !line.test(out)) continue;
    ms = performance.now() - began;
    child.kill('SIGTERM');
  }
  await closed;
  if (ms === undefined) throw new Error(`${program} ended before it answered.`);
  return ms;
};

const run = async ({ scale, folder }: Ground): Promise<readonly Figure[]> => {
  const times = await inRounds(scale.rounds, async () => ({
    ours: await started(PLATFORM, ['--port', '0', '--data', folder(), '--no-demonstration'], /^The platform: /m),
    bare: await started(BARE, [], /^The bare application: /m),
  }));
  return [
    { name: 'start', value: ratio(times.ours, times.bare), goal: 3, better: 'lower' },
    { name: 'start-platform', value: median(times.ours), unit: 'ms', better: 'lower' },
  ];
};

/** From the command to the first answer. */
export const start: Measure = { name: 'start', about: 'start of the five services and the console (built, an empty folder) ÷ start of one bare NestJS application', figures: ['start', 'start-platform'], run };
