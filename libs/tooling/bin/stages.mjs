/** Runs a list of stages, one after the other: a line when each begins, its output where it failed, its verdict; the last line is `N passed, N failed`, and the exit code says the same. A stage answers `{ ok, output }`. */
export const runStages = async (stages) => {
  let failed = 0;
  for (const [name, stage] of stages) {
    console.log(`${name} …`);
    const began = Date.now();
    const { ok, output } = await stage();
    if (!ok && output) process.stdout.write(`${output.trimEnd()}\n`);
    console.log(`${name}: ${ok ? 'passed' : 'FAILED'} in ${((Date.now() - began) / 1000).toFixed(1)} s`);
    if (!ok) failed += 1;
  }
  console.log(`${stages.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
};
