/** The names of a one-node cluster's Services (DNS over UDP, addresses of IPv4 alone): `node names.mjs ADDRESS API TOKEN-FILE CA-FILE`. It asks the API server again every second; a name that nobody has is NXDOMAIN. */
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';

const [address, api, tokenFile, caFile] = process.argv.slice(2);
const AGAIN_MS = 1000;
const TTL_S = 2;
const HEADER = 12;
let known = new Map();

const services = () =>
  new Promise((resolve, reject) => {
    request(`${api}/api/v1/services`, { ca: readFileSync(caFile), headers: { authorization: `Bearer ${readFileSync(tokenFile, 'utf8').trim()}` } }, async (answer) => {
      const chunks = [];
      for await (const chunk of answer) chunks.push(chunk);
      resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')).items);
    }).on('error', reject).end();
  });
const learn = async () => {
  const items = await services().catch(() => undefined);
  if (items) known = new Map(items.filter(({ spec }) => spec.clusterIP && spec.clusterIP !== 'None').map(({ metadata, spec }) => [`${metadata.name}.${metadata.namespace}.svc.cluster.local`, spec.clusterIP]));
  setTimeout(learn, AGAIN_MS);
};

/** The question of a message: its name, its type, and where it ends. */
const questionOf = (message) => {
  const labels = [];
  let at = HEADER;
  for (let length = message[at]; length > 0; length = message[at]) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length).toLowerCase());
    at += length + 1;
  }
  return { name: labels.join('.'), type: message.readUInt16BE(at + 1), end: at + 5 };
};

const A = 1;
const NXDOMAIN = 3;
const answerTo = (message) => {
  const { name, type, end } = questionOf(message);
  const ip = known.get(name);
  const answers = ip && type === A ? 1 : 0;
  const head = Buffer.alloc(HEADER);
  message.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8400 | (message.readUInt16BE(2) & 0x0100) | (ip ? 0 : NXDOMAIN), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(answers, 6);
  const record = Buffer.from([0xc0, HEADER, 0, A, 0, 1, 0, 0, 0, TTL_S, 0, 4, ...(ip ?? '').split('.').map(Number)]);
  return Buffer.concat([head, message.subarray(HEADER, end), ...(answers ? [record] : [])]);
};

const socket = createSocket('udp4');
socket.on('message', (message, { port, address: from }) => {
  if (message.length > HEADER) socket.send(answerTo(message), port, from);
});
socket.bind(53, address, learn);
