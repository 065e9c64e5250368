import { runService } from '@cpmp/shell/process';
import { assetRegistry } from './app.module.js';

runService(assetRegistry);
