import { many, one, type Typed } from '../web/visit.js';
import { capital, CONFIDENTIAL, plain, said } from '../web/words.js';
import type { Part, Power } from './draft.js';
import { scopeLines, scopeTyped, withScope } from './scope.js';

export type Choice = { readonly value: string; readonly text: string; readonly hint?: { readonly text: string } };

/** The tasks that the questions on a part fall into, in their order. */
export const TASKS = { power: 'Power and ground', tactics: 'Tactics, each with its reason', scope: 'Who, what and where', case: 'Necessity, proportionality and the rest' } as const;

/** One question on a part, on a page of its own. */
export type Question = {
  /** Its address within the part. */
  readonly name: string;
  readonly task: keyof typeof TASKS;
  /** What it asks for, in words without a power or a name: they stand in the title. */
  readonly short: string;
  readonly asks: string;
  readonly hint?: string;
  readonly kind: 'one-of' | 'some-of' | 'text' | 'line' | 'scope' | 'safeguards';
  readonly choices?: readonly Choice[];
  /** The most characters, where they are counted. */
  readonly most?: number;
  /** Its places in a part as the API names them. */
  readonly pointers: readonly string[];
  /** Said when it is left empty; a question without may be. */
  readonly missing?: string;
  /** Said of it where it is left empty and that says something. */
  readonly otherwise?: string;
  /** Nobody is led through it: few have anything to say, from the check page. */
  readonly aside?: true;
  readonly typed: (part: Part) => Typed;
  readonly answered: (part: Part, typed: Typed) => Part;
  /** The answer in words, a line each; none: it is not answered. */
  readonly lines: (part: Part) => readonly string[];
};

type Worded = Pick<Question, 'short' | 'asks'> & { readonly hint?: string; readonly missing?: string };

const line = (text: string | undefined): readonly string[] => (text === undefined || text === '' ? [] : [text]);

/** The part with a field as it was typed; without it where nothing was. */
const withText = (part: Part, field: string, text: string): Part => {
  const { [field as keyof Part]: _before, ...rest } = part;
  return (text === '' ? rest : { ...rest, [field]: text }) as Part;
};

/** A question that is answered by one text. */
const written = (field: string, words: Worded, kind: 'text' | 'line' = 'text', task: Question['task'] = 'case'): Question => {
  const text = (part: Part) => (part as Readonly<Record<string, unknown>>)[field] as string | undefined;
  return { ...words, name: field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), task, kind, pointers: [field], typed: (part) => ({ answer: text(part) }), answered: (part, typed) => withText(part, field, one(typed, 'answer')), lines: (part) => line(text(part)) };
};

/** The clause that a choice stands on, and whether a lawyer has confirmed it. */
const cited = ({ clause, confirmed }: { readonly clause: string; readonly confirmed: boolean }) => ({ text: confirmed ? clause : `${clause}. Not confirmed` });

const power = (powers: readonly Power[]): Question => ({
  name: 'power', task: 'power', short: 'Power', asks: 'What power do you ask for?', hint: 'Each part asks for one power and is decided by itself.', missing: 'Select the power that you ask for',
  kind: 'one-of', choices: powers.map((one_) => ({ value: one_.power, text: capital(said(one_.power)), hint: cited(one_) })), pointers: ['power'],
  typed: (part) => ({ answer: part.power }),
  answered: (part, typed) => underPower(withoutAsksOf(part, { powers, name: one(typed, 'answer') }), powers.find((one_) => one_.power === one(typed, 'answer')), one(typed, 'answer')),
  lines: (part) => line(part.power && capital(said(part.power))),
});

/** What the power that is chosen does not ask for and another does is on no page any more: it is not sent either, since the law and those who decide would read it. */
const withoutAsksOf = (part: Part, { powers, name }: { readonly powers: readonly Power[]; readonly name: string }): Part => {
  const asks = powers.find(({ power: known }) => known === name)?.asks ?? [];
  const gone = powers.flatMap((other) => other.asks).filter((field) => !asks.includes(field));
  return Object.fromEntries(Object.entries(part).filter(([field]) => !gone.includes(field))) as Part;
};

/** What another power has no use for goes: its ground and tactics are asked anew. */
const underPower = (part: Part, found: Power | undefined, name: string): Part => {
  const { ground, tactics = [], level: asked, ...rest } = withText(part, 'power', name);
  const kept = tactics.filter(({ tactic }) => found?.tactics.includes(tactic));
  return { ...rest, ...(ground && found?.grounds.some((one_) => one_.ground === ground) ? { ground } : {}), ...(asked && found?.levels?.some((one_) => one_.level === asked) ? { level: asked } : {}), ...(kept.length > 0 ? { tactics: kept } : {}) };
};

