import { runService } from '@cpmp/shell';
import { authorisationWith } from './app.module.js';

// A folder of packs of law that is only offered.
runService(authorisationWith({ lawFolder: process.env['LAW_FOLDER'] || undefined }));
