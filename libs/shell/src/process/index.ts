export { FollowedClock, machineClock } from './clocks.js';
export { type Behind, doorTo, type Moved, MOVED_PATH, type Stood } from './door.js';
export { draining } from './draining.js';
export { listenOn } from './listening.js';
export { type Around, runProcess } from './run-process.js';
export { runService } from './run-service.js';
export { DEVELOPMENT_ISSUER, processSettings, readSettings, secret, serviceSettings } from './settings.js';
