/** Every spec, contract suite and end-to-end test (`npm test`), or those whose path matches the arguments; the console's in real Chromium. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'jest';
import { ROOT, build, say } from './prepare.mjs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is: as the environment says, else in its usual places. */
const chromium = () => [process.env.CHROMIUM, ...PLACES].find((path) => path && existsSync(path));

/** Installs Debian's Chromium, where this process may. */
const installChromium = () => {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  say('Installing Chromium for the console’s tests: about a minute');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env });
  apt('update', '-q');
  apt('install', '-q', '-y', '--no-install-recommends', 'chromium');
};

/** Ends a run that could not begin. */
const giveUp = (why) => {
  say(why);
  console.log('0 passed, 1 failed');
  process.exit(1);
};

const selection = process.argv.slice(2);
if (!(await build(process.execPath))) giveUp('The build failed: see the messages above.');
// A run of a few suites by name does not wait for a browser that it may not need.
if (chromium() === undefined && selection.length === 0) installChromium();
const browser = chromium();
if (browser === undefined && selection.length === 0) {
  giveUp('The console’s tests need Chromium. Install it (Debian and Ubuntu: apt-get install chromium), or name one: CHROMIUM=/path/to/chromium npm test');
}
if (browser !== undefined) process.env.CHROMIUM = browser;
process.chdir(ROOT);
await run(['--config', join(ROOT, 'libs/tooling/jest.config.mjs'), ...selection]);
