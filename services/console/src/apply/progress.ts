import { partNumber } from '../web/words.js';
import { type Application, type DraftFile, pathTo, type Placed, type Power } from './draft.js';
import { isOpen, type Question, questionsOn, TASKS } from './questions.js';

/** Where a question is asked. */
export const questionPath = (draft: string, part: string, name: string): string => `${pathTo(draft)}/parts/${part}/${name}`;

/** What comes after a question: the next of its part, or the list of tasks. */
export const after = (name: string, { draft, powers }: DraftFile, { id, part }: Placed): string => {
  const questions = questionsOn(part, powers);
  const next = questions.slice(questions.findIndex((question) => question.name === name) + 1).find(({ aside }) => !aside);
  return next ? questionPath(draft.id, id, next.name) : pathTo(draft.id);
};

/** Whether the operation and what belongs to it are told. */
const isNamed = ({ operation }: Application): boolean => operation !== undefined;

const openOf = ({ part }: Placed, powers: readonly Power[]): readonly Question[] => (part.power === undefined ? questionsOn(part, powers) : questionsOn(part, powers).filter((question) => isOpen(question, part)));

type Status = 'Completed' | 'Incomplete' | 'Optional' | 'Cannot start yet';

const statusOf = (questions: readonly Question[], { part }: Placed): Status => {
  if (questions.length === 0) return 'Cannot start yet';
  if (questions.some((question) => isOpen(question, part))) return 'Incomplete';
  return questions.some(({ lines }) => lines(part).length > 0) ? 'Completed' : 'Optional';
};

const tasksOf = (of: Placed, { draft, powers }: DraftFile) => {
  const all = questionsOn(of.part, powers);
  return Object.entries(TASKS).map(([task, text]) => {
    const questions = all.filter((question) => question.task === task);
    const first = questions.find((question) => isOpen(question, of.part)) ?? questions[0];
    return { text, status: statusOf(questions, of), ...(first ? { href: questionPath(draft.id, of.id, first.name) } : {}) };
  });
};

/** What is not answered yet, by the address of its question within the draft. */
export const openIn = ({ draft, parts, powers }: DraftFile) => [
  ...(isNamed(draft.application) ? [] : [{ field: 'operation', text: 'Enter the name of the operation' }]),
  ...(parts.length > 0 ? [] : [{ field: 'part', text: 'Say what you ask for: add a part' }]),
  ...parts.flatMap((of) => openOf(of, powers).map(({ name, missing = '' }) => ({ field: `${of.id}-${name}`, text: `Part ${partNumber(of.id)}: ${missing.charAt(0).toLowerCase()}${missing.slice(1)}` }))),
];

/** The list of tasks: sections, of which each is complete or not. The last is to check and send. */
export const taskList = (file: DraftFile) => {
  const { draft, parts, powers, next } = file;
  const sections = parts.map((of) => ({ id: of.id, number: partNumber(of.id), power: of.part.power, tasks: tasksOf(of, file), complete: openOf(of, powers).length === 0 }));
  const complete = Number(isNamed(draft.application)) + sections.filter((section) => section.complete).length;
  const ready = openIn(file).length === 0;
  return {
    complete, of: 2 + Math.max(1, sections.length), ready, sections, addPart: questionPath(draft.id, next, 'power'),
    about: { href: `${pathTo(draft.id)}/operation`, status: isNamed(draft.application) ? 'Completed' : 'Incomplete' },
  };
};
