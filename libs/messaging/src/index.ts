export type { DeadLetter } from './dead-letters.js';
export { embeddedTopics, type Spoil } from './embedded.js';
export { isAway } from './handling.js';
export { ownedBy, parseManifest, readBy, readManifest, type TopicManifest, toPublish, toRead } from './manifest.js';
export { actOf, type Delivery, type Mapping, message, metaOf, type Open, type OutMessage, Poison, type Publish, publisher, TopicContext } from './messages.js';
export { type Placed, type Source } from './published.js';
export { Relay, type RelayParts, type Unpublished } from './relay.js';
export { TopicFault } from './topic-fault.js';
export { type Broker, RaiseFilter, type ReaderOptions, type Topics } from './topics.js';
