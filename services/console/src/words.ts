/** The vocabulary of the public APIs in people's words. Names only: which of them the law allows for what is never said here. */

/** A kebab-case name as words: `property interference`. */
export const plain = (name: string): string => name.replaceAll('-', ' ');

/** The words at the beginning of a sentence. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Several words as one list: `a, b and c`. */
export const listed = (words: readonly string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`);

/** `1 person`, `2 people`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** `2 things are out`, for a warning. */
export const outWords = (count: number): string => `${counted(count, 'thing')} ${count === 1 ? 'is' : 'are'} out`;

/** A component as people speak of it: `1`, of part 1. */
export const partNumber = (component: string): string => component.replace(/^c/, '');

const SAID: Readonly<Record<string, string>> = {
  chis: 'covert human intelligence source',
  'criminal-conduct': 'criminal conduct authorisation',
  undercover: 'undercover operative',
  'crime-or-disorder': 'preventing or detecting crime, or preventing disorder',
  'unmanned-aircraft': 'offences with unmanned aircraft',
  'inspector-ipco': 'inspector (IPCO)',
  'in-force': 'in force',
  'already-committed': 'already committed',
};

/** A power, ground, tactic, kind, role or code in words, small letters. */
export const said = (name: string): string => SAID[name] ?? plain(name);

/** Powers that the form asks for whole. Sources, operatives and criminal conduct need questions of their own. */
export const POWERS = ['directed-surveillance', 'property-interference', 'intrusive-surveillance', 'open-source-research'] as const;

/** Grounds on which. */
export const GROUNDS = ['crime-or-disorder', 'serious-crime', 'national-security', 'public-safety', 'public-health', 'economic-well-being', 'unmanned-aircraft'] as const;

/** Tactics by the names that forms offer. */
export const TACTICS = [
  'foot-surveillance', 'mobile-surveillance', 'static-observation', 'fixed-camera', 'vehicle-tracker', 'audio-device', 'device-installation', 'tasked-source', 'undercover-contact', 'specified-conduct',
] as const;

/** Kinds of confidential information that are likely to be obtained. */
export const CONFIDENTIAL = ['none', 'privilege', 'personal', 'journalistic', 'parliamentary'] as const;

/** Kinds of place. */
export const PLACES = ['public', 'dwelling', 'hotel-bedroom', 'office', 'private-vehicle', 'legal-consultation', 'other'] as const;

/** How a thing came back. */
export const OUTCOMES = { recovered: 'Recovered', disabled: 'Disabled in place', lost: 'Lost' } as const;
