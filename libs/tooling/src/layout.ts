import { type Rule, type Tree, matching, servicesOf } from './tree.js';

const ROOT_NAMES = new Set([
  'services', 'libs', 'proto', 'charts', 'k8s', 'skaffold.yaml', 'package.json', 'README.md',
  'LICENSE', 'CHANGELOG.md', 'package-lock.json', 'tsconfig.json',
]);
const FILES_MAX = 25;
const VAGUE = new Set(['util', 'utils', 'common', 'helper', 'helpers', 'base', 'manager', 'managers']);
const HEADINGS = ['States', 'Commands', 'Topics', 'Decisions'];
/** Two services hold no aggregate and publish nothing, so their READMEs tell other things. */
const OTHER_HEADINGS: Readonly<Record<string, readonly string[]>> = { console: ['Pages', 'Decisions'], standalone: ['Commands', 'Decisions'] };

/** The root stays a map that is read at a glance. */
export const root: Rule = {
  name: 'root',
  why: 'the root shows the eight names of the map, dotfiles, LICENSE, CHANGELOG.md and what npm and the compiler look for there',
  breaches: (tree) => {
    const names = new Set([...tree.keys()].map((path) => path.split('/')[0] ?? ''));
    return [...names].filter((name) => !name.startsWith('.') && !ROOT_NAMES.has(name)).map((name) => ({ where: name, what: 'does not belong in the root' }));
  },
};

/** A service stays small enough to be read in a sitting. */
export const serviceBudget: Rule = {
  name: 'service-budget',
  why: `at most ${FILES_MAX} TypeScript files beside specs in a service`,
  breaches: (tree) =>
    servicesOf(tree).flatMap((service) => {
      const files = [...tree.keys()].filter((path) => path.startsWith(`services/${service}/src/`) && path.endsWith('.ts') && !/\.(spec|engines)\.ts$/.test(path));
      return files.length > FILES_MAX ? [{ where: `services/${service}`, what: `${files.length} files` }] : [];
    }),
};

/** A name says what a thing is; these say only that somebody needed a place. */
export const names: Rule = {
  name: 'names',
  why: `no ${[...VAGUE].join(', ')}; TypeScript files in kebab-case`,
  breaches: (tree) =>
    matching(tree, /^(services|libs|proto|charts|k8s)\//).flatMap(([path]) => {
      const file = path.split('/').at(-1) ?? '';
      const words = path.split('/').flatMap((part) => (part.split('.')[0] ?? '').split('-'));
      const vague = words.filter((word) => VAGUE.has(word.toLowerCase())).map((word) => ({ where: path, what: `“${word}” says nothing` }));
      const kebab = path.startsWith('proto/gen/') || !file.endsWith('.ts') || /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.ts$/.test(file);
      return kebab ? vague : [...vague, { where: path, what: 'is not in kebab-case' }];
    }),
};

/** The second-level headings of a page that have something under them. */
const filledHeadings = (page: string): ReadonlySet<string> =>
  new Set(page.split(/^## /m).slice(1).flatMap((section) => {
    const [heading = '', ...rest] = section.split('\n');
    return rest.some((line) => line.trim() !== '') ? [heading.trim()] : [];
  }));

const missingHeadings = (tree: Tree, service: string): readonly string[] => {
  const filled = filledHeadings(tree.get(`services/${service}/README.md`) ?? '');
  return (OTHER_HEADINGS[service] ?? HEADINGS).filter((heading) => !filled.has(heading));
};

/** Who reads one service's README finds its states, commands, topics and decisions there. */
export const readmes: Rule = {
  name: 'readmes',
  why: `every service's README has ${HEADINGS.join(', ')}, each with something under it (console and standalone a list of their own)`,
  breaches: (tree) =>
    servicesOf(tree).flatMap((service) => missingHeadings(tree, service).map((heading) => ({ where: `services/${service}/README.md`, what: `lacks “## ${heading}”` }))),
};