const ground = (found: Power | undefined): Question => ({
  name: 'ground', task: 'power', short: 'Ground', asks: 'On which ground?', missing: 'Select the ground',
  kind: 'one-of', choices: (found?.grounds ?? []).map((one_) => ({ value: one_.ground, text: capital(said(one_.ground)), hint: cited(one_) })), pointers: ['ground'],
  typed: (part) => ({ answer: part.ground }), answered: (part, typed) => withText(part, 'ground', one(typed, 'answer')), lines: (part) => line(part.ground && capital(said(part.ground))),
});

const tactics = ({ tactics: asked = [] }: Part, found: Power | undefined): Question => ({
  name: 'tactics', task: 'tactics', short: 'Tactics', asks: 'Which tactics?', hint: 'Each needs a reason of its own. Leave out what you do not need.', missing: 'Select the tactics that you need',
  kind: 'some-of', choices: [...new Set([...(found?.tactics ?? []), ...asked.map(({ tactic }) => tactic)])].map((name) => ({ value: name, text: capital(said(name)) })), pointers: ['tactics'],
  typed: () => ({ answer: asked.map(({ tactic }) => tactic) }),
  answered: (part, typed) => {
    const { tactics: before = [], ...rest } = part;
    const chosen = [...new Set(many(typed, 'answer').filter((name) => name !== ''))];
    return chosen.length === 0 ? rest : { ...rest, tactics: chosen.map((tactic) => ({ tactic, because: before.find((one_) => one_.tactic === tactic)?.because ?? '' })) };
  },
  lines: () => asked.map(({ tactic }) => capital(said(tactic))),
});

/** The API takes no longer reason. */
const REASON_MAX = 600;

const reason = ({ tactic }: { readonly tactic: string }, index: number): Question => ({
  name: `tactic-${index + 1}`, task: 'tactics', short: `Reason for tactic ${index + 1}`, asks: `${capital(said(tactic))}: why this tactic?`, hint: 'Say what it will get that the other tactics will not. One or two sentences.', missing: 'Say why this tactic is needed',
  kind: 'text', most: REASON_MAX, pointers: [`tactics/${index}`],
  typed: (part) => ({ answer: part.tactics?.[index]?.because }),
  answered: (part, typed) => ({ ...part, tactics: (part.tactics ?? []).map((one_, nth) => (nth === index ? { ...one_, because: one(typed, 'answer') } : one_)) }),
  lines: (part) => line(part.tactics?.[index]?.because),
});

const SCOPE: Question = {
  name: 'scope', task: 'scope', short: 'Who, what and where', asks: 'Who, what and where?', hint: 'Nothing may be deployed against what is not named here.', kind: 'scope', pointers: ['subjects', 'vehicles', 'places'], typed: scopeTyped, answered: withScope, lines: scopeLines,
};

const CONFIDENCE: Question = {
  name: 'confidential', task: 'case', short: 'Confidential information', asks: 'Is confidential information likely to be obtained?', missing: 'Select whether confidential information is likely to be obtained',
  kind: 'one-of', choices: CONFIDENTIAL.map((name) => ({ value: name, text: name === 'none' ? 'Not likely' : `Likely: ${said(name)}` })), pointers: ['confidential'],
  typed: (part) => ({ answer: part.confidential }), answered: (part, typed) => withText(part, 'confidential', one(typed, 'answer')),
  lines: ({ confidential }) => line(confidential && (confidential === 'none' ? 'Not likely' : `Likely: ${said(confidential)}`)),
};

const PRIVILEGE: Question = {
  name: 'seeks-privilege', task: 'case', short: 'Legal privilege', asks: 'Is it meant to obtain matters subject to legal privilege?', missing: 'Select whether it is meant to obtain matters subject to legal privilege',
  kind: 'one-of', choices: [{ value: 'no', text: 'No' }, { value: 'yes', text: 'Yes' }], pointers: ['seeksPrivilege'],
  typed: ({ seeksPrivilege }) => ({ answer: seeksPrivilege === undefined ? '' : seeksPrivilege ? 'yes' : 'no' }),
  answered: ({ seeksPrivilege: _before, ...part }, typed) => (one(typed, 'answer') === '' ? part : { ...part, seeksPrivilege: one(typed, 'answer') === 'yes' }),
  lines: ({ seeksPrivilege }) => (seeksPrivilege === undefined ? [] : [seeksPrivilege ? 'Yes' : 'No']),
};

/** Safeguards by their names in the API. */
export const SAFEGUARDS: Readonly<Record<string, string>> = {
  riskAssessment: 'What does the risk assessment say?', explained: 'How were the risks explained to the source?', appropriateAdult: 'Which appropriate adult will be present?', responsible: 'Who is responsible for the source’s welfare?', exceptional: 'What makes the circumstances exceptional?',
};

