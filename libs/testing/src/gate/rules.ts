import { answerRequest, cancel, expire, grant, hearAnswer, raiseAlarm, renew, repeatPermit } from '@cpmp/authorisation/domain';
import { publish as publishAuthorisation } from '@cpmp/authorisation/publish';
import { bookAsset, deploy as deployAsset } from '@cpmp/asset-registry/domain/asset';
import { publish as publishAssets } from '@cpmp/asset-registry/publish';
import { close, hearPermit, onDue, release, switchOff } from '@cpmp/gate';
import { type Instant, later } from '@cpmp/kernel';
import { bookResource, deploy as deployResource } from '@cpmp/resource-allocation/domain/resource';
import { allocate, giveBack, hearBooking } from '@cpmp/resource-allocation/domain/tasking';
import { publish as publishResources } from '@cpmp/resource-allocation/publish';

/**
 * Every function that a world of the gate is played by, as production has it. A planted mistake puts a wrapper round one of them,
 * and nothing else: what is not named here (folds, views, the wire) is production's in every world.
 */
export const RULES = {
  /** The ledger's instants: no effect is earlier than the stream's tail or its cause. */
  at: (clock: Instant, tail: Instant, cause: Instant): Instant => later(clock, later(tail, cause)),
  /** The ledger knows what it has handled: a message that took effect takes none again. */
  causes: true,
  answerRequest, hearAnswer, repeatPermit, raiseAlarm, expire, grant, cancel, renew,
  hearPermit, onDue, close, switchOff, deployAsset, deployResource, bookAsset, bookResource, release,
  allocate, giveBack, hearBooking,
  publish: { authorisation: publishAuthorisation, 'asset-registry': publishAssets, 'resource-allocation': publishResources },
};

/** What a world is played by. */
export type Rules = typeof RULES;
