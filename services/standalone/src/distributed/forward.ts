import { Agent, request as call } from 'node:http';
import { type Answering, Problem, sendProblem } from '@cpmp/shell';

const agent = new Agent({ keepAlive: true });

/** Hands requests on to a process, as they are; while nobody listens there the caller is told to try again. */
export const forwardTo = (address: string): Answering => (request, response) => {
  const { method, url, headers } = request;
  const { hostname: host, port } = new URL(address);
  const onward = call({ host, port, agent, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  onward.on('error', () => {
    // Whether it was saved is not known once it was sent: the caller's key makes another try safe.
    if (response.headersSent) return response.destroy();
    sendProblem(response, new Problem(503, 'away', 'This part of the platform does not answer; try again', { headers: { 'retry-after': '1' } }));
  });
  response.on('close', () => onward.destroy());
  request.pipe(onward);
};
