import kafkajs, { type AclEntry, type Admin } from 'kafkajs';
import type { TopicManifest } from '../manifest.js';

const { AclOperationTypes: may, AclPermissionTypes, AclResourceTypes: on, ResourcePatternTypes: called } = kafkajs;

/** Who may do what: an owner writes its topics, a reader reads what it is named for in its own group, and nobody does anything else. A service's user is called as the service. */
export const aclsOf = (manifest: TopicManifest): readonly AclEntry[] => {
  const readers = new Set(Object.values(manifest).flatMap(({ readers: named }) => Object.keys(named)));
  return [
    ...Object.entries(manifest).flatMap(([topic, { owner, readers: named }]) => [
      ...[may.WRITE, may.DESCRIBE].map((operation) => entry(owner, operation, { resourceType: on.TOPIC, resourceName: topic })),
      ...Object.keys(named).flatMap((reader) => [may.READ, may.DESCRIBE].map((operation) => entry(reader, operation, { resourceType: on.TOPIC, resourceName: topic }))),
    ]),
    ...[...readers].flatMap((reader) => [
      entry(reader, may.READ, { resourceType: on.GROUP, resourceName: reader }),
      // The groups by which it reads dead letters again.
      entry(reader, may.READ, { resourceType: on.GROUP, resourceName: `${reader}.redrive.`, resourcePatternType: called.PREFIXED }),
    ]),
  ];
};

const entry = (service: string, operation: AclEntry['operation'], resource: Pick<AclEntry, 'resourceType' | 'resourceName'> & Partial<AclEntry>): AclEntry => ({
  principal: `User:${service}`,
  host: '*',
  operation,
  permissionType: AclPermissionTypes.ALLOW,
  resourcePatternType: called.LITERAL,
  ...resource,
});

/** What stands beside the ACLs that a manifest asks for: what is missing, and what it does not ask for. */
export type AclPlan = { readonly missing: readonly AclEntry[]; readonly strange: readonly AclEntry[] };

/**
 * Holds the wanted ACLs against those of the broker. Strange is whoever else may do something with our topics and groups, also by a wildcard or a prefix that reaches them, and what else our services may do; it is left to a person.
 * `asker`: the principal that asks, who grants what it likes and is no stranger.
 */
export const aclPlanOf = (wanted: readonly AclEntry[], there: readonly AclEntry[], asker?: string): AclPlan => {
  const linesOf = (entries: readonly AclEntry[]): ReadonlySet<string> => new Set(entries.map(aclLineOf));
  const [asked, granted] = [linesOf(wanted), linesOf(there)];
  const ours = new Set(wanted.flatMap(({ principal, resourceType, resourceName }) => [principal, `${resourceType} ${resourceName}`]));
  const isOurs = (each: AclEntry): boolean => ours.has(each.principal) || ours.has(`${each.resourceType} ${each.resourceName}`) || wanted.some((one) => reaches(each, one));
  return {
    missing: wanted.filter((each) => !granted.has(aclLineOf(each))),
    strange: there.filter((each) => !asked.has(aclLineOf(each)) && each.principal !== asker && isOurs(each)),
  };
};

/** By which messages are read, written, or gone on with; who only looks at or configures all topics sees none. */
const TOUCHING: readonly AclEntry['operation'][] = [may.ALL, may.READ, may.WRITE, may.DELETE];

/** True for an ACL that lets somebody at what is ours without its name. */
const reaches = ({ resourceType, resourceName, resourcePatternType, operation, permissionType }: AclEntry, our: AclEntry): boolean =>
  permissionType === AclPermissionTypes.ALLOW && TOUCHING.includes(operation) && resourceType === our.resourceType &&
  (resourcePatternType === called.PREFIXED ? our.resourceName.startsWith(resourceName) : resourceName === '*');

/** Every ACL of a broker. @throws when it has no authorizer */
export const aclsAt = async (admin: Admin): Promise<readonly AclEntry[]> => {
  const all = { resourceType: on.ANY, resourcePatternType: called.ANY, operation: may.ANY, permissionType: AclPermissionTypes.ANY };
  const { resources } = await admin.describeAcls(all);
  return resources.flatMap(({ acls, ...resource }) => acls.map((acl) => ({ ...resource, ...acl })));
};

/** What kafkajs calls a number of the protocol's. */
const named = (numbers: Readonly<Record<string, unknown>>, value: number): string => Object.keys(numbers).find((name) => numbers[name] === value) ?? String(value);

/** An ACL in a line for a person. */
export const aclLineOf = ({ principal, operation, permissionType, resourceType, resourceName, resourcePatternType, host }: AclEntry): string =>
  `${principal} ${named(AclPermissionTypes, permissionType)} ${named(may, operation)} ${named(on, resourceType)} ${resourceName}${resourcePatternType === called.PREFIXED ? '*' : ''}${host === '*' ? '' : ` from ${host}`}`;
