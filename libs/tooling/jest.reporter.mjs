const STILL_EVERY_MS = 5000;
const STUCK_AFTER_MS = 600_000;

/**
 * Says which suite begins, which are still running, and at the end `N passed, N failed`. The light runner has no time-out for a test,
 * so a run in which no suite ends for ten minutes is stopped here, by name.
 */
export default class Reporter {
  #root;
  #running = new Map();
  #timer;
  #moved = Date.now();

  constructor({ rootDir }) {
    this.#root = rootDir;
  }

  onRunStart() {
    this.#timer = setInterval(() => this.#still(), STILL_EVERY_MS);
  }

  onTestFileStart({ path }) {
    this.#running.set(path, Date.now());
    process.stderr.write(`RUNS ${this.#name(path)}\n`);
  }

  onTestFileResult({ path }) {
    this.#running.delete(path);
    this.#moved = Date.now();
  }

  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    clearInterval(this.#timer);
    // At the very end, after Jest's own summary.
    process.on('exit', () => process.stdout.write(`${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed\n`));
  }

  #name(path) {
    return path.slice(this.#root.length + 1).replace('/dist/', '/src/').replace(/\.js$/, '.ts');
  }

  #still() {
    const now = Date.now();
    const names = [...this.#running].map(([path, began]) => `${this.#name(path)} (${Math.round((now - began) / 1000)} s)`);
    if (names.length > 0) process.stderr.write(`still running: ${names.join(', ')}\n`);
    if (now - this.#moved < STUCK_AFTER_MS) return;
    process.stdout.write(`stopped: no suite ended in ${STUCK_AFTER_MS / 60_000} minutes\n0 passed, ${names.length} failed\n`);
    process.exit(1);
  }
}
