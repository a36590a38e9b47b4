import { endWith } from '#command';
import { run } from './program.js';

await endWith(await run(process.argv.slice(2)));
