import ts from 'typescript';
import { type Rule, type Tree, matching } from './tree.js';

const WORKSPACE = /^((?:libs|services)\/[^/]+|proto)\/tsconfig\.json$/;

/** The folder of a package of ours, by the name in its package.json. */
const folderOf = (tree: Tree, name: string): string | undefined =>
  ['libs', 'services', ''].map((group) => (group ? `${group}/${name}` : name)).find((folder) => tree.has(`${folder}/package.json`));

/** The packages of ours that a workspace's sources import. */
const importsOf = (tree: Tree, workspace: string): ReadonlySet<string> =>
  new Set(matching(tree, new RegExp(`^${workspace}/(src|gen)/.*\\.ts$`)).flatMap(([, text]) =>
    ts.preProcessFile(text).importedFiles.flatMap(({ fileName }) => /^@cpmp\/([a-z-]+)/.exec(fileName)?.[1] ?? [])));

/** A fresh clone builds in the right order only when each import of ours is also a project reference. */
export const references: Rule = {
  name: 'references',
  why: 'an import of another workspace without a reference in tsconfig.json builds here and fails in a fresh clone',
  breaches: (tree) =>
    matching(tree, WORKSPACE).flatMap(([path, text]) => {
      const workspace = path.replace('/tsconfig.json', '');
      return [...importsOf(tree, workspace)].flatMap((name) => {
        const folder = folderOf(tree, name);
        if (folder === undefined) return [{ where: path, what: `@cpmp/${name} is no workspace` }];
        const referred = folder === workspace || text.includes(`/${folder}"`);
        return referred ? [] : [{ where: path, what: `@cpmp/${name} is imported but not referred to` }];
      });
    }),
};
