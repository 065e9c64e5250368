import type { Instant } from '@cpmp/kernel';
import { isCollection, isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { CLOCK, Head, type Kind, Ref } from './format.js';
import { READS, STEPS } from './steps.js';
import { Later, laterThan, NoTime } from './times.js';

/** A schema's output once its handles are known and its times are instants. */
type Settled<T> = T extends Ref | Later ? string : T extends object ? { readonly [K in keyof T]: Settled<T[K]> } : T;

/** A step, by what it does and, of `see`, by what it reads. */
export type StepOf<D extends keyof typeof STEPS> = Settled<z.output<(typeof STEPS)[D]>>;
export type ReadOf<R extends keyof typeof READS> = Settled<z.output<(typeof READS)[R]>>;
export type Read = { readonly [R in keyof typeof READS]: ReadOf<R> }[keyof typeof READS];
export type Step = { readonly [D in keyof typeof STEPS]: StepOf<D> }[keyof typeof STEPS] | Read;
/** What must come of a step; a read may be empty, or contain something. */
export type Expectation = NonNullable<Exclude<StepOf<'check'>['expect'], undefined>> & { readonly none?: true; readonly contains?: Readonly<Record<string, unknown>> };

/** A whole rehearsal, ready to be played. */
export type Rehearsal = Omit<Settled<z.output<typeof Head>>, 'steps'> & { readonly steps: readonly Step[] };
export type Person = Rehearsal['people'][string];

/** Something that is wrong with a file, and where. */
export type Fault = { readonly line: number; readonly what: string };

type Path = readonly PropertyKey[];
type Report = (path: Path, what: string) => void;

/** Which handles stand for something at a place of the file; of a case also its components. */
type Known = { readonly handles: ReadonlyMap<Kind, Set<string>>; readonly components: Map<string, readonly string[]> };

const KINDS: readonly Kind[] = ['person', 'asset', 'resource', 'source', 'authorisation', 'tasking', 'error'];
/** A thing is found by its handle alone, whichever it is. */
const THINGS: readonly Kind[] = ['asset', 'resource', 'source'];

/** Where a path lies in the file; where it ends too early (something is missing), the last thing there is. */
const lineOf = (document: Document, lines: LineCounter, path: Path): number => {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of [undefined, ...path]) {
    const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
    if (key !== undefined) node = pair ? pair.value : isCollection(node) ? node.get(key, true) : undefined;
    const at = pair && isNode(pair.key) ? pair.key : node;
    if (!isNode(at)) break;
    offset = at.range?.[0] ?? offset;
  }
  return lines.linePos(offset).line;
};

const reportIssues = (issues: readonly z.core.$ZodIssue[], path: Path, report: Report): void => {
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') for (const key of issue.keys) report([...path, ...issue.path, key], `unknown key “${key}”`);
    else report([...path, ...issue.path], `${issue.path.filter((part) => typeof part === 'string').join(' ')}: ${issue.message}`.replace(/^: /, ''));
  }
};

/** Puts the handles' own text and the instants into what a schema read, and reports each that stands for nothing. */
const settle = <T>(value: T, path: Path, around: Around): Settled<T> => settleAny(value, path, around) as Settled<T>;

/** What a handle or a time means depends on the file before it, and a component's also on the case it is said of (`within`). */
type Around = { readonly known: Known; readonly last: Instant; readonly report: Report; readonly within?: string };

const settleAny = (value: unknown, path: Path, { known, last, report, within }: Around): unknown => {
  const inside = (key: PropertyKey, inner: unknown, scope = within) => settle(inner, [...path, key], { known, last, report, ...(scope === undefined ? {} : { within: scope }) });
  if (value instanceof Ref) {
    const { kinds, handle } = value;
    const found = kinds.includes('component') ? (known.components.get(within ?? '') ?? []).includes(handle) : kinds.some((kind) => known.handles.get(kind)?.has(handle));
    if (!found) report(path, `no ${kinds.join(' or ')} is called “${handle}” here`);
    return handle;
  }
  if (value instanceof Later) {
    const at = laterThan(last, value);
    if (!(at instanceof NoTime)) return at;
    report(path, at.why);
    return last;
  }
  if (Array.isArray(value)) return value.map((inner, index) => inside(index, inner));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const scope = entries.find(([key, inner]) => (key === 'authorisation' || key === 'central-record') && inner instanceof Ref)?.[1] as Ref | undefined;
  return Object.fromEntries(entries.map(([key, inner]) => [key, inside(key, inner, scope?.handle)]));
};

type Raw = Readonly<Record<string, unknown>>;
const isRaw = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The schema that a step must pass. */
const schemaOf = (raw: Raw, report: (key: string, what: string) => void): z.ZodType | undefined => {
  if (raw.do !== 'see') {
    const schema = typeof raw.do === 'string' && Object.hasOwn(STEPS, raw.do) ? STEPS[raw.do as keyof typeof STEPS] : undefined;
    if (!schema) report('do', `no step is called “${String(raw.do)}”; steps are ${[...Object.keys(STEPS), 'see'].join(', ')}`);
    return schema;
  }
  const reads = Object.keys(READS).filter((read) => read in raw);
  const [read] = reads;
  if (read === undefined || reads.length > 1) report('do', `see reads exactly one of ${Object.keys(READS).join(', ')}`);
  return reads.length === 1 ? READS[read as keyof typeof READS] : undefined;
};

