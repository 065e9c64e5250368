import { fromBinary } from '@bufbuild/protobuf';
import { Injectable } from '@nestjs/common';
import { actOf, type Delivery } from '@cpmp/messaging';
import { DeadlineEventSchema } from '@cpmp/proto/deadline';
import { NotificationService } from './notification.service.js';

/** Reads a deadline message from whichever service set it; the four deadline topics have one shape. */
@Injectable()
export class DeadlineIntake {
  constructor(private readonly service: NotificationService) {}

  async hear(consumer: string, bytes: Uint8Array, delivery: Delivery): Promise<void> {
    const { deadline, event } = fromBinary(DeadlineEventSchema, bytes);
    const act = actOf(consumer, delivery);
    if (event.case === 'set') {
      const { what, due, about, component, reference, force, unit, persons, statutory } = event.value;
      await this.service.take({ deadline, what, due, about, component: component || null, reference, force: force || null, unit: unit || null, persons, statutory }, act);
    } else if (event.case === 'discharged') {
      await this.service.discharge(deadline, { at: event.value.at, how: event.value.how }, act);
    }
  }
}
