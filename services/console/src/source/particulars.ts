/** The particulars of a source's record, by the letters under which the API takes them, in people's words. */
const WORDS = {
  a: 'Who they are: only that it is kept elsewhere', b: 'The identity that they use', c: 'Other authorities that deal with them', d: 'How each authority refers to them', e: 'What matters for security and welfare',
  f: 'That the risks were considered, explained and understood', g: 'When and how they were recruited', h: 'Who looks or looked after them', i: 'In which periods those people did', j: 'Tasks given and demands made',
  k: 'Contacts with whoever acts for an authority', l: 'Information obtained', m: 'To whom it was passed on', n: 'Payments, benefits and rewards, given or offered', o: 'Authorities for criminal conduct, with their limits',
} as const;

export type Particular = keyof typeof WORDS;
export const PARTICULARS = Object.keys(WORDS) as readonly Particular[];

/** `(k) Contacts with …`; one that is new here is shown by its letter. */
export const particularWords = (letter: string): string => `(${letter}) ${Object.hasOwn(WORDS, letter) ? WORDS[letter as Particular] : ''}`.trim();
