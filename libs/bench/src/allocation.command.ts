import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Planner } from '@cpmp/planner';
import { z } from 'zod';
import { Instance } from './allocation/instance.js';
import { gapOf, solved } from './allocation/solved.js';

const BUDGET_MS = 10_000;
const USAGE = `npm run bench:allocation -- DIR [--budget-ms ${BUDGET_MS}] [--out OUTDIR]
Plans every *.json in DIR, each within the budget, and prints a line each:
  name  objective  tasks  resources  value  bound  gap%  ms
  --budget-ms N  wall clock for one file; the planner has at most two threads, and this one waits
  --out OUTDIR   writes the plans there, under the same file names
Exit code: 0 well, 1 a plan is not valid or a file cannot be read as one, 2 the call is wrong.`;

/** A call that means nothing; its message says how it is used. */
class Misused extends Error {}

const asked = (args: readonly string[]): { readonly folder: string; readonly budgetMs: number; readonly out?: string } => {
  const parsed = (() => {
    try {
      return parseArgs({ args: [...args], allowPositionals: true, options: { 'budget-ms': { type: 'string', default: String(BUDGET_MS) }, out: { type: 'string' }, help: { type: 'boolean', default: false } } });
    } catch (error) {
      throw new Misused(`${(error as Error).message}\n${USAGE}`);
    }
  })();
  const { positionals: [folder, ...more], values: { 'budget-ms': budget, out, help } } = parsed;
  if (help || folder === undefined || more.length > 0) throw new Misused(USAGE);
  if (!/^[1-9]\d*$/.test(budget)) throw new Misused(`--budget-ms is a whole number from 1.\n${USAGE}`);
  return { folder, budgetMs: Number(budget), ...(out === undefined ? {} : { out }) };
};

const filesIn = (folder: string): readonly string[] => {
  const names = (() => {
    try {
      return readdirSync(folder);
    } catch {
      throw new Misused(`${folder} is no folder that can be read.\n${USAGE}`);
    }
  })();
  const files = names.filter((name) => name.endsWith('.json')).toSorted();
  if (files.length === 0) throw new Misused(`${folder} has no *.json.\n${USAGE}`);
  return files;
};

/** Undefined, and said why, where a file is none of this kind. */
const read = (path: string): Instance | undefined => {
  try {
    return Instance.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    console.error(`${path}: ${error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message}`);
    return undefined;
  }
};

const run = async (args: readonly string[]): Promise<number> => {
  const { folder, budgetMs, out } = asked(args);
  const files = filesIn(folder);
  if (out !== undefined) mkdirSync(out, { recursive: true });
  const planner = new Planner();
  let bad = 0;
  for (const file of files) {
    const instance = read(join(folder, file));
    if (!instance) {
      bad += 1;
      continue;
    }
    const { solution, faults } = await solved(planner, instance, budgetMs);
    const { name, value, bound, ms } = solution;
    console.log([name, instance.objective, instance.tasks.length, instance.resources.length, value ?? '-', bound ?? '-', gapOf(solution, instance.objective)?.toFixed(2) ?? '-', ms].join('  '));
    for (const fault of faults) console.error(`${file}: ${fault}`);
    if (faults.length > 0) bad += 1;
    if (out !== undefined) writeFileSync(join(out, file), `${JSON.stringify(solution)}\n`);
  }
  return bad === 0 ? 0 : 1;
};

run(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    if (!(error instanceof Misused)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  },
);
