import { Session } from 'node:inspector/promises';

/** What of a process's time went where, in microseconds. */
export type Stages = Readonly<Record<string, number>>;

/** Which file's work is which stage; of a stack, the outermost that is listed counts, so that a rule called by a fold is folding. */
const STAGES: readonly (readonly [stage: string, files: RegExp])[] = [
  ['fold', /libs\/ledger\/dist\/(folding|log-folder|as-kept|sqlite\/view-store)\.js$/],
  ['insert', /libs\/ledger\/dist\/sqlite\/(commit-store|places)\.js$/],
  ['seal', /libs\/ledger\/dist\/(sealing|.*key-store)\.js$/],
  ['hash', /libs\/ledger\/dist\/(commit|canonical)\.js$/],
  ['load', /libs\/ledger\/dist\/streams\.js$/],
  ['decide', /services\/authorisation\/dist\/domain\/|libs\/law\/dist\//],
];

/** The profiler's own work, which is no part of what it looks at. */
const PROFILER = /^node:inspector/;
/** What belongs to none of them: the queue, promises, the garbage collector. */
const REST = 'rest';
const NOBODYS = 'nobody’s';
/** Every stage by its name. */
export const STAGE_NAMES: readonly string[] = [...STAGES.map(([stage]) => stage), REST];

const SAMPLE_US = 100;

type Node = { readonly id: number; readonly callFrame: { readonly functionName: string; readonly url: string }; readonly children?: readonly number[] };
/** A CPU profile, as V8 gives it. */
export type Profile = { readonly nodes: readonly Node[]; readonly samples?: readonly number[]; readonly timeDeltas?: readonly number[] };

const stageOf = (url: string): string | undefined => STAGES.find(([, files]) => files.test(url))?.[0];

const isNobodys = ({ functionName, url }: Node['callFrame']): boolean => functionName === '(idle)' || PROFILER.test(url);

/** Sums a profile up by stage; idle time is left out, and so is the profiler's. */
export const stagesOf = ({ nodes, samples = [], timeDeltas = [] }: Profile): Stages => {
  const stages = new Map<number, string>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const walk = (node: Node, outer: string | undefined): void => {
    const stage = outer ?? stageOf(node.callFrame.url);
    stages.set(node.id, isNobodys(node.callFrame) ? NOBODYS : (stage ?? REST));
    for (const child of node.children ?? []) walk(byId.get(child) as Node, stage);
  };
  if (nodes[0]) walk(nodes[0], undefined);
  const sums: Record<string, number> = Object.fromEntries(STAGE_NAMES.map((stage) => [stage, 0]));
  samples.forEach((id, n) => {
    const stage = stages.get(id) ?? REST;
    if (stage !== NOBODYS) sums[stage] = (sums[stage] ?? 0) + (timeDeltas[n] ?? 0);
  });
  return sums;
};

/** Runs something and says where its time went. */
export const profiled = async (work: () => Promise<unknown>): Promise<Stages> => {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_US });
    await session.post('Profiler.start');
    await work();
    const { profile } = await session.post('Profiler.stop');
    return stagesOf(profile);
  } finally {
    session.disconnect();
  }
};
