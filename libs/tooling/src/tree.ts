import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The project's own files by their path from the root: what a rule reads. */
export type Tree = ReadonlyMap<string, string>;

/** One place that breaks a rule. */
export type Breach = { readonly where: string; readonly what: string };

/** A rule of the tree: its name, why it is there, and where it is broken. */
export type Rule = { readonly name: string; readonly why: string; readonly breaches: (tree: Tree) => readonly Breach[] };

/** Reads every file below a folder, but for git's own and what .gitignore names by a plain name or folder. */
export const readTree = (root: string): Tree => {
  const ignored = new Set(['.git', ...readFileSync(join(root, '.gitignore'), 'utf8').split('\n').map((line) => line.replaceAll('/', '')).filter(Boolean)]);
  const walk = (folder: string): [string, string][] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry): [string, string][] => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (ignored.has(entry.name)) return [];
      if (entry.isDirectory()) return walk(path);
      return entry.isFile() ? [[path, readFileSync(join(root, path), 'utf8')]] : [];
    });
  return new Map(walk(''));
};

/** The services there are, by their folders. */
export const servicesOf = (tree: Tree): readonly string[] => {
  const names = [...tree.keys()].flatMap((path) => /^services\/([^/]+)\/package\.json$/.exec(path)?.[1] ?? []);
  return names.toSorted();
};

/** The files whose path matches, with their text. */
export const matching = (tree: Tree, pattern: RegExp): readonly (readonly [path: string, text: string])[] =>
  [...tree].filter(([path]) => pattern.test(path));

/** Breaches of a rule that forbids a pattern, line by line. */
export const forbid = (files: readonly (readonly [string, string])[], pattern: RegExp, what: (found: string) => string): readonly Breach[] =>
  files.flatMap(([path, text]) =>
    text.split('\n').flatMap((line, index) => {
      const found = pattern.exec(line);
      return found ? [{ where: path, what: `line ${index + 1}: ${what(found[0].trim())}` }] : [];
    }),
  );
