import type { Ask } from '../web/asks.js';

/** Where a copy is, who answers for it and what for. `under`: its place in the API's body. */
export const placeAsks = (under = ''): readonly Ask[] => [
  { kind: 'line', field: 'place', label: 'Where is it?', hint: 'The store and the shelf, the system, or the firm', missing: 'Enter where it is', pointer: `${under}/place` },
  { kind: 'line', field: 'holder', label: 'Who has it?', missing: 'Enter who has it', pointer: `${under}/holder` },
  { kind: 'line', field: 'purpose', label: 'What for?', missing: 'Enter what it is for', pointer: `${under}/purpose` },
  { kind: 'line', field: 'disclosedTo', label: 'To whom was it disclosed, if it was?', hint: 'Leave it empty if it was not', pointer: `${under}/disclosedTo` },
];

type Bases = readonly { readonly basis: string; readonly words: string; readonly reviewMonths: number }[];

/** Why product is kept, as the packs have it, and when that is looked at. */
export const keptAsks = (bases: Bases, needed = true): readonly Ask[] => [
  { kind: 'choice', field: 'basis', label: 'Why is it kept?', ...(needed ? { missing: 'Select why it is kept' } : {}), items: bases.map(({ basis, words, reviewMonths }) => ({ value: basis, text: `${words}: reviewed within ${reviewMonths} months` })) },
  { kind: 'day', field: 'review', label: 'By when is that reviewed?', hint: 'The last day. For example, 30 9 2026', pointer: '/reviewBy' },
];
