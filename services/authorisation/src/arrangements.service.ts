import { Inject, Injectable } from '@nestjs/common';
import { type Act, everyDoc, idOf, type Ledger } from '@cpmp/ledger';
import { type DueRow, LEDGER } from '@cpmp/shell';
import { authority, checkArrangements } from './domain/index.js';
import { KnownService } from './known.service.js';
import { dueNamed } from './views/due.view.js';
import { type ListedCase, register } from './views/register.view.js';

/** Watches who looks after the sources and operatives of authorities in force, on every day. No person calls it. */
@Injectable()
export class ArrangementsService {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    private readonly known: KnownService,
  ) {}

  /** Something new was heard of a source or an operative, by their stream: every authority in force that is about them is looked at. */
  async heard(stream: string, act: Act): Promise<void> {
    for await (const doc of everyDoc(this.ledger.views, register, { where: { ofPeople: { eq: true }, states: { contains: 'in-force' } } }))
      for (const component of await this.known.about(doc, stream)) await this.check(doc, component, { ...act, cause: `${act.cause}/${component}` });
  }

  /** The day has come on which somebody takes a role or leaves it. */
  async runDue({ stream, what }: DueRow, act: Act): Promise<void> {
    const doc = await this.ledger.views.get(register, idOf(stream));
    if (doc) await this.check(doc, dueNamed(what).of, act);
  }

  private async check(doc: ListedCase, component: string, act: Act): Promise<void> {
    await this.ledger.transactWith(authority, doc.id, {
      read: (views) => this.known.of(doc, component, views),
      decide: (state, now, known) => checkArrangements(state, component, now, { ...this.known.law, known }),
    }, act);
  }
}
