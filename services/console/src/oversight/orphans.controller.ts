import { Controller, Get, Param, Post } from '@nestjs/common';
import { type Ask, fieldsOf } from '../web/asks.js';
import { type Form, Forms } from '../web/forms.js';
import { Page, type Shown } from '../web/showing.js';
import { NoSuchPage, one, type Visit, Visiting } from '../web/visit.js';
import { plain } from '../web/words.js';
import { doorOf, type Orphan, readOrphans } from './orphans.js';
import { pageOf, serviceWords } from './overseen.js';

const HERE = '/oversight/orphans';
const BACK = { text: 'Back to what rests on what was lost', href: HERE };
const ASKS: readonly Ask[] = [{ kind: 'words', field: 'reason', label: 'What came of it?', hint: 'What you found, and what was entered again or put right. Kept for good, with your name.', missing: 'Enter what came of it' }];

/** What is recorded here and rests on what another service lost when it was restored: it stands, and a person says of each what came of it. */
@Controller('oversight/orphans')
export class OrphansController {
  constructor(private readonly forms: Forms) {}

  @Get()
  async list(@Visiting() { client, person, query }: Visit): Promise<Shown> {
    const left = await readOrphans(client);
    const resolves = person.roles.includes('senior-responsible-officer');
    return new Page('orphans', {
      services: left.map(({ service, open, items }) => ({ words: serviceWords(service), open, items: items.map((orphan) => ({ ...shown(orphan), href: `${HERE}/${service}/${orphan.position}` })) })),
      resolves, done: query['done'] === 'resolved' ? 'It is on record, and no longer waited for.' : undefined,
    });
  }

  @Get(':service/:position')
  show(@Visiting() visit: Visit, @Param('service') service: string, @Param('position') position: string): Shown {
    return this.forms.show(resolving(visit, service, position));
  }

  @Post(':service/:position')
  resolve(@Visiting() visit: Visit, @Param('service') service: string, @Param('position') position: string): Promise<Shown> {
    return this.forms.answer(visit, resolving(visit, service, position));
  }
}

/** `AuthorityGranted` as people read it. */
const kindWords = (kind: string): string => plain(kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase());

const shown = ({ position, stream, kinds, at, restsOn }: Orphan) => ({ position, stream, page: pageOf(stream), words: kinds.map(kindWords), at, restsOn });

const resolving = ({ client, typed }: Visit, service: string, position: string): Form<{ readonly open: number }> => {
  const door = doorOf(client, service);
  if (!door || !/^[1-9]\d{0,14}$/.test(position)) throw new NoSuchPage();
  return {
    view: 'asked',
    model: {
      reference: `${serviceWords(service)}, entry ${position}`, version: '', heading: 'Say what came of it', asks: ASKS, button: 'Record it', back: BACK,
      intro: 'The entry stays as it is. Look at it with those whom it concerns; what was lost is entered again as a late entry.',
    },
    fields: fieldsOf(ASKS),
    send: (key) => door.resolveOrphan({ key, body: { position: Number(position), reason: one(typed, 'reason') } }),
    done: () => `${HERE}?done=resolved`,
    refused: { title: 'Nothing was recorded', back: BACK },
  };
};
