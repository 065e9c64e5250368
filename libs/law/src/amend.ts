import { type Fault, type Path } from './faults.js';
import { AmendingPack } from './pack.schema.js';

/** A file as YAML reads it; `lineOf` tells the line of a value by its path. */
export type PackRead = { readonly file: string; readonly value: unknown; readonly lineOf: (path: Path) => number; readonly faults: readonly string[] };

type Loose = { readonly power?: unknown; readonly rules?: unknown; readonly timeline?: unknown };
const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null;

/** The power that a file is about, if it is the law of one. */
export const powerOf = ({ value }: PackRead): unknown => (isObject(value) ? value.power : undefined);

/** Whether a file is a draft that amends a power. */
export const amends = ({ value }: PackRead): boolean => isObject(value) && 'amends' in value;

const rulesOf = ({ value }: PackRead): readonly { readonly rule?: unknown }[] => (isObject(value) && Array.isArray(value.rules) ? value.rules : []);

/** What was read of a file, or what is wrong with it. */
export const told = ({ file, lineOf }: PackRead, found: readonly Fault[]): readonly string[] => found.map(({ path, what }) => `${file}:${lineOf(path)}: ${path.join('.')}: ${what}`);

const broken = (read: PackRead, found: readonly Fault[]): PackRead => ({ ...read, value: undefined, faults: told(read, found) });

/** A power's pack with the rules of a draft put before one of its own. Faults in the draft's rules are told by the draft's lines. */
const amended = (pack: PackRead, draft: PackRead, { before, rules, timeline }: AmendingPack): PackRead => {
  const own = rulesOf(pack);
  const place = own.findIndex(({ rule }) => rule === before);
  if (place < 0) return broken(draft, [{ path: ['before'], what: `${pack.file} has no rule ${before}` }]);
  const isDrafts = ([list, index]: Path): boolean => (list === 'rules' && typeof index === 'number' && index >= place && index < place + rules.length) || (list === 'timeline' && String(index) in timeline);
  const inDraft = ([list, index, ...rest]: Path): Path => (list === 'rules' ? [list, Number(index) - place, ...rest] : [list ?? '', index ?? '', ...rest]);
  const value = { ...(pack.value as Loose), timeline: { ...((pack.value as Loose).timeline as object), ...timeline }, rules: [...own.slice(0, place), ...rules, ...own.slice(place)] };
  return { file: draft.file, value, faults: pack.faults, lineOf: (path) => (isDrafts(path) ? draft.lineOf(inDraft(path)) : 1) };
};

/** The packs with one more: a draft that amends a power, or the whole law of a power in place of the one there was. */
export const withPack = (reads: readonly PackRead[], more: PackRead): readonly PackRead[] => {
  if (!amends(more)) return [...reads.filter((read) => powerOf(read) === undefined || powerOf(read) !== powerOf(more)), more];
  const draft = AmendingPack.safeParse(more.value);
  if (!draft.success) return [...reads, broken(more, draft.error.issues.map(({ path, message }) => ({ path: path as Path, what: message })))];
  const pack = reads.find((read) => powerOf(read) === draft.data.amends);
  if (!pack) return [...reads, broken(more, [{ path: ['amends'], what: `no pack is about ${draft.data.amends}` }])];
  return reads.map((read) => (read === pack ? amended(pack, more, draft.data) : read));
};
