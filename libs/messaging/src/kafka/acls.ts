import kafkajs, { type AclEntry } from 'kafkajs';
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
