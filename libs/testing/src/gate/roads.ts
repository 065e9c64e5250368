import type { Scope } from './scope.js';
import type { Message } from './streams.js';

/** The queue that a message takes, by what is its topic, its key and its reader. */
export const queueOf = ({ road, value }: Message): string => {
  switch (road) {
    case 'request':
    case 'answer':
      return `${road} ${value.thing}`;
    case 'permit':
      return `permit ${value.authorisation} ${value.thing}`;
    case 'allocation':
      return `allocation ${value.tasking} ${value.thing}`;
    case 'booking':
      return `booking ${value.thing}`;
  }
};

/** The stream that a message is for. */
export const readerOf = ({ road, value }: Message): string => {
  switch (road) {
    case 'request':
    case 'answer':
      return `authority-${value.authorisation}`;
    case 'permit':
    case 'allocation':
      return value.thing;
    case 'booking':
      return `tasking-${value.tasking}`;
  }
};

/** The queues of a world. */
export const queuesOf = ({ authorities, things, taskings = {} }: Scope): readonly string[] => [
  ...things.flatMap((thing) => [`request ${thing}`, `answer ${thing}`]),
  ...things.flatMap((thing) => Object.keys(authorities).map((id) => `permit ${id} ${thing}`)),
  ...Object.keys(taskings).flatMap((id) => things.map((thing) => `allocation ${id} ${thing}`)),
  ...(Object.keys(taskings).length > 0 ? things.map((thing) => `booking ${thing}`) : []),
];
