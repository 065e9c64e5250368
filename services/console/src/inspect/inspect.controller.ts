import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Answer, authorisation } from '@cpmp/client';
import { type CaseFile, partShown, readCase, streamsOf } from '../case/case-file.js';
import { happened } from '../case/timeline.js';
import { type Fault, Forms } from '../web/forms.js';
import { Names } from '../web/names.js';
import { Redirect, type Shown } from '../web/showing.js';
import { faultsAt, typedAt, typedInstant } from '../web/spoken.js';
import { moment } from '../web/time.js';
import { instantTyped } from '../web/typed-time.js';
import { ApiNo, got, one, type Visit, Visiting } from '../web/visit.js';
import { capital } from '../web/words.js';

type AsOf = NonNullable<authorisation.ReadTimelineAnswer['asOf']>;

/** What is asked of a record: as it was when, and as whom. Instants and ids alone stand in the address. */
type Asked = { readonly at: string; readonly officer?: string };

const FAULT_AT = 'at-day';

/** The record of a case as it stood, and whether it is whole. Nothing here changes anything. */
@Controller('inspect/:id')
export class InspectController {
  constructor(
    private readonly forms: Forms,
    private readonly names: Names,
  ) {}

  @Get()
  record(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    const { at = 'now', officer } = visit.query;
    return this.recordAt(visit, id, { at, ...(officer ? { officer } : {}) });
  }

  /** Reads what was typed; the page that comes has it in its address, as an instant. */
  @Post()
  async ask(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    const typed = typedAt(visit.typed, 'at');
    const read = Object.values(typed).every((text) => text === '') ? undefined : instantTyped(typed, 'the moment');
    if (read?.fault) return this.recordAt(visit, id, { at: 'now' }, faultsAt('at', read));
    const officer = one(visit.typed, 'officer');
    const asked = new URLSearchParams({ at: read?.instant ?? 'now', ...(/^[a-z0-9][a-z0-9._@-]*$/.test(officer) ? { officer } : {}) });
    return new Redirect(`/inspect/${id}?${asked}`);
  }

  @Get('verify')
  verification(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.verified(visit, id);
  }

  /** Holds the log against a checkpoint that the inspector brought. */
  @Post('verify')
  against(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.verified(visit, id);
  }

  /** The pack as a file that keeps its name. */
  @Get('evidence')
  async evidence(@Visiting() visit: Visit, @Param('id') id: string, @Query('since') since: string | undefined, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const size = Number(since);
    const pack = got(await visit.client.authorisation.takeEvidence({ params: { id }, query: Number.isInteger(size) ? { since: size } : {} }));
    return sent(reply, { name: `${pack.reference}-evidence.json`, type: 'application/json' }, JSON.stringify(pack, null, 1));
  }

  /** The log's size and root, signed, as a file to be kept elsewhere. */
  @Get('checkpoint')
  async checkpoint(@Visiting() visit: Visit, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { log, checkpoint } = got(await visit.client.authorisation.readCheckpoint());
    return sent(reply, { name: `${log.replaceAll('/', '-')}.checkpoint`, type: 'text/plain' }, checkpoint);
  }

  private async recordAt(visit: Visit, id: string, { at, officer }: Asked, faults: readonly Fault[] = []): Promise<Shown> {
    const { client, typed, person } = visit;
    const file = await readCase(visit, this.names, id);
    const record = await client.authorisation.readTimeline({ params: { id }, query: { at, ...(officer ? { officer } : {}) } });
    const then = record.ok ? await client.authorisation.readAuthorisation({ params: { id }, query: { at } }) : undefined;
    const refused = notThen(record) ?? (then && notThen(then));
    if (refused && at !== 'now') return this.recordAt({ ...visit, typed: { ...typedInstant('at', at), officer } }, id, { at: 'now' }, [{ field: FAULT_AT, text: refused }]);
    const { items, asOf = { at: visit.now } } = got(record);
    const seen: CaseFile = { ...file, events: items };
    const chosen = officer ?? one(typed, 'officer');
    const knows = asOf.officer?.knew !== 'nothing';
    const parts = then && knows ? got(then).components.map((part) => ({ ...partShown(part, { ...file, deployments: [] }, person), until: part.until })) : [];
    return this.forms.show({
      view: 'inspect',
      model: {
        ...(at === 'now' ? { streams: streamsOf(id) } : {}), id, reference: file.the.reference, at: asOf.at, isNow: at === 'now', parts, count: items.length, rows: grouped(happened(seen).toReversed()),
        knew: asOf.officer && knewWords(asOf.officer, file), officers: file.people.map((one) => ({ value: one.person, text: file.nameOf(one), selected: one.person === chosen })),
      },
    }, typed, faults);
  }

  private async verified(visit: Visit, id: string): Promise<Shown> {
    const { client, typed } = visit;
    const { reference } = got(await client.authorisation.readAuthorisation({ params: { id } }));
    const checkpoint = one(typed, 'checkpoint');
    const walked = await client.authorisation.verifyLog({ body: checkpoint === '' ? {} : { checkpoint } });
    const faults: readonly Fault[] = !walked.ok && walked.status === 422 ? [{ field: 'checkpoint', text: 'Paste the checkpoint as you were given it: a name, a size, a root, and its signatures, a line each' }] : [];
    const found = faults.length > 0 ? got(await client.authorisation.verifyLog({ body: {} })) : got(walked);
    return this.forms.show({ view: 'inspect-verify', model: { id, reference, found } }, typed, faults);
  }
}

type Row = ReturnType<typeof happened>[number];

/** Acts in their order, where a run of those in which nothing is new is one row: `to` is the last of it, `count` how many they are. */
const grouped = (rows: readonly Row[]): readonly (Row & { readonly to?: Row; readonly count?: number })[] => {
  const shown: (Row & { to?: Row; count?: number })[] = [];
  for (const row of rows) {
    const last = shown.at(-1);
    if (row.routine && last?.routine) Object.assign(last, { to: row, count: (last.count ?? 1) + 1 });
    else shown.push({ ...row });
  }
  return shown;
};

const sent = (reply: FastifyReply, { name, type }: { readonly name: string; readonly type: string }, text: string): string => {
  void reply.header('content-disposition', `attachment; filename="${name}"`).type(`${type}; charset=utf-8`);
  return text;
};

/** Why there is nothing of that instant, in the API's words; undefined where there is. @throws ApiNo for every other no */
const notThen = (answer: Answer<unknown>): string | undefined => {
  if (answer.ok) return undefined;
  if (answer.status !== 409) throw new ApiNo(answer);
  return `${answer.problem.because ?? ''} ${answer.problem.instead ?? ''}`.trim();
};

const KNEW: Readonly<Record<string, string>> = { all: 'could read all that follows', state: 'could see how the case stood, not what was written in it', nothing: 'could not know that the case existed' };

const knewWords = ({ person, knew, rolesAt }: NonNullable<AsOf['officer']>, file: CaseFile): string => {
  const roles = rolesAt === undefined ? 'They never acted in this case; only what names them is known.' : `This goes by the roles that they acted with in it at ${moment(rolesAt)}.`;
  return `${capital(file.nameOf(person))} ${KNEW[knew] ?? knew}. ${roles}`;
};
