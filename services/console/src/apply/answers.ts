import type { Field } from '../web/forms.js';
import { partNumber } from '../web/words.js';
import { type DraftFile, pathTo, type Placed } from './draft.js';
import { questionPath } from './progress.js';
import { type Question, questionsOn } from './questions.js';

/** One answer on the check page: what was asked, what was answered, and where to change it. */
type Row = { readonly otherwise?: string | undefined; readonly field: string; readonly asks: string; readonly short: string; readonly lines: readonly string[]; readonly change: string };

const rowOf = ({ draft, parts }: DraftFile, { id, part }: Placed, { name, asks, short, lines, otherwise }: Question): Row => ({
  otherwise,
  // A part is called by a word of its own, which is shown nowhere else: here it goes by its number.
  field: `${id}-${name}`, asks, short: short.charAt(0).toLowerCase() + short.slice(1), lines: name === 'linked' ? lines(part).map((called) => numbered(parts, called)) : lines(part), change: `${questionPath(draft.id, id, name)}?from=check`,
});

const numbered = (parts: readonly Placed[], called: string): string => {
  const found = parts.find(({ part: { handle } }) => handle === called);
  return found ? `Part ${partNumber(found.id)}` : called;
};

/** Everything that was answered, a card a part. */
export const answersOf = (file: DraftFile) => {
  const { draft, parts, powers, next } = file;
  const { operation, cleared = [], agreement, madeAt } = draft.application;
  return {
    about: { operation, cleared, agreement, madeAt, change: `${pathTo(draft.id)}/operation?from=check` },
    cards: parts.map((of) => ({ number: partNumber(of.id), power: of.part.power, rows: questionsOn(of.part, powers).map((question) => rowOf(file, of, question)) })),
    addPart: questionPath(draft.id, next, 'power'),
  };
};

/** Where the API's faults in a draft that was sent belong on the check page. */
export const checkFields = ({ parts, powers }: DraftFile): readonly Field[] => [
  { field: 'operation', pointer: '/operation', label: 'The operation', },
  ...(parts.length > 0 ? [] : [{ field: 'part', pointer: '/components', label: 'The parts' }]),
  ...parts.flatMap((of) => questionsOn(of.part, powers).flatMap(({ name, short, pointers }) => pointers.map((pointer) => ({ field: `${of.id}-${name}`, pointer: `/components/${of.index}/${pointer}`, label: `Part ${partNumber(of.id)}, ${short.charAt(0).toLowerCase()}${short.slice(1)}` })))),
];
