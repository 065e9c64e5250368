import { topicsContract } from './topics.contract.js';
import { embeddedTopics } from './embedded.js';

topicsContract('the embedded engine', (manifest) => embeddedTopics(manifest));
