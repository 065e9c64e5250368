/** Writes the code that is generated and committed (`npm run gen`), and says what changed. */
import { generate } from './generated.mjs';

const changed = await generate();
for (const file of changed) console.log(`${file}: written`);
if (changed.length === 0) console.log('all generated code was current');
