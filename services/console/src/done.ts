import type { Case, Part } from './case-file.js';
import { moment, until } from './time.js';
import { outWords, partNumber } from './words.js';

/** A confirmation: what is so now, and what is next. */
export type Done = { readonly text: string; readonly next?: { readonly text: string; readonly href: string } };

type Words = (part: Part, the: Case) => Done;

const stepOf = (the: Case, part: Part, step: string): string => `/cases/${the.id}/components/${part.id}/${step}`;
const name = ({ id }: Part): string => `Part ${partNumber(id)}`;

const owedNotice = (part: Part, the: Case): Pick<Done, 'next'> =>
  part.notices.some(({ sentAt }) => !sentAt) ? { next: { text: 'The commissioner must be told. Write the notice', href: stepOf(the, part, 'notify') } } : {};

const standing = (part: Part): string => {
  if (part.state === 'in-force' && part.until) return `${name(part)} is in force, ${until(part.until)}.`;
  return part.state === 'awaiting-approval' ? `${name(part)} is granted. It is not in force until the commissioner approves it.` : `${name(part)} is ${part.state}.`;
};

/** What is said of each act once it is done: from how the part stands now, as the API says. */
const OF_PART: Readonly<Record<string, Words>> = {
  grant: (part, the) => ({ text: standing(part), ...owedNotice(part, the) }),
  refuse: (part) => ({ text: `${name(part)} is refused.` }),
  review: (part) => ({ text: `${name(part)} is reviewed.${part.deadlines['review'] ? ` Review it again ${until(part.deadlines['review'])}.` : ''}` }),
  renew: (part, the) => ({ text: standing(part), ...owedNotice(part, the) }),
  cancel: (part, the) => ({ text: `${name(part)} is cancelled.${part.open.length > 0 ? ` ${outWords(part.open.length)} under it and must come back.` : ' Nothing is out under it.'}`, ...owedNotice(part, the) }),
  notify: (part) => ({ text: `The notice of ${name(part).toLowerCase()} is recorded as sent.` }),
  record: (part) => ({ text: `The oral decision on ${name(part).toLowerCase()} is in writing.` }),
};

const OF_CASE: Readonly<Record<string, (the: Case) => Done>> = {
  apply: (the) => ({ text: `The application was sent to the gatekeepers. Its reference is ${the.reference}.` }),
  check: ({ check }) => ({ text: check?.outcome === 'return' ? 'The application is returned to its applicant.' : `The application went to the officers at ${check ? moment(check.at) : ''}.` }),
};

/** Where to go when an act is done: the address says which act, in ids. */
export const doneAt = (id: string, act: string, component?: string): string => `/cases/${id}?done=${act}${component ? `&part=${component}` : ''}`;

/** The confirmation that an address asks for; undefined when it asks for none. */
export const doneWords = ({ done = '', part: component }: Readonly<Record<string, string | undefined>>, the: Case): Done | undefined => {
  const part = the.components.find(({ id }) => id === component);
  return part ? OF_PART[done]?.(part, the) : OF_CASE[done]?.(the);
};
