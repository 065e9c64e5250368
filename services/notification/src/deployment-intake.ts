import { fromBinary } from '@bufbuild/protobuf';
import { Injectable } from '@nestjs/common';
import { actOf, type Delivery } from '@cpmp/messaging';
import { type DeploymentEvent, DeploymentEventSchema } from '@cpmp/proto/gate';
import { isOfOperative } from './domain/telling.js';
import { NotificationService } from './notification.service.js';

/** What of a holder's messages people are told, by the first half of its row in the table. */
const TOLD: Readonly<Record<string, string>> = {
  recalled: 'recall',
  'withdrawal-ordered': 'recall',
  'recall-withdrawn': 'recall-withdrawn',
  'window-ended': 'window-ended',
  'switched-on': 'switched-on',
  'switch-off-ordered': 'switch-off',
};

const RECALL = ['recall', 'recall-withdrawn'];
const RUNNING = ['switch-off', 'switched-on'];
/** That it may stay, or run, is no longer so once it is recalled: whoever has not answered would be told so again and again beside the recall. */
const MAY = ['recall-withdrawn', 'switched-on'];
/** After these, what was told of the deployment before by these names waits for nobody any more. */
const SETTLES: Readonly<Record<string, readonly string[]>> = {
  recalled: MAY,
  'withdrawal-ordered': MAY,
  // Past its window it must come back all the same.
  'recall-withdrawn': RECALL,
  'switch-off-ordered': RUNNING,
  'switched-off': RUNNING,
  'switched-on': RUNNING,
  moved: [...RECALL, 'window-ended', ...RUNNING],
  closed: [...RECALL, 'window-ended', ...RUNNING],
};

/** After these nothing of it is to be done by any deadline. */
const ENDS: Readonly<Record<string, string>> = { moved: 'superseded', closed: 'done' };

/** The second half of its row. */
const ofWhom = ({ thing, label, tell }: DeploymentEvent): string => {
  if (thing.startsWith('asset-')) return 'of-asset';
  return isOfOperative({ thing, reference: label, persons: tell }) ? 'of-operative' : 'of-team';
};

/** Reads a deployment message from either holder; both topics have one shape. */
@Injectable()
export class DeploymentIntake {
  constructor(private readonly service: NotificationService) {}

  async hear(consumer: string, bytes: Uint8Array, delivery: Delivery): Promise<void> {
    const message = fromBinary(DeploymentEventSchema, bytes);
    const act = actOf(consumer, delivery);
    const { event, permit, authorisation, component, thing, label, force, tell } = message;
    const about = SETTLES[event];
    if (about) await this.service.settle({ deployment: permit, about, saidAt: delivery.at }, act);
    const how = ENDS[event];
    // Its holder discharges those that it knows; of one whose log was restored there may be others, which it has lost.
    if (how) await this.service.dischargeAll({ about: thing, within: `${thing}/${permit}/` }, { at: delivery.at, how }, act);
    const told = TOLD[event];
    if (!told) return;
    await this.service.raise(
      {
        event: `${told}-${ofWhom(message)}`,
        about: `authority-${authorisation}`,
        component: component || null,
        thing,
        deployment: permit,
        reference: label,
        force: force || null,
        unit: null,
        persons: tell,
        saidAt: delivery.at,
      },
      act,
    );
  }
}
