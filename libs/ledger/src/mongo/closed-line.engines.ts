import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect as open, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { Unavailable } from '../errors.js';
import { asking } from './asking.js';
import { connect } from './connect.js';

const { host, pathname } = new URL(process.env['MONGODB_URI'] ?? '');
const [name = '', port = ''] = host.split(':');
const database = `cpmp-spec-${randomUUID().slice(0, 8)}`;
const ANSWER_MS = 500;
/** As good as for ever: ten times as long as an answer may take. */
const FOR_EVER_MS = 5_000;
const TEST_MS_MAX = 30_000;
/** More than a line takes that nobody reads from. */
const LARGE_CHARS = 12_000_000;

/** Lines to the server, which it reads no more from once they `standStill`, as a server does that was paused. */
const openLines = async (): Promise<{ readonly uri: string; readonly standStill: () => void; readonly goOn: () => void; readonly close: () => void }> => {
  const lines = new Set<Socket>();
  let still = false;
  const server = createServer((line) => {
    const behind = open(Number(port), name);
    lines.add(line);
    for (const [one, other] of [[line, behind], [behind, line]] as const) one.on('error', () => {}).on('close', () => other.destroy()).on('data', (bytes) => other.write(bytes));
    if (still) line.pause();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    uri: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}?directConnection=true`,
    standStill: () => {
      still = true;
      for (const line of lines) line.pause();
    },
    goOn: () => void (still = false),
    close: () => {
      for (const line of lines) line.destroy();
      server.close();
    },
  };
};

describe('given a server that stands still while something large is being written to it', () => {
  let lines: Awaited<ReturnType<typeof openLines>>;
  let connection: Connection;
  beforeEach(async () => {
    lines = await openLines();
    connection = await connect({ uri: lines.uri }, ANSWER_MS);
  });
  afterEach(async () => {
    lines.goOn();
    await connection.getClient().db(database).dropDatabase();
    await connection.close();
    lines.close();
  });

  it('when it has not answered for as long as an answer may take, then it is unavailable, and nobody waits for ever; once it goes on, so does whoever wrote', async () => {
    const rows = connection.getClient().db(database).collection<{ readonly _id: number; readonly text?: string }>('rows');
    await rows.insertOne({ _id: 1 });
    lines.standStill();
    const written = asking(() => rows.insertMany([{ _id: 2, text: 'x'.repeat(LARGE_CHARS) }])).catch((error: unknown) => error);
    expect(await Promise.race([written, wait(FOR_EVER_MS, 'it waits for ever')])).toBeInstanceOf(Unavailable);
    lines.goOn();
    for (let done = false; !done; ) done = await rows.insertOne({ _id: 3 }).then(() => true, () => false);
    expect((await rows.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id)).toEqual([1, 3]);
  }, TEST_MS_MAX);
});
