import { fromBinary } from '@bufbuild/protobuf';
import { Injectable } from '@nestjs/common';
import { actOf, type Delivery } from '@cpmp/messaging';
import { DeploymentEventSchema } from '@cpmp/proto/gate';
import { NotificationService } from './notification.service.js';

/** The rows of the table that a holder's message may be. */
const ROW: Readonly<Record<string, string>> = { recalled: 'recall', 'withdrawal-ordered': 'withdrawal' };

/** Reads a deployment message from either holder; both topics have one shape. */
@Injectable()
export class DeploymentIntake {
  constructor(private readonly service: NotificationService) {}

  async hear(consumer: string, bytes: Uint8Array, delivery: Delivery): Promise<void> {
    const message = fromBinary(DeploymentEventSchema, bytes);
    const event = ROW[message.event];
    if (!event) return;
    await this.service.raise(
      {
        event,
        about: `authority-${message.authorisation}`,
        component: message.component || null,
        thing: message.thing,
        reference: message.label,
        force: message.force || null,
        unit: null,
        persons: message.tell,
      },
      actOf(consumer, delivery),
    );
  }
}
