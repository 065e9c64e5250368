import { parse } from 'yaml';
import { type Breach, type Rule, type Tree, matching, servicesOf } from './tree.js';

type Topic = { readonly owner?: string; readonly message?: string; readonly key?: string; readonly retention?: unknown; readonly readers?: Record<string, unknown> };

const MANIFEST = 'proto/topics.yaml';
const PATTERN = /@EventPattern<string>\('([^']+)'\)/;

const readManifest = (tree: Tree): [string, Topic][] => Object.entries((parse(tree.get(MANIFEST) ?? '') ?? {}) as Record<string, Topic>);

const hasMessage = (tree: Tree, name: string): boolean => {
  const [, folder, message] = /^(\w+)\.v\d+\.(\w+)$/.exec(name) ?? [];
  return folder !== undefined && matching(tree, new RegExp(`^proto/${folder}/v\\d+/[^/]+\\.proto$`)).some(([, text]) => new RegExp(`^message ${message} \\{`, 'm').test(text));
};

/** What is wrong with a topic's own entry. */
const entryFaults = (tree: Tree, name: string, { owner, message, key, retention, readers }: Topic): readonly string[] => [
  ...(owner && servicesOf(tree).includes(owner) && new RegExp(`^${owner}\\.[a-z-]+\\.v\\d+$`).test(name) ? [] : ['is not named <owner>.<plural>.v<major> after a service']),
  ...(message && hasMessage(tree, message) ? [] : [`has no message ${message} in proto/`]),
  ...(key ? [] : ['has no key']),
  ...(retention === 'forever' || (Number.isInteger(retention) && (retention as number) > 0) ? [] : ['has no retention: forever, or days']),
  ...(Object.keys(readers ?? {}).length > 0 ? [] : ['has no reader']),
  ...Object.entries(readers ?? {}).flatMap(([reader, reason]) => (typeof reason === 'string' && reason.trim() ? [] : [`gives no reason for its reader ${reader}`])),
];

/** Whether a publish.ts sends on a topic: by its name, or a service's deadlines by the shell's own word for that. */
const publishes = (text: string, topic: string): boolean =>
  text.includes(`'${topic}'`) || (topic.endsWith('.deadlines.v1') && text.includes(`deadlineMessages('${topic.split('.')[0]}'`));

const entryBreaches = (tree: Tree): readonly Breach[] =>
  readManifest(tree).flatMap(([name, topic]) => {
    const publish = `services/${topic.owner}/src/publish.ts`;
    const unheard = Object.keys(topic.readers ?? {}).filter(
      (reader) => !matching(tree, new RegExp(`^services/${reader}/src/consumers/[^/]+\\.consumer\\.ts$`)).some(([, text]) => PATTERN.exec(text)?.[1] === name),
    );
    return [
      ...entryFaults(tree, name, topic).map((fault) => ({ where: MANIFEST, what: `${name} ${fault}` })),
      ...(publishes(tree.get(publish) ?? '', name) ? [] : [{ where: publish, what: `does not publish ${name}` }]),
      ...unheard.map((reader) => ({ where: `services/${reader}/src/consumers`, what: `no consumer hears ${name}` })),
    ];
  });

const publishBreaches = (tree: Tree): readonly Breach[] => {
  const topics = new Map(readManifest(tree));
  return matching(tree, /^services\/[^/]+\/src\/publish\.ts$/).flatMap(([path, text]) =>
    [...text.matchAll(/'([a-z-]+\.[a-z-]+\.v\d+)'/g)].flatMap(([, name = '']) => {
      const owner = topics.get(name)?.owner;
      return path === `services/${owner}/src/publish.ts` ? [] : [{ where: path, what: `publishes ${name}, ${owner ? `which ${owner} owns` : 'which topics.yaml does not know'}` }];
    }),
  );
};

const consumerBreaches = (tree: Tree): readonly Breach[] => {
  const topics = new Map(readManifest(tree));
  return matching(tree, /^services\/[^/]+\/src\/consumers\/[^/]+\.ts$/).flatMap(([path, text]) => {
    if (path.endsWith('.spec.ts')) return [];
    const [, service = '', stem = ''] = /^services\/([^/]+)\/src\/consumers\/([^/]+)\.ts$/.exec(path) ?? [];
    const name = PATTERN.exec(text)?.[1];
    const wired = (tree.get(`services/${service}/src/app.module.ts`) ?? '').includes(`'./consumers/${stem}.js'`);
    return [
      ...(path.endsWith('.consumer.ts') && name ? [] : [{ where: path, what: 'is no <name>.consumer.ts with an @EventPattern<string> of one topic' }]),
      ...(name === undefined || topics.get(name)?.readers?.[service] ? [] : [{ where: path, what: `hears ${name} without being a reader of it in topics.yaml` }]),
      ...(wired ? [] : [{ where: path, what: 'is not in app.module.ts, so nobody listens' }]),
    ];
  });
};

/** Who talks to whom is one file, and it is true: manifest, publishers, consumers and messages agree both ways. */
export const topics: Rule = {
  name: 'topics',
  why: 'proto/topics.yaml, each publish.ts, each consumer and the proto messages say the same',
  breaches: (tree) => [...entryBreaches(tree), ...publishBreaches(tree), ...consumerBreaches(tree)],
};