/** What kind of thing a step's `as` names. */
const MADE: Readonly<Record<string, Kind>> = { apply: 'authorisation', request: 'tasking', 'report-error': 'error', 'establish-error': 'error' };

/** The handles of an application's own components, as it is written; a linked one is looked up among them. */
const componentsOf = (raw: Raw): readonly string[] => (Array.isArray(raw.components) ? raw.components.flatMap((draft) => (isRaw(draft) && typeof draft.id === 'string' ? [draft.id] : [])) : []);

/** Gives a handle to what it stands for from here on. */
const name = ({ handles }: Known, kind: Kind, handle: string, report: (what: string) => void): void => {
  const rivals = THINGS.includes(kind) ? THINGS : [kind];
  if (rivals.some((rival) => handles.get(rival)?.has(handle))) report(`“${handle}” is taken`);
  handles.get(kind)?.add(handle);
};

const nameMade = (known: Known, raw: Raw, report: (what: string) => void): void => {
  const kind = MADE[String(raw.do)];
  if (typeof raw.as !== 'string' || kind === undefined) return;
  name(known, kind, raw.as, report);
  if (kind === 'authorisation') known.components.set(raw.as, componentsOf(raw));
};

type Reading = { readonly known: Known; readonly report: Report; last: Instant };

const readStep = (raw: unknown, path: Path, reading: Reading): Step | undefined => {
  const { known, report, last } = reading;
  const here = (key: string, what: string) => report([...path, key], what);
  if (!isRaw(raw)) {
    report(path, 'a step is a map: at, by, do …');
    return undefined;
  }
  const schema = schemaOf(raw, here);
  const read = schema?.safeParse(raw);
  if (read && !read.success) reportIssues(read.error.issues, path, report);
  const drafts = componentsOf(raw);
  if (new Set(drafts).size < drafts.length) here('components', 'each component has its own id');
  known.components.set('', drafts);
  const step = read?.success ? (settle(read.data as z.output<(typeof STEPS)[keyof typeof STEPS]>, path, { known, last, report }) as Step) : undefined;
  for (const key of ['open', 'plan'] as const) {
    for (const handle of Object.keys(step?.expect?.[key] ?? {})) settle(new Ref(key === 'open' ? ['asset', 'resource'] : ['tasking'], handle), [...path, 'expect', key, handle], { known, last, report });
  }
  nameMade(known, raw, (what) => here('as', what));
  if (step && step.at < last) here('at', 'time only moves forward');
  if (step) reading.last = step.at;
  return step;
};

/** The file as plain values. YAML that unfolds without end is not unfolded. */
const plain = (document: Document, report: Report): unknown => {
  try {
    return document.toJS();
  } catch {
    report([], 'too many aliases');
    return undefined;
  }
};

/** Stands for a start that cannot be read, so that the rest of the file still is. */
const UNKNOWN_START: Instant = new Date(0).toISOString();

/** Reads a rehearsal whole, or says everything that is wrong with it, by line. */
export const readRehearsal = (text: string): Rehearsal | readonly Fault[] => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const faults: Fault[] = document.errors.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, what: message.split(' at line ')[0] ?? '' }));
  if (faults.length > 0) return faults;
  const report: Report = (path, what) => void faults.push({ line: lineOf(document, lines, path), what });
  const raw = plain(document, report);
  const head = Head.safeParse(raw);
  if (!head.success) reportIssues(head.error.issues, [], report);
  if (!isRaw(raw)) return faults;
  const known: Known = { handles: new Map(KINDS.map((kind) => [kind, new Set<string>()])), components: new Map() };
  for (const [key, kind] of Object.entries({ people: 'person', assets: 'asset', resources: 'resource', sources: 'source' } as const)) {
    for (const handle of Object.keys(isRaw(raw[key]) ? raw[key] : {})) name(known, kind, handle, (what) => report([key, handle], what));
  }
  const starts = head.success && typeof head.data.starts === 'string' ? head.data.starts : UNKNOWN_START;
  if (head.success && starts === UNKNOWN_START) report(['starts'], 'a rehearsal starts at a time of its own, not after a step');
  const reading: Reading = { known, report, last: starts };
  const steps = (Array.isArray(raw.steps) ? raw.steps : []).flatMap((step, index) => readStep(step, ['steps', index], reading) ?? []);
  const whole = head.success ? { ...settle(head.data, [], { known, last: starts, report }), steps } : undefined;
  return whole && faults.length === 0 ? whole : faults.toSorted((a, b) => a.line - b.line);
};

/** Tells faults from a rehearsal. */
export const isFaulty = (read: Rehearsal | readonly Fault[]): read is readonly Fault[] => Array.isArray(read);

/** True for a step that only moves time. */
export const isClocks = (step: Step): boolean => step.by === CLOCK;
