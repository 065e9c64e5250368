import ts from 'typescript';
import { type Breach, type Rule, type Tree, matching } from './tree.js';

const LADDERS = 'libs/law/packs/ranks.yaml';
const SOURCES = /^(libs\/law\/src|services\/authorisation\/src)\/.*\.ts$/;
const NOT_JUDGED = /\.spec\.ts$|\/spec-[^/]+\.ts$/;
/** Where a number may be the law's: the engine. The calendar's own numbers are those of days and hours, a command's its exit codes. */
const NUMBERS = /^libs\/law\/src\/(?!calendar\.ts|law\.command\.ts)/;
const HARMLESS = new Set(['0', '1']);
const SECTION = /\b(ss?|arts?|Sch)\.\s?\d|\bSI \d{4}\/\d|\b(RIPA|PA|IPA|Act) \d{4}/;
/** Also what a commissioner who is a judge is called. */
const AMBIGUOUS = new Set(['commissioner']);

/** Every rank on the ladders of the packs. */
const ranksOf = (tree: Tree): ReadonlySet<string> =>
  new Set([...(tree.get(LADDERS) ?? '').matchAll(/^\s*ranks: \[(.*)\]$/gm)].flatMap(([, list = '']) => list.split(', ')).filter((rank) => !AMBIGUOUS.has(rank)));

const textOf = (node: ts.Node): string | undefined =>
  ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node) ? node.text : undefined;

const lawIn = (path: string, text: string, ranks: ReadonlySet<string>): readonly Breach[] => {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2024, true);
  const found: Breach[] = [];
  const visit = (node: ts.Node): void => {
    const said = textOf(node);
    const what = [
      ts.isNumericLiteral(node) && NUMBERS.test(path) && !HARMLESS.has(node.text) ? `the number ${node.text}` : undefined,
      said !== undefined && ranks.has(said) ? `the rank ${said}` : undefined,
      said !== undefined && SECTION.test(said) ? `the provision “${SECTION.exec(said)?.[0]}”` : undefined,
    ].find((breach) => breach !== undefined);
    if (what) found.push({ where: path, what: `line ${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${what}` });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

/** What Parliament or a force lawyer may change is changed in `libs/law/packs`, and is on the record with its source. */
export const lawIsData: Rule = {
  name: 'law-is-data',
  why: 'a number, rank or section of law in TypeScript has no date, no source and no digest',
  breaches: (tree) => {
    const ranks = ranksOf(tree);
    return matching(tree, SOURCES).flatMap(([path, text]) => (NOT_JUDGED.test(path) ? [] : lawIn(path, text, ranks)));
  },
};
