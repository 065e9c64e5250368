import { once } from 'node:events';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { clientOf } from './client.js';

const require = createRequire(import.meta.url);
const WAIT_MS = 10_000;
/** What was written is there by then. */
const ARRIVES_MS = 20;
/** Where a request's own number stands, behind its length, what it asks and of which version. */
const NUMBER_AT = 8;

type Connection = { readonly socket?: Socket; connect(): Promise<boolean>; disconnect(): Promise<boolean>; send(request: object): Promise<{ readonly apiVersions: readonly object[] }> };

/** A broker that knows one thing, which versions it speaks; its lines, in the order in which they were opened. */
class Broker {
  readonly lines: Socket[] = [];
  readonly server: Server = createServer({ allowHalfOpen: true }, (line) => {
    this.lines.push(line);
    line.on('error', () => {});
    this.server.emit('line');
  });

  async line(n: number): Promise<Socket> {
    while (this.lines.length <= n) await once(this.server, 'line');
    return this.lines[n] as Socket;
  }

  /** An answer to what is asked next on a line: no error, one question, versions 0 to 3. */
  async answerOn(line: Socket): Promise<Buffer> {
    const [asked] = (await once(line, 'data')) as [Buffer];
    const said = Buffer.from([0, 0, 0, 0, 0, 1, 0, 18, 0, 0, 0, 3]);
    const length = Buffer.alloc(4);
    length.writeInt32BE(4 + said.length);
    return Buffer.concat([length, asked.subarray(NUMBER_AT, NUMBER_AT + 4), said]);
  }
}

describe('a connection to a broker', () => {
  let broker: Broker;
  let connection: Connection;
  const ask = () => {
    const { protocol } = require('kafkajs/src/protocol/requests/apiVersions') as { readonly protocol: (about: { readonly version: number }) => () => object };
    return connection.send(protocol({ version: 0 })());
  };

  beforeEach(async () => {
    clientOf({ brokers: ['127.0.0.1:1'], clientId: 'spec' }); // whoever has one has this
    broker = new Broker();
    broker.server.listen(0, '127.0.0.1');
    await once(broker.server, 'listening');
    const { port } = broker.server.address() as AddressInfo;
    const made = require('kafkajs/src/network/connection') as new (options: object) => Connection;
    const { createLogger, LEVELS } = require('kafkajs/src/loggers') as { readonly createLogger: (options: object) => object; readonly LEVELS: { readonly NOTHING: number } };
    const socketFactory = (require('kafkajs/src/network/socketFactory') as () => object)();
    connection = new made({ host: '127.0.0.1', port, socketFactory, logger: createLogger({ level: LEVELS.NOTHING, logCreator: () => () => {} }), connectionTimeout: WAIT_MS, requestTimeout: WAIT_MS });
  });
  afterEach(async () => {
    await connection.disconnect();
    for (const line of broker.lines) line.destroy();
    broker.server.close();
  });

  it('given a line that is lost in the middle of an answer, when another is opened, then the first answer on it is read from its beginning', async () => {
    await connection.connect();
    const lost = ask();
    const first = await broker.line(0);
    const answer = await broker.answerOn(first);
    first.end(answer.subarray(0, 6));
    await expect(lost).rejects.toMatchObject({ name: 'KafkaJSConnectionClosedError' });
    await connection.connect();
    const asked = ask();
    const second = await broker.line(1);
    second.write(await broker.answerOn(second));
    expect((await asked).apiVersions).toEqual([{ apiKey: 18, minVersion: 0, maxVersion: 3 }]);
  });

  it('given a line that was left, when the broker says on it late what was asked there, then nobody hears it', async () => {
    await connection.connect();
    const first = await broker.line(0);
    await connection.disconnect();
    await connection.connect();
    const second = await broker.line(1);
    const asked = ask();
    const answer = await broker.answerOn(second);
    // What is late would be read between the two halves of an answer.
    second.write(answer.subarray(0, 6));
    await wait(ARRIVES_MS);
    first.write(Buffer.from([0, 0, 0]));
    await wait(ARRIVES_MS);
    second.write(answer.subarray(6));
    expect((await asked).apiVersions).toEqual([{ apiKey: 18, minVersion: 0, maxVersion: 3 }]);
  });

  it('given two who connect at once, then one line is opened', async () => {
    await Promise.all([connection.connect(), connection.connect()]);
    const asked = ask();
    const first = await broker.line(0);
    first.write(await broker.answerOn(first));
    await asked;
    expect(broker.lines).toHaveLength(1);
  });

  it('given a line that is left before it is open, then whoever waits for it hears so, and the next opens one anew', async () => {
    broker.server.on('connection', (line: Socket) => void broker.answerOn(line).then((answer) => line.write(answer)));
    const opened = connection.connect();
    const [heard] = await Promise.allSettled([opened, connection.disconnect()]);
    expect(heard).toMatchObject({ status: 'rejected', reason: { name: 'KafkaJSConnectionError' } });
    await connection.connect();
    expect((await ask()).apiVersions).toHaveLength(1);
  });

  it('given a line that was lost, when it is left again and again, then nothing gathers on it', async () => {
    await connection.connect();
    const { socket } = connection;
    (await broker.line(0)).destroy();
    await wait(ARRIVES_MS);
    for (let n = 0; n < 20; n++) await connection.disconnect();
    expect(socket?.listenerCount('connect')).toBe(0);
  });

  it('given a broker that takes nobody, when one connects, then it fails, and the next opens a line anew', async () => {
    const { port } = broker.server.address() as AddressInfo;
    broker.server.close();
    await expect(connection.connect()).rejects.toMatchObject({ name: 'KafkaJSConnectionError' });
    broker.server.listen(port, '127.0.0.1');
    await once(broker.server, 'listening');
    expect(await connection.connect()).toBe(true);
  });
});
