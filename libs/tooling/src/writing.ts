import { type Rule, forbid, matching } from './tree.js';

const TEXT = /\.(ts|mjs|cjs|js|json|yaml|yml|md|proto|njk|scss|html|sh)$|^\.ci\/|^[^/.]+$/;
const BUDGETED = /\.(md|njk|scss|proto|mjs|cjs)$/;
const LINES_MAX = 300;
const LOCK = 'package-lock.json';

/** Work is finished or it is an issue: a mark in the code is neither. */
export const finished: Rule = {
  name: 'finished',
  why: 'an unfinished spot is finished or becomes an issue; a mark in the code is forgotten',
  breaches: (tree) => forbid(matching(tree, TEXT).filter(([path]) => path !== LOCK), /\b(FIX|TO)(ME|DO)\b/, (found) => `says ${found}`),
};

/** No suite runs half: a focused or skipped test passes by not running. */
export const wholeSuites: Rule = {
  name: 'whole-suites',
  why: 'a focused or skipped test looks like a passing one',
  breaches: (tree) =>
    forbid(matching(tree, /\.(spec|contract|engines)\.ts$/), /\b(describe|it|test)\.(only|skip|todo)\b|\b([fx](it|describe|test))\(/, (found) => `${found} leaves tests out`),
};

/** The project stands on any machine: no path of one in its files; in the lock no address, and nothing that only this machine has. */
export const anyMachine: Rule = {
  name: 'any-machine',
  why: 'a path or registry of one machine means nothing on another',
  breaches: (tree) => [
    ...forbid(
      matching(tree, TEXT).filter(([path]) => path !== LOCK),
      /(?<![\w.~)}*\]-])\/(work|root|home\/\w+|Users\/\w+)(?=\/\w)/,
      (found) => `names ${found}, a path of one machine`,
    ),
    ...forbid(matching(tree, /^package-lock\.json$/), /"resolved": "https?:|"extraneous": true/, (found) => `${found}: a fresh clone would change it`),
  ],
};

/** What the linter does not read keeps the same budget as code. */
export const lineBudget: Rule = {
  name: 'line-budget',
  why: `${LINES_MAX} lines a file: what is longer is two things (the linter counts TypeScript)`,
  breaches: (tree) =>
    matching(tree, BUDGETED).flatMap(([path, text]) => {
      const lines = text.split('\n').filter((line) => line.trim() !== '').length;
      return lines > LINES_MAX ? [{ where: path, what: `${lines} lines` }] : [];
    }),
};