const SAFE: Question = {
  name: 'safeguards', task: 'case', short: 'Safeguards', asks: 'Which safeguards are there?', hint: 'Only for a source who is under 18 or vulnerable. Leave the rest empty.', kind: 'safeguards', pointers: ['safeguards'],
  typed: ({ safeguards = {} }) => safeguards,
  answered: ({ safeguards: _before, ...part }, typed) => {
    const said_ = Object.keys(SAFEGUARDS).map((name) => [name, one(typed, name)] as const).filter(([, text]) => text !== '');
    return said_.length > 0 ? { ...part, safeguards: Object.fromEntries(said_) } : part;
  },
  lines: ({ safeguards = {} }) => Object.values(safeguards).filter((text): text is string => text !== undefined),
};

/** What only some powers ask for, in words; what the API asks for and is not here is asked for by its name. */
const WORDS: Readonly<Record<string, Question>> = {
  source: written('source', { short: 'The source', asks: 'Which source?', hint: 'The source’s number in the register. Never a name.', missing: 'Enter the source’s number' }, 'line', 'scope'),
  operative: written('operative', { short: 'The operative', asks: 'Which operative?', hint: 'The operative’s number in the register. Never a name.', missing: 'Enter the operative’s number' }, 'line', 'scope'),
  linked: written('linked', { short: 'The part it stands on', asks: 'Which part of this application does it stand on?', hint: 'Part 1 is called part-1, part 2 is called part-2.', missing: 'Enter the part that it stands on' }, 'line', 'scope'),
  conduct: written('conduct', { short: 'Conduct', asks: 'What conduct do you ask for?', hint: 'What they may do, and what they may not.', missing: 'Say what conduct you ask for' }),
  otherMeans: written('otherMeans', { short: 'Other means', asks: 'What else was considered?', hint: 'And why it will not do.', missing: 'Say what else was considered, and why it will not do' }),
  safeguards: SAFE,
  seeksPrivilege: PRIVILEGE,
};

const asked = (field: string): Question => (Object.hasOwn(WORDS, field) ? WORDS[field] : undefined) ?? written(field, { short: capital(plain(field)), asks: capital(said(field)), missing: `Enter: ${plain(field)}` });

const GENERAL = [
  written('necessity', { short: 'Necessity', asks: 'Why is it necessary?', hint: 'What it is for, and why now.', missing: 'Say why it is necessary' }),
  written('proportionality', { short: 'Proportionality', asks: 'Why is it proportionate?', hint: 'What you weighed against it, and how you keep it small.', missing: 'Say why it is proportionate' }),
  written('collateral', { short: 'Collateral intrusion', asks: 'Who else may be affected?', hint: 'And what you will do about it.', missing: 'Say who else may be affected, and what you will do about it' }),
] as const;

const URGENT: Question = {
  ...written('urgent', { short: 'Urgency', asks: 'Why can it not wait?', hint: 'Only if an officer must decide before there is time for the ordinary way. Leave it empty if it can wait.' }), otherwise: 'It can wait', aside: true,
};

/** At which level research is asked for: those of the day, as the API names them. */
const level = (levels: NonNullable<Power['levels']>): Question => ({
  name: 'level', task: 'power', short: 'Level', asks: 'At which level?', missing: 'Select the level', kind: 'one-of', pointers: ['level'],
  choices: levels.map(({ level: value, number, words, clause }) => ({ value, text: `Level ${number}: ${words}`, hint: { text: clause } })),
  typed: (part) => ({ answer: part.level }), answered: (part, typed) => withText(part, 'level', one(typed, 'answer')),
  lines: (part) => { const found = levels.find((known) => known.level === part.level); return line(found ? `Level ${found.number}: ${found.words}` : part.level); },
});

/** The questions on a part, in their order: what is asked depends on its power, its tactics, and on what the API says that the power asks for. */
export const questionsOn = (part: Part, powers: readonly Power[]): readonly Question[] => {
  if (part.power === undefined) return [power(powers)];
  const found = powers.find((one_) => one_.power === part.power);
  const more = (found?.asks ?? []).map(asked);
  const inTask = (task: Question['task']) => more.filter((question) => question.task === task);
  return [power(powers), ground(found), ...(found?.levels?.length ? [level(found.levels)] : []), tactics(part, found), ...(part.tactics ?? []).map(reason), ...inTask('scope'), SCOPE, ...GENERAL, ...inTask('case'), CONFIDENCE, URGENT];
};

/** Whether a question must be answered and is not. */
export const isOpen = ({ missing, lines }: Question, part: Part): boolean => missing !== undefined && lines(part).length === 0;
