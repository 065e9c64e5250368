import kafkajs, { type AclEntry } from 'kafkajs';
import { MANIFEST } from '../contract-world.js';
import { aclLineOf, aclPlanOf, aclsOf } from './acls.js';

const { AclOperationTypes: may, AclPermissionTypes: permission, AclResourceTypes: on, ResourcePatternTypes: called } = kafkajs;
const wanted = aclsOf(MANIFEST);
const acl = (more: Partial<AclEntry>): AclEntry => ({
  principal: 'User:eve', host: '*', operation: may.READ, permissionType: permission.ALLOW, resourceType: on.TOPIC, resourceName: '*', resourcePatternType: called.LITERAL, ...more,
});
const strangeIn = (...more: readonly AclEntry[]): readonly string[] => aclPlanOf(wanted, [...wanted, ...more]).strange.map(aclLineOf);

describe('the plan of ACLs', () => {
  it('given what the manifest asks for, then nothing is missing and nothing strange', () => {
    expect(aclPlanOf(wanted, wanted)).toEqual({ missing: [], strange: [] });
  });

  it.each([
    ['reads every topic', acl({}), 'User:eve ALLOW READ TOPIC *'],
    ['may do everything with every topic', acl({ operation: may.ALL }), 'User:eve ALLOW ALL TOPIC *'],
    ['writes what begins as one of ours does', acl({ operation: may.WRITE, resourceName: 'sender.', resourcePatternType: called.PREFIXED }), 'User:eve ALLOW WRITE TOPIC sender.*'],
    ['goes on in every group', acl({ resourceType: on.GROUP }), 'User:eve ALLOW READ GROUP *'],
  ])('given somebody who %s, then that is said, though none of ours is named', (_, entry, line) => {
    expect(strangeIn(entry)).toEqual([line]);
  });

  it.each([
    ['reads what begins otherwise', acl({ resourceName: 'somebody.', resourcePatternType: called.PREFIXED })],
    ['is kept from every topic', acl({ permissionType: permission.DENY })],
    ['makes and configures every topic, and sees none', acl({ operation: may.ALTER_CONFIGS })],
    ['reads every transaction', acl({ resourceType: on.TRANSACTIONAL_ID })],
  ])('given somebody who %s, then nothing is said', (_, entry) => {
    expect(strangeIn(entry)).toEqual([]);
  });

  it('given that whoever asks may do everything, then that is nothing strange', () => {
    expect(aclPlanOf(wanted, [...wanted, acl({ principal: 'User:admin', operation: may.ALL })], 'User:admin').strange).toEqual([]);
  });
});
