import { Session } from 'node:inspector/promises';

/** What of a process's time went where, in microseconds. */
export type Stages = Readonly<Record<string, number>>;

/** Which file's work is which stage; of a stack, the outermost that is listed counts, so that a rule called by a fold is folding. */
const STAGES: readonly (readonly [stage: string, files: RegExp])[] = [
  ['fold', /libs\/ledger\/dist\/(folding|sqlite\/view-store)\.js$/],
  ['insert', /libs\/ledger\/dist\/sqlite\/(commit-store|places)\.js$/],
  ['seal', /libs\/ledger\/dist\/(sealing|.*key-store)\.js$/],
  ['hash', /libs\/ledger\/dist\/(commit|canonical)\.js$/],
  ['load', /libs\/ledger\/dist\/streams\.js$/],
  ['decide', /services\/authorisation\/dist\/domain\/|libs\/law\/dist\//],
];

/** What belongs to none of them: the queue, promises, the garbage collector. */
const REST = 'rest';
/** Every stage by its name. */
export const STAGE_NAMES: readonly string[] = [...STAGES.map(([stage]) => stage), REST];

const SAMPLE_US = 100;

type Node = { readonly id: number; readonly callFrame: { readonly functionName: string; readonly url: string }; readonly children?: readonly number[] };
/** A CPU profile, as V8 gives it. */
export type Profile = { readonly nodes: readonly Node[]; readonly samples?: readonly number[]; readonly timeDeltas?: readonly number[] };

const stageOf = (url: string): string | undefined => STAGES.find(([, files]) => files.test(url))?.[0];

/** Sums a profile up by stage; idle time is left out. */
export const stagesOf = ({ nodes, samples = [], timeDeltas = [] }: Profile): Stages => {
  const stages = new Map<number, string>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const walk = (node: Node, outer: string | undefined): void => {
    const stage = outer ?? stageOf(node.callFrame.url);
    stages.set(node.id, node.callFrame.functionName === '(idle)' ? 'idle' : (stage ?? REST));
    for (const child of node.children ?? []) walk(byId.get(child) as Node, stage);
  };
  if (nodes[0]) walk(nodes[0], undefined);
  const sums: Record<string, number> = Object.fromEntries(STAGE_NAMES.map((stage) => [stage, 0]));
  samples.forEach((id, n) => {
    const stage = stages.get(id) ?? REST;
    if (stage !== 'idle') sums[stage] = (sums[stage] ?? 0) + (timeDeltas[n] ?? 0);
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
