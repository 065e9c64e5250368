import { type Exception, exceptions } from './exceptions.js';
import { lawIsData } from './law-is-data.js';
import { names, readmes, root, serviceBudget } from './layout.js';
import { purity } from './purity.js';
import { references } from './references.js';
import { topics } from './topics.js';
import type { Breach, Rule, Tree } from './tree.js';
import { anyMachine, finished, lineBudget, wholeSuites } from './writing.js';

/** The rules that the tree is read for. */
export const rules: readonly Rule[] = [root, names, readmes, serviceBudget, lineBudget, finished, wholeSuites, anyMachine, purity, lawIsData, references, topics];

const isExcused = (rule: string, { where }: Breach, excused: readonly Exception[]): boolean =>
  excused.some((exception) => exception.rule === rule && exception.where === where);

/** Every breach in the tree that no exception excuses, and every exception that excuses nothing. */
export const untidy = (tree: Tree, excused: readonly Exception[] = exceptions): readonly (Breach & { readonly rule: string })[] => {
  const found = rules.flatMap((rule) => rule.breaches(tree).map((breach) => ({ rule: rule.name, ...breach })));
  const needless = excused.filter(({ rule, where }) => !found.some((breach) => breach.rule === rule && breach.where === where));
  return [
    ...found.filter((breach) => !isExcused(breach.rule, breach, excused)),
    ...needless.map(({ rule, where }) => ({ rule: 'needless-exception', where, what: `nothing there breaks “${rule}” any more` })),
  ];
};
