import type { authorisation } from '@cpmp/client';
import type { Fault, Field } from './forms.js';
import { asTyped, dateTyped, instantTyped, type ReadTime } from './typed-time.js';
import { one, type Typed } from './visit.js';

type Spoken = Pick<authorisation.GrantBody, 'form' | 'urgent' | 'notes' | 'decidedAt' | 'insteadOf' | 'conflictReason'>;
type Note = NonNullable<Spoken['notes']>[number];

/** A day and, where it is asked for, a time, from the fields whose names begin alike. */
export const typedAt = (typed: Typed, field: string) => ({
  day: one(typed, `${field}-day`), month: one(typed, `${field}-month`), year: one(typed, `${field}-year`), time: one(typed, `${field}-time`), which: one(typed, `${field}-which`),
});

/** The same fields as an instant has them, to be changed or sent again. */
export const typedInstant = (field: string, at: string): Typed => Object.fromEntries(Object.entries(asTyped(at)).map(([name, text]) => [`${field}-${name}`, text]));

/** The faults of a time that was read, at its fields. */
export const faultsAt = (field: string, { fault }: Pick<ReadTime, 'fault'>): readonly Fault[] => (fault ? [{ field: `${field}-${fault.at}`, text: fault.text }] : []);

/** A time that may be left out: nothing typed is no fault. */
export const perhapsAt = (typed: Typed, field: string, what: string): ReadTime | undefined => (Object.values(typedAt(typed, field)).some((text) => text !== '') ? instantTyped(typedAt(typed, field), what) : undefined);

/** A day that may be left out. */
export const perhapsDate = (typed: Typed, field: string, what: string): ReturnType<typeof dateTyped> | undefined => {
  const { day, month, year } = typedAt(typed, field);
  return [day, month, year].some((text) => text !== '') ? dateTyped({ day, month, year }, what) : undefined;
};

/** The officer's own: whoever asked them seals theirs. */
const NOTES = [{ by: 'officer', field: 'note-officer' }] as const;

/** The fields of how a decision was made: in writing here, or orally before. */
export const SPOKEN_FIELDS: readonly Field[] = [
  { field: 'urgent', pointer: '/urgent', label: 'Why it is urgent' },
  { field: 'form', pointer: '/form', label: 'How you decided', choice: true },
  { field: 'decided', pointer: '/decidedAt', label: 'When you decided', lands: 'decided-day' },
  { field: 'note-officer', pointer: '/notes/0/text', label: 'Your note' },
];

/** The fields of whoever decides in another's place. */
export const INSTEAD_FIELDS: readonly Field[] = [
  { field: 'instead', pointer: '/insteadOf/0/person', label: 'In whose place you decide' },
  { field: 'instead-because', pointer: '/insteadOf/0/because', label: 'Why they do not decide' },
];

/** The fields of whoever decides though they are near the matter. */
export const NEAR_FIELDS: readonly Field[] = [{ field: 'conflict', pointer: '/conflictReason', label: 'Why it must be you' }];

/** Reads in whose place somebody decides; nothing, where they name nobody and say nothing of it. */
export const readInstead = (typed: Typed): Pick<Spoken, 'insteadOf'> => {
  const [person, because] = [one(typed, 'instead'), one(typed, 'instead-because')];
  return person === '' && because === '' ? {} : { insteadOf: [{ person, because }] };
};

const standing = (typed: Typed): Pick<Spoken, 'insteadOf' | 'conflictReason'> => ({ ...readInstead(typed), ...(one(typed, 'conflict') === '' ? {} : { conflictReason: one(typed, 'conflict') }) });

/** Reads how a decision was made. Notes made at the time are dated by it: what is wrong with that is wrong there. */
export const readSpoken = (typed: Typed): { readonly faults: readonly Fault[]; readonly body: Spoken } => {
  const urgent = one(typed, 'urgent');
  const said = { ...(urgent === '' ? {} : { urgent }), ...standing(typed) };
  if (one(typed, 'form') !== 'oral') return { faults: [], body: { form: 'written', ...said } };
  const decided = perhapsAt(typed, 'decided', 'your decision');
  const notes = NOTES.filter(({ field }) => one(typed, field) !== '').map(({ by, field }) => ({ by, field, made: madeAt(typed, field) }));
  return {
    faults: [...(decided ? faultsAt('decided', decided) : []), ...notes.flatMap(({ field, made }) => (made ? faultsAt(made.fault?.at === 'time' ? field : 'decided', made) : []))],
    body: {
      form: 'oral', ...said,
      ...(decided?.instant ? { decidedAt: decided.instant } : {}),
      notes: notes.map(({ by, field, made }): Note => ({ by, text: one(typed, field), ...(made?.instant ? { madeAt: made.instant } : {}) })),
    },
  };
};

const DAYS = [-1, 0, 1] as const;

/** When a note was made. It has a time and no day: around midnight it is not of the decision's, but of the one on which that time was nearest to it. */
const madeAt = (typed: Typed, field: string): ReadTime | undefined => {
  const [time, at] = [one(typed, `${field}-time`), typedAt(typed, 'decided')];
  if (time === '') return undefined;
  const onDay = instantTyped({ ...at, time }, 'the note');
  const { instant: decided } = instantTyped(at, 'your decision');
  if (decided === undefined || onDay.fault) return onDay;
  const far = ({ instant = '' }: ReadTime): number => Math.abs(Date.parse(instant) - Date.parse(decided));
  const near = DAYS.map((days) => instantTyped({ ...at, ...dayAfter(at, days), time }, 'the note')).filter(({ fault }) => !fault);
  return near.reduce((best, other) => (far(other) < far(best) ? other : best), onDay);
};

/** So many days after a typed one. */
const dayAfter = ({ day, month, year }: ReturnType<typeof typedAt>, days: number) => {
  const { time: _time, ...date } = asTyped(new Date(Date.UTC(Number(year), Number(month) - 1, Number(day) + days, 12)).toISOString());
  return date;
};
