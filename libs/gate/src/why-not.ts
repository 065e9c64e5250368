import type { Refusal } from '@cpmp/kernel';

/** One refusal out of every rule that says no: the first rule's code, and every rule's reason; undefined when none does. */
export const whyNot = (breaches: readonly (Refusal | undefined)[]): Refusal | undefined => {
  const [first, ...rest] = breaches.filter((breach) => breach !== undefined);
  return first && rest.length > 0 ? { ...first, because: [first, ...rest].map(({ because }) => because).join(' ') } : first;
};
