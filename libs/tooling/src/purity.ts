import ts from 'typescript';
import { type Breach, type Rule, matching } from './tree.js';

const PURE = /^(services\/[^/]+\/src\/domain|libs\/gate\/src|libs\/kernel\/src|libs\/law\/src(?!\/(load|law\.command)\.ts))\/.*\.ts$/;
const WORLD = new Set([
  'process', 'fetch', 'crypto', 'console', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance', 'globalThis', 'require', 'Promise',
]);

/** Whether an identifier stands for a value of its own, and is not the name of a property, a declaration or an import. */
const isReference = (node: ts.Identifier): boolean => {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent) || ts.isBindingElement(parent) || ts.isParameter(parent)) return false;
  return !((ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isVariableDeclaration(parent)) && parent.name === node);
};

const isMember = (node: ts.Node, object: string, member: string): boolean =>
  ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === object && node.name.text === member;

const isDate = (node: ts.Expression): boolean => ts.isIdentifier(node) && node.text === 'Date';

/** What makes a piece of syntax impure, if anything does. */
const impurity = (node: ts.Node): string | undefined => {
  if (ts.isNewExpression(node) && isDate(node.expression) && !node.arguments?.length) return 'new Date(): time is an argument';
  if (ts.isCallExpression(node) && isDate(node.expression)) return 'Date(): time is an argument';
  if (isMember(node, 'Date', 'now')) return 'Date.now: time is an argument';
  if (isMember(node, 'Math', 'random')) return 'Math.random: ids are arguments';
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) return 'await: a domain function is synchronous';
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'async: a domain function is synchronous';
  if (node.kind === ts.SyntaxKind.ImportKeyword && ts.isCallExpression(node.parent)) return 'import(): a domain function is synchronous';
  if (ts.isDecorator(node)) return 'a decorator: no framework in the domain';
  if (ts.isIdentifier(node) && WORLD.has(node.text) && isReference(node)) return `${node.text}: the domain does not touch the world`;
  return undefined;
};

const impurities = (path: string, text: string): readonly Breach[] => {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2024, true);
  const found: Breach[] = [];
  const visit = (node: ts.Node): void => {
    const what = impurity(node);
    if (what) found.push({ where: path, what: `line ${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${what}` });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

/** Time, chance and the world are arguments of the domain: that is what makes it testable and a replay exact. */
export const purity: Rule = {
  name: 'purity',
  why: 'services/*/src/domain, libs/gate, libs/kernel and libs/law (but its door to files) know no clock, chance, waiting, framework or surroundings',
  breaches: (tree) => matching(tree, PURE).flatMap(([path, text]) => (path.endsWith('.spec.ts') ? [] : impurities(path, text))),
};
