export type { DeadLetter } from './dead-letters.js';
export { embeddedTopics, type Spoil } from './embedded.js';
export { parseManifest, readManifest, type TopicManifest } from './manifest.js';
export { actOf, type Delivery, message, metaOf, type Open, type OutMessage, Poison, type Publish, publisher, TopicContext } from './messages.js';
export { type Placed, Relay, type Source } from './relay.js';
export { RaiseFilter, type ReaderOptions, type Topics } from './topics.js';
