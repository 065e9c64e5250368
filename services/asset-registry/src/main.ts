import { runService } from '@cpmp/shell';
import { assetRegistry } from './app.module.js';

runService(assetRegistry);
