/** The vocabulary of the public APIs in people's words. Names only: which of them the law allows for what is never said here. */

/** A kebab-case name as words: `property interference`. */
export const plain = (name: string): string => name.replaceAll('-', ' ');

/** The words at the beginning of a sentence. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Several words as one list: `a, b and c`. */
export const listed = (words: readonly string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`);

/** `1 person`, `2 people`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** `two things are out`, for a warning. */
export const outWords = (count: number): string => `${NUMBERS[count] ?? count} ${count === 1 ? 'thing is' : 'things are'} out`;

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** A case's reference, as people type it: in capitals, without spaces. */
export const referenceTyped = (text: string): string => text.toUpperCase().replaceAll(/\s/g, '');

/** Is it a case's reference? What is none may be anything, so it never stands in a title. */
export const isReference = (text: string): boolean => /^[A-Z]{1,3}-\d{2}-\d{4,6}$/.test(text);

/** What is said of a reference that is none. */
export const REFERENCE_FAULT = 'A case reference looks like MET-26-0001';

/** A component as people speak of it: `1`, of part 1. */
export const partNumber = (component: string): string => component.replace(/^c/, '');

const SAID: Readonly<Record<string, string>> = {
  chis: 'covert human intelligence source',
  'criminal-conduct': 'criminal conduct authorisation',
  undercover: 'undercover operative',
  'crime-or-disorder': 'preventing or detecting crime, or preventing disorder',
  privilege: 'matters subject to legal privilege',
  personal: 'confidential personal information',
  journalistic: 'confidential journalistic material',
  parliamentary: 'communications with members of a legislature',
  'unmanned-aircraft': 'offences with unmanned aircraft',
  'inspector-ipco': 'inspector (IPCO)',
  'in-force': 'in force',
  'already-committed': 'already committed',
};

/** A power, ground, tactic, kind, role or code in words, small letters. */
export const said = (name: string): string => SAID[name] ?? plain(name);

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

/** How a state is shown: words, a tag's colour, a shape, and the edge of its card. Shape and word carry it; colour only helps. */
export type StateShown = { readonly label: string; readonly tag: 'green' | 'grey' | 'orange' | 'yellow' | 'red' | 'blue'; readonly shape: 'disc' | 'ring' | 'half' | 'square' | 'cross' | 'arrow'; readonly edge: 'in-force' | 'waiting' | 'stopped' | 'alarm' };

const shown = (label: string, tag: StateShown['tag'], shape: StateShown['shape'], edge: StateShown['edge']): StateShown => ({ label, tag, shape, edge });

/** Every state of a part of a case, of a deployment, of the record, of a thing on the board, of a tasking, of product, and of an error. */
export const states: Readonly<Record<string, StateShown>> = {
  draft: shown('Draft', 'grey', 'ring', 'stopped'),
  submitted: shown('With the gatekeeper', 'blue', 'half', 'waiting'),
  returned: shown('Returned to the applicant', 'orange', 'arrow', 'waiting'),
  'awaiting-decision': shown('Awaiting decision', 'blue', 'half', 'waiting'),
  'awaiting-approval': shown('Not in force: awaiting commissioner', 'yellow', 'half', 'waiting'),
  'in-force': shown('In force', 'green', 'disc', 'in-force'),
  refused: shown('Refused', 'grey', 'cross', 'stopped'),
  declined: shown('Declined by the commissioner', 'grey', 'cross', 'stopped'),
  expired: shown('Expired', 'red', 'square', 'alarm'),
  cancelled: shown('Cancelled', 'grey', 'cross', 'stopped'),
  quashed: shown('Quashed by the commissioner', 'red', 'cross', 'alarm'),
  requested: shown('Asked for', 'blue', 'ring', 'waiting'),
  deployed: shown('Deployed', 'blue', 'disc', 'waiting'),
  'recall-ordered': shown('Recall ordered', 'orange', 'arrow', 'alarm'),
  'switched-on': shown('May run', 'green', 'disc', 'in-force'),
  'switched-off': shown('Switched off', 'yellow', 'ring', 'waiting'),
  'switch-off-ordered': shown('Switch off now', 'orange', 'arrow', 'alarm'),
  moved: shown('Moved to another permit', 'grey', 'square', 'stopped'),
  withdrawing: shown('Withdrawing', 'orange', 'arrow', 'alarm'),
  recovered: shown('Recovered', 'grey', 'square', 'stopped'),
  disabled: shown('Disabled in place', 'grey', 'square', 'stopped'),
  lost: shown('Lost', 'red', 'cross', 'alarm'),
  whole: shown('Whole', 'green', 'disc', 'in-force'),
  'not-whole': shown('Not whole', 'red', 'cross', 'alarm'),
  'not-fitting': shown('Does not fit', 'yellow', 'half', 'waiting'),
  'not-taken': shown('Not deployed: the permit came too late', 'grey', 'cross', 'stopped'),
  lapsed: shown('Not deployed: no answer in time', 'grey', 'cross', 'stopped'),
  booked: shown('Booked', 'blue', 'half', 'waiting'),
  'not-fit': shown('Not fit to deploy', 'red', 'cross', 'alarm'),
  'out-of-service': shown('Out of service', 'red', 'cross', 'alarm'),
  free: shown('Free', 'grey', 'ring', 'stopped'),
  released: shown('Given back', 'grey', 'square', 'stopped'),
  open: shown('Open', 'yellow', 'ring', 'waiting'),
  'part-met': shown('Partly met', 'yellow', 'half', 'waiting'),
  kept: shown('Kept', 'green', 'disc', 'in-force'),
  'destruction-proposed': shown('Proposed for destruction', 'yellow', 'ring', 'waiting'),
  'destruction-ordered': shown('Destruction ordered', 'yellow', 'half', 'waiting'),
  'destruction-confirmed': shown('Destruction confirmed', 'orange', 'arrow', 'alarm'),
  destroyed: shown('Destroyed', 'grey', 'cross', 'stopped'),
  met: shown('Met', 'green', 'disc', 'in-force'),
  suspected: shown('To be judged', 'yellow', 'half', 'waiting'),
  established: shown('Established', 'red', 'square', 'alarm'),
  'not-an-error': shown('No error', 'grey', 'cross', 'stopped'),
  joined: shown('Joined into another', 'grey', 'arrow', 'stopped'),
  closed: shown('Closed', 'grey', 'square', 'stopped'),
};

/** A state by its name; one that is new here is shown by its name. */
export const stateShown = (name: string): StateShown => states[name] ?? shown(name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' '), 'grey', 'ring', 'stopped');
