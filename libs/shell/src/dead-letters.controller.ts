import { Controller, Get, Inject, Post, type Type } from '@nestjs/common';
import type { Ledger } from '@cpmp/ledger';
import type { Topics } from '@cpmp/messaging';
import { z } from 'zod';
import { LEDGER, TOPICS } from './injection.js';
import { In, Operation } from './operation.js';
import { permit } from './permit.js';
import { NotFound } from './problems.js';
import type { Input, Permissions } from './types.js';

/** Whoever looks after the machinery; no letter says what its message was about. */
const permissions = { readDeadLetters: ['administrator'], redriveDeadLetter: ['administrator'] } as const satisfies Permissions;

const delivery = z.string().regex(/^[a-z-]{1,40}\/\d{1,9}\/\d{1,15}\/\d{1,9}(#\d{1,4})?$/, 'a message by its log, position and index');
const Letters = z.object({ items: z.array(z.object({ id: delivery, topic: z.string(), error: z.string(), attempts: z.int() })) });
const RedriveBody = z.strictObject({ id: delivery });
const Redriven = z.object({ handled: z.boolean() });

/** What a service heard and could not handle, under its routes' prefix: to be seen, and to be handled once more when the cause is mended. */
export const deadLettersController = (service: string, prefix: string): Type => {
  @Controller(`${prefix}/dead-letters`)
  class DeadLettersController {
    constructor(
      @Inject(TOPICS) private readonly topics: Topics,
      @Inject(LEDGER) private readonly ledger: Ledger,
    ) {}

    @Operation({ id: 'readDeadLetters', summary: 'Which messages were given up, and why: a code, and none of what they said', answer: Letters })
    @Get()
    async read(@In() { principal }: Input): Promise<z.output<typeof Letters>> {
      permit(principal, permissions, 'readDeadLetters');
      const letters = await this.topics.deadLetters(service);
      return { items: letters.map(({ id, topic, headers }) => ({ id, topic, error: headers['dlq-error'] ?? 'unknown', attempts: Number(headers['dlq-attempts'] ?? 0) })) };
    }

    @Operation({ id: 'redriveDeadLetter', summary: 'Handle a message once more that was given up: `handled` says that it was, and its letter is gone; where it failed again the letter stays, with the newest reason', body: RedriveBody, answer: Redriven, missing: true, keyless: true })
    @Post('redrive')
    async redrive(@In() { principal, actor, body: { id } }: Input<{}, {}, z.output<typeof RedriveBody>>): Promise<z.output<typeof Redriven>> {
      permit(principal, permissions, 'redriveDeadLetter');
      if (!(await this.topics.deadLetters(service)).some((letter) => letter.id === id)) throw new NotFound();
      this.ledger.access({ actor, what: `dead-letters/${id}`, why: 'handled once more' });
      return { handled: await this.topics.redrive(service, id) };
    }
  }
  return DeadLettersController;
};
